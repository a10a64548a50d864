"""Running the job that signs heads, and cutting chains off so that only a signed head can tell."""

import asyncio

from sqlalchemy import delete, func, select, update
from sqlmodel import Session

from creditshop.jobs import JobRun
from creditshop.ledger import Violation, heads_files, verify_heads, witness
from creditshop.ledger.models import ENTRIES, LAST_SIGNED, OPERATIONS, WALLETS
from creditshop.ledger.vocabulary import PARTS
from tests.conftest import Database
from tests.ledger.acts import NOW, unprotect


def sign(db: Database, job: str = "job_1") -> bool:
    """Run the job; returns whether there was anything to sign."""
    effect = asyncio.run(witness.sign_heads(JobRun(job, job, witness.KIND, {}, 1, 1, NOW)))
    if effect is not None:
        db.transact(effect)
    return effect is not None


def in_files(db: Database) -> list[Violation]:
    """What the check of all files finds."""
    return [violation for file in heads_files() for violation in db.transact(verify_heads, file)]


def cut_off(session: Session, wallet: str) -> None:
    """Take a wallet's last entry away with its operation, and everything that would tell: as if it had never been."""
    unprotect(session)
    connection = session.connection()
    of_wallet = ENTRIES.c.wallet_id == wallet
    last = connection.scalar(select(func.max(ENTRIES.c.sequence)).where(of_wallet))
    entry = delete(ENTRIES).where(of_wallet, ENTRIES.c.sequence == last).returning(ENTRIES.c.operation_id)
    connection.execute(delete(OPERATIONS).where(OPERATIONS.c.id == connection.scalar(entry)))
    before = connection.execute(select(ENTRIES).where(of_wallet, ENTRIES.c.sequence == last - 1)).mappings().one()
    state = {part: before[part] for part in PARTS} | {"sequence": last - 1, "head": before["hash"]}
    connection.execute(update(WALLETS).where(WALLETS.c.id == wallet).values(state))


def forget_signed(session: Session) -> None:
    """Take away what the database knows of signed heads."""
    session.connection().execute(delete(LAST_SIGNED))
