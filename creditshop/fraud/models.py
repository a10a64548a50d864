"""Tables of the rules that staff changed, and of what rules and the provider found suspicious."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, enum_check
from creditshop.fraud.rules import Action, RuleName

_OPEN = text("resolved_at IS NULL")


class FraudRule(SQLModel, table=True):
    """A rule that is set otherwise than at first."""

    __tablename__ = "fraud_rule"
    __table_args__ = (
        CheckConstraint(enum_check("rule", RuleName), name="fraud_rule_known"),
        CheckConstraint(enum_check("action", Action), name="fraud_rule_action_known"),
        CheckConstraint("threshold >= 0 AND window_minutes >= 0", name="fraud_rule_not_negative"),
    )

    rule: str = Field(primary_key=True)
    action: str
    threshold: int
    window_minutes: int


class FraudFlag(SQLModel, table=True):
    """A reason to look at a purchase, or at an account whose purchase was refused and is therefore not there.

    `source` is what raised it: the purchase, the provider's warning or review, or an account and a day. However often
    that is seen, it flags once. `facts` are the figures. `resolved_by` is a user, or PROVIDER.
    """

    __tablename__ = "fraud_flag"
    __table_args__ = (
        UniqueConstraint("rule", "source", name="fraud_flag_once"),
        CheckConstraint("(resolved_at IS NULL) = (resolved_by IS NULL)", name="fraud_flag_resolved_by_somebody"),
        Index("fraud_flag_open", "created_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("fraud_flag_latest", "created_at", "id"),
        Index("fraud_flag_of_purchase", "purchase_id", "created_at"),
        Index("fraud_flag_of_owner", "owner_id", "created_at"),
    )

    id: str = Field(primary_key=True)
    rule: str
    source: str
    purchase_id: str | None = Field(default=None, foreign_key="purchase.id")
    owner_id: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by: str | None = None


FLAGS: Table = SQLModel.metadata.tables["fraud_flag"]
RULES: Table = SQLModel.metadata.tables["fraud_rule"]
