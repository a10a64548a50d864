"""Looking at wallets and at what can be bought and used."""

from datetime import date, datetime

from sqlmodel import Session

from creditshop import catalog, ledger
from creditshop.api import answers
from creditshop.api.acting import look
from creditshop.api.acts.places import wallet_at
from creditshop.api.acts.shapes import balance_of, entry_of, grant_of, wallet_of
from creditshop.apikeys import Caller
from creditshop.ratelimit import hit


def find_wallet(session: Session, caller: Caller, place: str) -> answers.Wallet:
    """A wallet as it is now. Raises WalletNotFound."""
    return wallet_of(ledger.wallet_view(session, wallet_at(session, caller, place)))


def list_wallets(
    session: Session, caller: Caller, *, cursor: str | None = None, limit: int = 25
) -> answers.Page[answers.Wallet]:
    """The wallets that the caller may see: all of the shop's, or their own."""
    if caller.owner_id is not None:
        own = ledger.wallet_of(session, caller.owner_id)
        return answers.Page((wallet_of(ledger.wallet_view(session, own)),) if own else (), False, None)
    found = ledger.wallets(session, after=cursor or "", limit=limit + 1)
    page, more = tuple(map(wallet_of, found[:limit])), len(found) > limit
    return answers.Page(page, more, page[-1].id if more else None)


async def balance_at(caller: Caller, place: str, moment: datetime | None, *, now: datetime) -> answers.BalanceAt:
    """A wallet now or at an earlier moment. Raises WalletNotFound, RateLimited (adding up the past takes time)."""
    if moment is not None:
        await hit("api.past", caller.scope)
    return await look(_balance_at, caller, place, moment, now=now)


def _balance_at(
    session: Session, caller: Caller, place: str, moment: datetime | None, *, now: datetime
) -> answers.BalanceAt:
    wallet_id = wallet_at(session, caller, place)
    parts: ledger.Parts = ledger.balance(session, wallet_id)
    if moment is None:
        left = ledger.grants_in_use(session, wallet_id, now=now)
        grants = tuple(answers.GrantThen(grant.id, grant.remaining, grant.held, grant.frozen) for grant in left)
    else:
        parts = ledger.balance_at(session, wallet_id, moment)
        then = ledger.grants_at(session, wallet_id, moment)
        grants = tuple(answers.GrantThen(one.grant_id, one.remaining, one.held, one.frozen) for one in then)
    return answers.BalanceAt(wallet_id, moment or now, balance_of(parts), grants)


def list_grants(session: Session, caller: Caller, place: str, *, now: datetime) -> answers.Page[answers.Grant]:
    """The grants that can still be used, in the order in which they will be. Raises WalletNotFound."""
    wallet_id = _existing(session, caller, place)
    return answers.Page(tuple(map(grant_of, ledger.live_grants(session, wallet_id, now=now))), False, None)


def list_entries(
    session: Session, caller: Caller, place: str, *, cursor: int | None = None, limit: int = 25
) -> answers.Page[answers.Entry]:
    """What moved, newest first. Raises WalletNotFound."""
    page = ledger.movements(session, _existing(session, caller, place), before=cursor, limit=limit)
    older = None if page.older is None else str(page.older)
    return answers.Page(tuple(map(entry_of, page.movements)), older is not None, older)


def usage(session: Session, caller: Caller, place: str, *, since: date, until: date) -> answers.Page[answers.DayUse]:
    """What was used from `since` to `until`, both included, by day (UTC) and feature. Raises WalletNotFound."""
    days = ledger.daily_use(session, _existing(session, caller, place), since=since, until=until)
    rows = tuple(answers.DayUse(one.day, one.feature or None, one.credits, one.spends) for one in days)
    return answers.Page(rows, False, None)


def list_packages(session: Session, currency: str) -> answers.Page[answers.Package]:
    """What is on sale in this currency."""
    return answers.Page(tuple(map(_package, catalog.offers(session, currency))), False, None)


def list_features(session: Session) -> answers.Page[answers.Feature]:
    """The price list."""
    return answers.Page(tuple(map(_feature, catalog.features(session))), False, None)


def _existing(session: Session, caller: Caller, place: str) -> str:
    wallet_id = wallet_at(session, caller, place)
    ledger.balance(session, wallet_id)
    return wallet_id


def _package(offer: catalog.Offer) -> answers.Package:
    return answers.Package(
        slug=offer.slug,
        name=offer.name,
        description=offer.description,
        credits=offer.credits,
        bonus_credits=offer.bonus_credits,
        validity_days=offer.validity_days,
        amount_minor=offer.amount_minor,
        currency=offer.currency,
    )


def _feature(feature: catalog.FeatureView) -> answers.Feature:
    return answers.Feature(feature.slug, feature.name, feature.credits, feature.per_unit, feature.unit)
