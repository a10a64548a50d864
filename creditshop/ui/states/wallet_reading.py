"""What the pages about use, grants and one movement read in one go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from creditshop.apikeys import keys
from creditshop.catalog import features
from creditshop.checkout import PurchaseView
from creditshop.ledger import (
    DayUse,
    Explanation,
    GrantView,
    HoldView,
    balance,
    daily_use,
    explain,
    grants_in_use,
    open_holds,
    wallet_of,
)
from creditshop.ui.states.reading import names_of, own_purchases

PACE = 14  # the latest days that say how fast credits are used


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used since the first of the days asked for; `recent` in the last PACE days. `names`: of features."""

    use: tuple[DayUse, ...]
    recent: tuple[DayUse, ...]
    available: int
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Grants:
    """What the owner has, in the order in which it is spent, and what is reserved. `names`: what grants refer to."""

    grants: tuple[GrantView, ...]
    holds: tuple[HoldView, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Explained:
    """What an operation did, the purchases that its credits came from, and what it refers to; the owner's live keys."""

    explanation: Explanation
    purchases: dict[str, PurchaseView]
    names: dict[str, str]
    keys: dict[str, str]


def usage(session: Session, owner_id: str, *, days: int, today: date) -> Usage:
    """What this owner used on so many days, `today` (UTC) being the last."""
    names = {feature.slug: feature.name for feature in features(session, everything=True)}
    wallet_id = wallet_of(session, owner_id)
    if wallet_id is None:
        return Usage((), (), 0, names)
    asked, paced = today - timedelta(days - 1), today - timedelta(PACE - 1)
    use = daily_use(session, wallet_id, since=min(asked, paced), until=today)
    return Usage(
        tuple(one for one in use if one.day >= asked),
        tuple(one for one in use if one.day >= paced),
        balance(session, wallet_id).available,
        names,
    )


def lasts(found: Usage, today: date) -> int | None:
    """For how many whole days the available credits last at the recent pace; None when nothing was used lately.

    The pace is counted from the first recent day of use: somebody who began yesterday has no two weeks behind them.
    """
    used = sum(one.credits for one in found.recent)
    if not used:
        return None
    since = (today - min(one.day for one in found.recent)).days + 1
    return found.available * since // used


def grants(session: Session, owner_id: str, *, now: datetime) -> Grants:
    """Every grant of this owner of which something is left or held, and the open holds."""
    wallet_id = wallet_of(session, owner_id)
    if wallet_id is None:
        return Grants((), (), {})
    found = grants_in_use(session, wallet_id, now=now)
    names = names_of(session, owner_id, wallet_id, (grant.reference for grant in found))
    return Grants(found, open_holds(session, wallet_id, now=now), names)


def explained(session: Session, owner_id: str, operation_id: str) -> Explained | None:
    """What an operation did to this owner's wallet; None when it did nothing to it."""
    wallet_id = wallet_of(session, owner_id)
    found = explain(session, wallet_id, operation_id) if wallet_id else None
    if wallet_id is None or found is None:
        return None
    references = [grant.reference for grant in found.grants] + [movement.reference for movement in found.movements]
    return Explained(
        found,
        own_purchases(session, owner_id, references),
        names_of(session, owner_id, wallet_id, references),
        {key.id: key.name for key in keys(session, owner_id)},
    )
