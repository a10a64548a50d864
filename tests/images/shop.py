"""A shop in which pictures are resized for two credits each, and a wallet that can pay for some."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from creditshop.catalog import FeatureView, keep_feature
from creditshop.database import new_id
from creditshop.images import Format, Link, PictureView, keep, new_picture
from creditshop.images.charging import FEATURE
from creditshop.images.resizing import Look
from creditshop.ledger import INTERNAL, Checked, GrantCredits, Lot, open_wallet, post_one, verify
from tests.conftest import Database

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PRICE = 2
OLD = NOW - timedelta(days=400)


def open_shop(db: Database, credits_there: int = 10) -> str:
    """Sets the price; returns a wallet with so many credits."""
    db.transact(set_price, PRICE)
    return db.transact(wallet_with, credits_there)


def set_price(session: Session, price: int) -> None:
    keep_feature(session, FeatureView(FEATURE, "Image resize", price, per_unit=False, unit="", active=True))


def wallet_with(session: Session, amount: int, now: datetime = NOW) -> str:
    wallet = open_wallet(session, new_id("usr"), now=now)
    if amount:
        lots = (Lot(amount, "promotion"),)
        post_one(session, GrantCredits(wallet, INTERNAL, new_id("key"), "system", lots, "a gift"), now=now)
    return wallet


def picture(db: Database, wallet_id: str, sha256: str = "aa", size: int = 1000) -> PictureView:
    """Note a picture, without a file."""
    return db.transact(keep, new_picture(wallet_id, Look("image/png", 64, 48), sha256=sha256, size=size, now=NOW))


def link(picture_id: str = "img_1", width: int = 32, lasts: timedelta = timedelta(days=1)) -> Link:
    return Link(picture_id, width, None, Format.WEBP, NOW + lasts)


def is_sound(db: Database) -> bool:
    """Whether every rule of the ledger holds."""
    checked: Checked = db.transact(verify)
    return not checked.violations
