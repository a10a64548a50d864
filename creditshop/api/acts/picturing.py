"""Keeping images, and signing addresses of smaller ones."""

import asyncio
import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from creditshop import images, ledger
from creditshop.api import answers
from creditshop.api.acting import act
from creditshop.api.acts.places import may_see, wallet_for
from creditshop.api.errors import Unavailable
from creditshop.api.requests import SignRequest
from creditshop.apikeys import Caller
from creditshop.config import settings
from creditshop.images import Link, PictureNotFound, PicturesFull, PictureView

SERVED_AT: Final = "/api/images/resize"


async def upload_image(caller: Caller, place: str, data: bytes, *, now: datetime) -> tuple[answers.Image, bool]:
    """Keep an image for a wallet, and say whether it is new: the same bytes are the same image.

    Raises what the wallet or the image is refused for.
    """
    look = await images.work(images.look, data)
    wallet_id = await act(_wallet, caller, place, now=now)
    sha256 = hashlib.sha256(data).hexdigest()
    new = images.new_picture(wallet_id, look, sha256=sha256, size=len(data), now=now)
    try:
        await asyncio.to_thread(images.store.save_original, new.id, data)
    except OSError as error:
        raise Unavailable from error
    try:
        kept = await act(images.keep, new)  # whether it was, is not known when the database is away: a sweep finds out
    except PicturesFull:
        await asyncio.to_thread(images.store.remove, [new.id])
        raise
    if kept.id != new.id:
        await asyncio.to_thread(images.store.remove, [new.id])
    return _image_of(kept), kept.id == new.id


def find_image(session: Session, caller: Caller, image_id: str) -> answers.Image:
    """An image. Raises PictureNotFound."""
    return _image_of(_find(session, caller, image_id))


def delete_image(session: Session, caller: Caller, image_id: str) -> None:
    """Forget an image and every address of it. Raises PictureNotFound."""
    images.delete_picture(session, _find(session, caller, image_id).id)


def sign_image(session: Session, caller: Caller, request: SignRequest, *, now: datetime) -> answers.SignedImage:
    """An address under which the image is served resized. Raises PictureNotFound."""
    picture = _find(session, caller, request.src)
    expires_at = now.replace(microsecond=0) + timedelta(seconds=request.expires_in)
    link = Link(picture.id, request.w, request.h, request.fmt, expires_at)
    query = link.query(images.signing_secrets()[0])
    return answers.SignedImage(f"{settings().public_url}{SERVED_AT}?{query}", expires_at)


def _wallet(session: Session, caller: Caller, place: str, *, now: datetime) -> str:
    wallet_id = wallet_for(session, caller, place, now=now)
    ledger.balance(session, wallet_id)
    return wallet_id


def _find(session: Session, caller: Caller, image_id: str) -> PictureView:
    picture = images.find_picture(session, image_id)
    if not may_see(session, caller, picture.wallet_id):
        raise PictureNotFound(image_id)
    return picture


def _image_of(view: PictureView) -> answers.Image:
    return answers.Image(
        id=view.id,
        wallet=view.wallet_id,
        media_type=view.media_type,
        bytes=view.bytes,
        width=view.width,
        height=view.height,
        sha256=view.sha256,
        created_at=view.created_at,
    )
