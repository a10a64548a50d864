"""The table of the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Table
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One act of a member of staff. `target` is the id of what it was done to; before and after hold what changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("audit_latest", "at", "id"),
        Index("audit_of_actor", "actor_id", "at", "id"),
        Index("audit_of_email", "actor_email", "at", "id"),
        Index("audit_of_target", "target", "at", "id"),
        Index("audit_of_action", "action", "at", "id"),
    )

    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: str
    actor_email: str
    role: str
    ip: str
    action: str
    target: str
    reason: str
    before: dict[str, Any] = Field(sa_type=JSON)
    after: dict[str, Any] = Field(sa_type=JSON)


AUDIT: Table = SQLModel.metadata.tables["audit_entry"]
