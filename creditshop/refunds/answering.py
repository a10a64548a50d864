"""Handing evidence in at the provider: the call outside."""

from datetime import datetime
from functools import partial

from sqlmodel import Session

from creditshop.checkout import flag
from creditshop.database import read
from creditshop.jobs import Effect, JobRun, Registry, registry
from creditshop.payments.current import gateway
from creditshop.payments.errors import GatewayRefused, StoredFailure
from creditshop.payments.gateway import Evidence
from creditshop.refunds.disputing import hear_dispute
from creditshop.refunds.evidence import ANSWER
from creditshop.refunds.models import Dispute
from creditshop.refunds.states import ANSWERABLE

TRIES = 100  # with the backoff of jobs: two to four days of the provider being away


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that hands evidence in."""
    kinds.register(ANSWER, answer, TRIES, gave_up=_gave_up)


async def answer(run: JobRun) -> Effect | None:
    """The job `disputes.answer`: hand in what was stored; the provider's answer is heard like any other news."""
    found = await read(_unsent, run.args["dispute_id"])
    if found is None:
        return None
    provider_id, evidence, key = found
    try:
        seen = await gateway().submit_evidence(provider_id, evidence, idempotency_key=key)
    except (GatewayRefused, StoredFailure) as error:
        # An earlier try may have handed it in, and its answer was lost.
        seen = await gateway().retrieve_dispute(provider_id)
        if seen.status in ANSWERABLE:
            return partial(_refused, dispute_id=run.args["dispute_id"], why=str(error), now=run.now)
    return partial(hear_dispute, seen=seen, as_of=None, now=run.now)


def _unsent(session: Session, dispute_id: str) -> tuple[str, Evidence, str] | None:
    dispute = session.get(Dispute, dispute_id)
    if dispute is None or dispute.answer is None or dispute.answered_at is None or dispute.submitted_at:
        return None
    key = f"evidence-{dispute.id}-{int(dispute.answered_at.timestamp())}"
    return dispute.provider_id, Evidence(**dispute.answer), key


def _refused(session: Session, *, dispute_id: str, why: str, now: datetime) -> None:
    """It may be handed in again, perhaps with other words."""
    dispute = session.get_one(Dispute, dispute_id)
    dispute.failure, dispute.answered_at = why[:300], None
    flag(session, dispute.purchase_id, f"evidence was not accepted: {why}", now=now)


def _gave_up(session: Session, run: JobRun, error: str) -> None:
    _refused(session, dispute_id=run.args["dispute_id"], why=error, now=run.now)
