"""The table of keys. Nothing in it lets its reader use the API: secrets are kept as hashes."""

from datetime import datetime
from typing import Final

from sqlalchemy import Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, new_id


class ApiKey(SQLModel, table=True):
    """A key, found by its prefix, until it is revoked. Without owner it is the shop's own."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("prefix", name="api_key_prefix_unique"),)

    id: str = Field(default_factory=lambda: new_id("key"), primary_key=True)
    prefix: str
    secret_hash: str
    owner_id: str | None = Field(default=None, index=True)
    name: str
    scopes: str  # separated by spaces
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


KEYS: Final[Table] = SQLModel.metadata.tables["api_key"]
