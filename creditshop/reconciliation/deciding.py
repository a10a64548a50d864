"""A person decides about a difference: the proposed credits are posted, once, or it is as it must be."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session

from creditshop.audit import Actor, record
from creditshop.checkout import hold_purchase
from creditshop.database import announce
from creditshop.ledger import INTERNAL, GrantCredits, Lot, Revoke, open_wallet, post_one
from creditshop.reconciliation.comparing import compare_credits
from creditshop.reconciliation.errors import DifferenceNotFound, DifferenceSettled, NothingProposed
from creditshop.reconciliation.keeping import TOPIC, UNSETTLED
from creditshop.reconciliation.kinds import Decision
from creditshop.reconciliation.listing import DifferenceView, view
from creditshop.reconciliation.models import DIFFERENCES


def approve(session: Session, difference_id: str, *, by: Actor, note: str, now: datetime) -> None:
    """Post the credits that are proposed, in the name of the difference.

    Raises DifferenceNotFound, DifferenceSettled (also where something else is missing by now), NothingProposed, and
    what the ledger refuses.
    """
    difference = _unsettled(session, difference_id)
    if not difference.credits:
        raise NothingProposed
    purchase = hold_purchase(session, str(difference.purchase_id))  # two approvals for one purchase take turns
    if difference.credits not in [one.credits for one in compare_credits(session, purchase)]:
        raise DifferenceSettled
    _settle(session, difference_id, Decision.APPROVED, settled_at=now, settled_by=by.user_id, note=note)
    wallet, key = open_wallet(session, difference.owner_id, now=now), difference.id
    if difference.credits > 0:
        lot = Lot(difference.credits, "adjustment")
        post_one(session, GrantCredits(wallet, INTERNAL, key, by.user_id, (lot,), key), now=now)
    else:
        post_one(session, Revoke(wallet, INTERNAL, key, by.user_id, -difference.credits, "adjustment", key), now=now)
    posted: dict[str, str | int] = {"credits": difference.credits, "owner": difference.owner_id}
    record(session, by, "difference.approve", key, after=posted, reason=note, now=now)


def dismiss(session: Session, difference_id: str, *, by: Actor, note: str, now: datetime) -> None:
    """It is as it must be, or was settled elsewhere. Raises DifferenceNotFound, DifferenceSettled."""
    _unsettled(session, difference_id)
    _settle(session, difference_id, Decision.DISMISSED, settled_at=now, settled_by=by.user_id, note=note)
    record(session, by, "difference.dismiss", difference_id, reason=note, now=now)


def _unsettled(session: Session, difference_id: str) -> DifferenceView:
    row = session.connection().execute(select(DIFFERENCES).where(DIFFERENCES.c.id == difference_id)).first()
    if row is None:
        raise DifferenceNotFound
    if row.settled_at is not None or row.gone_at is not None:
        raise DifferenceSettled
    return view(row)


def _settle(session: Session, difference_id: str, decision: Decision, **values: object) -> None:
    mine = update(DIFFERENCES).where(DIFFERENCES.c.id == difference_id, UNSETTLED)
    if session.connection().execute(mine.values(values | {"decision": decision})).rowcount != 1:
        raise DifferenceSettled
    announce(session, TOPIC)
