"""The pictures that wallets keep."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlmodel import Session

from creditshop.database import insert_once, new_id
from creditshop.images.errors import PictureNotFound, PicturesFull
from creditshop.images.models import PICTURES
from creditshop.images.resizing import Look

MOST_PICTURES: Final = 10_000  # of one wallet
MOST_BYTES: Final = 1024**3  # of one wallet


@dataclass(frozen=True, slots=True)
class PictureView:
    """An uploaded picture. `bytes` of its file; width and height in pixels, the way up that it is shown."""

    id: str
    wallet_id: str
    sha256: str
    media_type: str
    bytes: int
    width: int
    height: int
    created_at: datetime


def new_picture(wallet_id: str, look: Look, *, sha256: str, size: int, now: datetime) -> PictureView:
    """A picture with a new id, for its file to be stored under before `keep` makes it known."""
    return PictureView(new_id("img"), wallet_id, sha256, look.media_type, size, look.width, look.height, now)


def keep(session: Session, picture: PictureView) -> PictureView:
    """Note a picture whose file is stored. If the wallet has the same bytes already, that picture is the answer.

    Raises PicturesFull; of several uploads at once each may be the last that fits.
    """
    same = (PICTURES.c.wallet_id == picture.wallet_id) & (PICTURES.c.sha256 == picture.sha256)
    before = session.connection().execute(select(PICTURES).where(same)).one_or_none()
    if before is None:
        _check_room(session, picture)
        if insert_once(session, PICTURES, asdict(picture), "wallet_id", "sha256"):
            return picture
        before = session.connection().execute(select(PICTURES).where(same)).one()
    return PictureView(**before._mapping)


def find_picture(session: Session, picture_id: str) -> PictureView:
    """One picture. Raises PictureNotFound."""
    row = session.connection().execute(select(PICTURES).where(PICTURES.c.id == picture_id)).one_or_none()
    if row is None:
        raise PictureNotFound(picture_id)
    return PictureView(**row._mapping)


def delete_picture(session: Session, picture_id: str) -> None:
    """Forget a picture; its signed addresses lead nowhere from now on, and a job removes its files."""
    session.connection().execute(delete(PICTURES).where(PICTURES.c.id == picture_id))


def unknown(session: Session, picture_ids: Sequence[str]) -> list[str]:
    """Those of these ids that no picture has."""
    known = set(session.connection().scalars(select(PICTURES.c.id).where(PICTURES.c.id.in_(picture_ids))))
    return [picture_id for picture_id in picture_ids if picture_id not in known]


def _check_room(session: Session, picture: PictureView) -> None:
    total = func.coalesce(func.sum(PICTURES.c.bytes), 0)
    query = select(func.count(), total).where(PICTURES.c.wallet_id == picture.wallet_id)
    count, size = session.connection().execute(query).one()
    if count >= MOST_PICTURES or size + picture.bytes > MOST_BYTES:
        raise PicturesFull(MOST_PICTURES, MOST_BYTES)
