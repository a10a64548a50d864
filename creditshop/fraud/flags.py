"""Flags: raised once for each thing that is suspicious, shown to staff until somebody has looked."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_, update
from sqlmodel import Session

from creditshop.audit import Actor, record
from creditshop.checkout import PurchaseState, dismiss, find_purchase, flag, hold_purchase
from creditshop.database import count_up_to, insert_once, new_id
from creditshop.fraud.errors import FlagNotFound, FlagResolved
from creditshop.fraud.models import FLAGS
from creditshop.fraud.rules import Facts, RuleName, reason
from creditshop.refunds import thaw

PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a rule or the provider has seen; `facts` are its figures.

    `source` is what showed it: the purchase, a warning or a review of the provider's, or an account and a day.
    """

    rule: RuleName
    source: str
    purchase_id: str | None
    owner_id: str
    facts: Facts

    @property
    def reason(self) -> str:
        """Why it is suspicious, in English."""
        return reason(self.rule, self.facts)


@dataclass(frozen=True, slots=True)
class Flag(Suspicion):
    """A suspicion that is kept. `resolved_by` is the id of a user, or PROVIDER; None while it is open."""

    id: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class FlagPage:
    """Some flags, newest first; `next_before` asks for the following page and is None on the last."""

    flags: tuple[Flag, ...]
    next_before: str | None


def raise_flag(session: Session, seen: Suspicion, *, resolved_by: str | None = None, now: datetime) -> bool:
    """Keep a suspicion; returns whether it is news. Nobody is told: see `flag_purchase`."""
    resolved = {"resolved_at": now if resolved_by else None, "resolved_by": resolved_by}
    row = asdict(seen) | resolved | {"id": new_id("flg"), "created_at": now}
    return insert_once(session, FLAGS, row, "rule", "source")


def flag_purchase(session: Session, purchase_id: str, seen: Suspicion, *, now: datetime) -> bool:
    """Keep a suspicion about a purchase, and ask for a person if it is news; returns whether it is."""
    new = raise_flag(session, seen, now=now)
    if new:
        flag(session, purchase_id, seen.reason, now=now)
    return new


def flags_of(session: Session, purchase_id: str) -> tuple[Flag, ...]:
    """Every flag of a purchase, resolved ones too, newest first."""
    return _read(session, select(FLAGS).where(FLAGS.c.purchase_id == purchase_id))


def flags_of_owner(session: Session, owner_id: str, *, limit: int = 25) -> tuple[Flag, ...]:
    """The latest flags of an account and its purchases, resolved ones too, newest first."""
    return _read(session, select(FLAGS).where(FLAGS.c.owner_id == owner_id).limit(limit))


def open_flags(session: Session, *, before: str | None = None, limit: int = 25) -> FlagPage:
    """The flags that nobody has resolved. `before` is the last page's `next_before`. Raises FlagNotFound."""
    found = select(FLAGS).where(FLAGS.c.resolved_at.is_(None))
    if before is not None:
        last = _get(session, select(FLAGS).where(FLAGS.c.id == before))
        found = found.where(tuple_(FLAGS.c.created_at, FLAGS.c.id) < tuple_(last.created_at, last.id))
    flags = _read(session, found.limit(limit + 1))
    return FlagPage(flags[:limit], flags[limit - 1].id if len(flags) > limit else None)


def count_open_flags(session: Session, *, most: int) -> int:
    """How many flags nobody has resolved, at most `most`."""
    return count_up_to(session, most, FLAGS, FLAGS.c.resolved_at.is_(None))


def raised(session: Session, start: datetime, end: datetime, *, most: int) -> tuple[Flag, ...]:
    """The flags raised from `start` on and before `end`, whatever became of them: the last `most`, newest first."""
    return _read(session, select(FLAGS).where(FLAGS.c.created_at >= start, FLAGS.c.created_at < end).limit(most))


def resolve(session: Session, flag_id: str, *, by: Actor, note: str, now: datetime) -> None:
    """Somebody has looked; `note` says what they found. The last flag of a purchase takes its call for a person along.

    Raises FlagNotFound, FlagResolved.
    """
    found = _get(session, select(FLAGS).where(FLAGS.c.id == flag_id))
    if not close(session, found.rule, found.source, by=by.user_id, now=now):
        raise FlagResolved
    before = {"rule": found.rule, "purchase": found.purchase_id, "owner": found.owner_id}
    record(session, by, "fraud.resolve", flag_id, before=before, reason=note, now=now)


def close(session: Session, rule: RuleName, source: str, *, by: str, now: datetime) -> bool:
    """Resolve the flag that `source` has raised, and what it froze; returns whether it was open."""
    mine = (FLAGS.c.rule == rule) & (FLAGS.c.source == source) & FLAGS.c.resolved_at.is_(None)
    purchase_id = session.connection().scalar(select(FLAGS.c.purchase_id).where(mine))
    if purchase_id:
        hold_purchase(session, purchase_id)  # before its flag, as whoever raises one does
    closing = update(FLAGS).where(mine).values(resolved_at=now, resolved_by=by)
    is_closed = session.connection().execute(closing).rowcount == 1
    if is_closed and purchase_id:
        thaw(session, purchase_id, source, actor=by, now=now)
        _settle(session, purchase_id, by=by, now=now)
    return is_closed


def _settle(session: Session, purchase_id: str, *, by: str, now: datetime) -> None:
    """A purchase that asked for a person because of its flags needs none once all are resolved."""
    flags, purchase = flags_of(session, purchase_id), find_purchase(session, purchase_id)
    asked = purchase.attention in {one.reason for one in flags} and purchase.state is not PurchaseState.REVIEW
    if asked and all(one.resolved_at for one in flags):
        dismiss(session, purchase_id, actor=by, now=now)


def _get(session: Session, query: Select[Any]) -> Flag:
    row = session.connection().execute(query).mappings().one_or_none()
    if row is None:
        raise FlagNotFound
    return _flag(row)


def _read(session: Session, query: Select[Any]) -> tuple[Flag, ...]:
    newest_first = query.order_by(FLAGS.c.created_at.desc(), FLAGS.c.id.desc())
    return tuple(_flag(row) for row in session.connection().execute(newest_first).mappings())


def _flag(row: Any) -> Flag:
    return Flag(**(dict(row) | {"rule": RuleName(row["rule"])}))
