"""Tables of outgoing webhooks: who listens, what was to be told, and how telling each of them went.

Deliveries and notices name their endpoint without a foreign key: a spend must not fail, nor wait, because somebody
deletes an endpoint at that moment. What is left of a deleted endpoint is found by nobody and forgotten in time.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Table, text
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, enum_check

_OF_SHOP = text("owner_id IS NULL")


class Disabled(StrEnum):
    """Why an endpoint is told nothing: its owner's wish, days of failures only, or its answer 410."""

    OWNER = "owner"
    FAILING = "failing"
    GONE = "gone"


class DeliveryState(StrEnum):
    """Queued for its first try, failed and to be tried again, delivered, or dead: given up until redelivered."""

    QUEUED = "queued"
    FAILED = "failed"
    DELIVERED = "delivered"
    DEAD = "dead"


class Endpoint(SQLModel, table=True):
    """An address that an app listens at: for its owner's wallet, or without an owner, the shop's own, for all wallets.

    Secrets are readable, since they sign. The retired one signs as well until `retired_until`, so that a receiver can
    change over. Below `low_balance` credits a balance is low.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        CheckConstraint(
            f"disabled_reason IS NULL OR {enum_check('disabled_reason', Disabled)}",
            name="webhook_endpoint_reason_known",
        ),
        CheckConstraint(
            "(disabled_at IS NULL) = (disabled_reason IS NULL)", name="webhook_endpoint_disabled_has_reason"
        ),
        CheckConstraint(
            "(retired_secret IS NULL) = (retired_until IS NULL)", name="webhook_endpoint_retired_until_when"
        ),
        CheckConstraint("low_balance > 0", name="webhook_endpoint_low_balance_positive"),
        Index("webhook_endpoint_of_owner", "owner_id"),
    )

    id: str = Field(primary_key=True)
    owner_id: str | None
    url: str
    events: list[str] = Field(sa_type=JSON)
    low_balance: int | None = Field(sa_type=BigInteger)
    secret: str
    retired_secret: str | None = None
    retired_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_reason: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class Message(SQLModel, table=True):
    """What happened, as it is told to everybody who listens: `body` is sent as it stands."""

    __tablename__ = "webhook_message"
    __table_args__ = (Index("webhook_message_oldest", "created_at"),)

    id: str = Field(primary_key=True)
    type: str
    owner_id: str
    body: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Delivery(SQLModel, table=True):
    """One message on its way to one endpoint, whose `owner_id` this is. `attempts` counts tries and never falls, so
    that it tells two tries apart; those before the last redelivery are counted in `forgiven`.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint(enum_check("state", DeliveryState), name="webhook_delivery_state_known"),
        CheckConstraint("forgiven BETWEEN 0 AND attempts", name="webhook_delivery_forgives_what_was_tried"),
        CheckConstraint(
            "(next_at IS NULL) = (state IN ('delivered', 'dead'))", name="webhook_delivery_next_while_it_goes_on"
        ),
        Index("webhook_delivery_newest", "owner_id", "created_at", "id"),
        Index("webhook_delivery_newest_of_shop", "created_at", "id", sqlite_where=_OF_SHOP, postgresql_where=_OF_SHOP),
        Index("webhook_delivery_of_endpoint", "endpoint_id"),
        Index("webhook_delivery_of_message", "message_id"),
    )

    id: str = Field(primary_key=True)
    message_id: str = Field(foreign_key="webhook_message.id")
    endpoint_id: str
    owner_id: str | None
    state: str
    attempts: int
    forgiven: int
    next_at: datetime | None = Field(sa_type=UtcDateTime)
    tried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: int | None = None
    error: str | None = None
    response: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class LowBalance(SQLModel, table=True):
    """This endpoint was told that this wallet is low; it is told again only after credits were added."""

    __tablename__ = "webhook_low_balance"

    endpoint_id: str = Field(primary_key=True)
    wallet_id: str = Field(primary_key=True)


ENDPOINTS: Table = SQLModel.metadata.tables["webhook_endpoint"]
MESSAGES: Table = SQLModel.metadata.tables["webhook_message"]
DELIVERIES: Table = SQLModel.metadata.tables["webhook_delivery"]
LOW_BALANCES: Table = SQLModel.metadata.tables["webhook_low_balance"]
