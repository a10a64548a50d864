"""Writing the log: in the transaction of the act, so that neither exists without the other."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlmodel import Session

from creditshop.audit.models import AUDIT
from creditshop.database import new_id

Value = str | int | bool | None
Look = Callable[[Session, str], Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff at work: their role and address (IP) at that moment."""

    user_id: str
    email: str
    role: str
    ip: str


COMMAND_LINE: Final = Actor("cli", "cli", "cli", "")  # whoever has a shell on the server


@contextmanager
def noting(
    session: Session, by: Actor, action: str, target: str, look: Look, *, reason: str = "", now: datetime
) -> Iterator[None]:
    """Record what the block does to `target`, with what it changed of what `look(session, target)` sees.

    Nothing is recorded when the block raises. What `look` raises is raised here.
    """
    before = look(session, target)
    yield
    after = look(session, target)
    record(
        session,
        by,
        action,
        target,
        before={name: value for name, value in before.items() if name not in after or after[name] != value},
        after={name: value for name, value in after.items() if name not in before or before[name] != value},
        reason=reason,
        now=now,
    )


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
