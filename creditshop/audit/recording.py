"""Writing the log: in the transaction of the act, so that neither exists without the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session

from creditshop.audit.models import AUDIT
from creditshop.database import new_id

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff at work: their role and address (IP) at that moment."""

    user_id: str
    email: str
    role: str
    ip: str


def record(
    session: Session,
    by: Actor,
    action: str,
    target: str,
    *,
    before: Mapping[str, Value] | None = None,
    after: Mapping[str, Value] | None = None,
    reason: str = "",
    now: datetime,
) -> None:
    """Note what `by` did to `target`, if and only if the caller's transaction commits.

    `action` is a dotted name such as `refund.request`; `before` and `after` hold the values that changed, no secrets.
    """
    row = {
        "id": new_id("aud"),
        "at": now,
        "actor_id": by.user_id,
        "actor_email": by.email,
        "role": by.role,
        "ip": by.ip,
        "action": action,
        "target": target,
        "reason": reason,
        "before": dict(before or {}),
        "after": dict(after or {}),
    }
    session.connection().execute(insert(AUDIT), row)
