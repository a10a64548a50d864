"""The tables of pictures: what was uploaded, and which signed addresses were paid for."""

from datetime import datetime

from sqlalchemy import Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime


class Picture(SQLModel, table=True):
    """An uploaded picture; its file is in the store, under its id. A wallet keeps the same bytes once."""

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("wallet_id", "sha256", name="picture_once"),)

    id: str = Field(primary_key=True)
    wallet_id: str = Field(foreign_key="wallet.id")
    sha256: str
    media_type: str
    bytes: int
    width: int
    height: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class ImageCharge(SQLModel, table=True):
    """A signed address that was asked for: the hold that pays for it, and how many holds it has had.

    Forgotten once the address has expired: it is not served any more.
    """

    __tablename__ = "image_charge"
    __table_args__ = (Index("image_charge_expiry", "expires_at"),)

    digest: str = Field(primary_key=True)
    wallet_id: str = Field(foreign_key="wallet.id")
    hold_id: str | None
    holds: int
    expires_at: datetime = Field(sa_type=UtcDateTime)


PICTURES: Table = SQLModel.metadata.tables["picture"]
CHARGES: Table = SQLModel.metadata.tables["image_charge"]
