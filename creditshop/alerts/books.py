"""Checking all the books now and then. A wallet whose books are broken is suspended until somebody has looked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select, update
from sqlmodel import Session

from creditshop import checkout, ledger, refunds
from creditshop.alerts.models import BROKEN
from creditshop.audit import Actor, record
from creditshop.database import announce, insert_once, new_id, read
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry

KIND = "alerts.check_books"
EVERY = timedelta(hours=6)
SHOP = Actor("shop", "shop", "shop", "")  # who acts when nobody does
_PAGES = 20  # of a hundred wallets, in one job
Violation = ledger.Violation | checkout.PurchaseViolation | refunds.ReturnViolation


@dataclass(frozen=True, slots=True)
class _Found:
    """What a part of the check found, and after which wallet the next part begins; None at the end."""

    violations: tuple[Violation, ...]
    last: str | None


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that checks everything, in parts, every six hours."""
    kinds.register(KIND, _check, limit=timedelta(minutes=30))
    kinds.schedule(KIND, KIND, EVERY)


async def violations() -> AsyncIterator[Violation]:
    """What is broken of the ledger, its signed heads and the purchases above it; read in pages, stopping nobody."""
    after: str | None = ""
    while after is not None:
        checked = await read(ledger.verify, after=after)
        for violation in checked.violations:
            yield violation
        after = checked.last
    for found in await _above_the_wallets():
        yield found


async def _check(run: JobRun) -> Effect:
    """A part of the wallets, and after the last of them what is above; `began` is when the first part was checked."""
    after, began = str(run.args.get("after", "")), run.args.get("began", run.now.isoformat())
    found = await _wallets(after)
    return partial(_keep, found, datetime.fromisoformat(began), run.now)


async def _wallets(after: str) -> _Found:
    found: list[Violation] = []
    last: str | None = after
    for _ in range(_PAGES):
        checked = await read(ledger.verify, after=str(last))
        found += checked.violations
        last = checked.last
        if last is None:
            return _Found((*found, *await _above_the_wallets()), None)
    return _Found(tuple(found), last)


async def _above_the_wallets() -> list[Violation]:
    found: list[Violation] = []
    for file in ledger.heads_files():
        found += await read(ledger.verify_heads, file)
    return found + list(await read(_of_purchases))


def _of_purchases(session: Session) -> tuple[Violation, ...]:
    return (*checkout.verify_purchases(session), *refunds.verify_returns(session))


def _keep(found: _Found, began: datetime, now: datetime, session: Session) -> None:
    for violation in found.violations:
        _keep_one(session, violation, now)
    if found.last is not None:
        args = {"after": found.last, "began": began.isoformat()}
        enqueue(session, KIND, args, key=f"{KIND}:{began.isoformat()}:{found.last}", run_at=now)
        return
    passed = BROKEN.c.gone_at.is_(None) & (BROKEN.c.seen_at < began)
    session.connection().execute(update(BROKEN).where(passed).values(gone_at=now))


def _keep_one(session: Session, violation: Violation, now: datetime) -> None:
    """Note it; what was not there at the last check suspends its wallet."""
    place, problem, wallet_id = _words(violation)
    known = session.connection().execute(select(BROKEN).where(BROKEN.c.place == place)).first()
    is_new = known is None or known.gone_at is not None
    owner_id = _suspend(session, wallet_id, f"{place}: {problem}", now) if is_new and wallet_id else ""
    found = {"seen_at": now, "problem": problem} | ({"found_at": now, "gone_at": None} if is_new else {})
    if known is None:
        row = {"id": new_id("brk"), "place": place, "wallet_id": wallet_id, "owner_id": owner_id}
        insert_once(session, BROKEN, row | found, "place")
    else:
        session.connection().execute(update(BROKEN).where(BROKEN.c.id == known.id).values(found))


def _suspend(session: Session, wallet_id: str, why: str, now: datetime) -> str:
    """Stop spending from the wallet, and return whose it is; a wallet that is gone altogether cannot be spent from."""
    try:
        wallet = ledger.wallet_view(session, wallet_id)
    except ledger.WalletNotFound:
        return ""
    if not wallet.balance.suspended:
        ledger.suspend(session, wallet_id)
        changed = {"before": {"suspended": False}, "after": {"suspended": True}}
        record(session, SHOP, "customer.suspend", wallet.owner_id, **changed, reason=why, now=now)
    announce(session, wallet.owner_id)
    return wallet.owner_id


def _words(violation: Violation) -> tuple[str, str, str]:
    """Where it is, what is wrong there, and the wallet that it is about; empty if none."""
    if isinstance(violation, ledger.Violation):
        problem = f"{violation.found} instead of {violation.expected}"
        return f"{violation.rule}: {violation.where}", problem, violation.wallet_id
    return violation.purchase_id, violation.problem, ""
