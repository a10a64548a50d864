"""Whether a sale looks like fraud: each rule that looks at sales, and the figures it goes by."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlmodel import Session

from creditshop.checkout import Place, Sale, count_buyers, count_declines, has_paid, last_prices
from creditshop.fraud.rules import Facts, Rule, RuleName
from creditshop.fraud.settings import rules

DECLINES = {
    RuleName.DECLINES_ACCOUNT: Place.OWNER,
    RuleName.DECLINES_ADDRESS: Place.IP,
    RuleName.DECLINES_NETWORK: Place.NETWORK,
}
ON_SALES = (*DECLINES, RuleName.ACCOUNTS_NETWORK, RuleName.LARGE_FIRST_PURCHASE)
USUAL, TOO_FEW = 100, 20  # what is usual is said by the last purchases, unless they are too few to say it


def fired(session: Session, sale: Sale, names: Collection[RuleName], now: datetime) -> Iterator[tuple[Rule, Facts]]:
    """Those of the rules that are on and find this sale suspicious, with their figures."""
    for name, rule in rules(session).items():
        if name in names and rule.is_on and (facts := _facts(session, rule, sale, now)):
            yield rule, facts


def _facts(session: Session, rule: Rule, sale: Sale, now: datetime) -> Facts | None:
    if rule.name in DECLINES:
        return _declines(session, rule, sale, now)
    if rule.name is RuleName.ACCOUNTS_NETWORK:
        return _accounts(session, rule, sale, now)
    return _large(session, rule, sale)


def _declines(session: Session, rule: Rule, sale: Sale, now: datetime) -> Facts | None:
    place = DECLINES[rule.name]
    where: str = getattr(sale, place)
    count = count_declines(session, place, where, since=_since(rule, now)) if where else 0
    if count < rule.threshold:
        return None
    return {"count": count, "minutes": rule.window_minutes, str(place): where}


def _accounts(session: Session, rule: Rule, sale: Sale, now: datetime) -> Facts | None:
    if not sale.network:
        return None
    others = count_buyers(session, sale.network, besides=sale.owner_id, since=_since(rule, now))
    if others + 1 < rule.threshold:
        return None
    return {"count": others + 1, "minutes": rule.window_minutes, "network": sale.network}


def _large(session: Session, rule: Rule, sale: Sale) -> Facts | None:
    if has_paid(session, sale.owner_id):
        return None
    prices = last_prices(session, sale.currency, limit=USUAL)
    if len(prices) < TOO_FEW or sale.amount_minor * len(prices) < rule.threshold * sum(prices):
        return None
    average = sum(prices) // len(prices)
    return {"amount_minor": sale.amount_minor, "currency": sale.currency, "average_minor": average}


def _since(rule: Rule, now: datetime) -> datetime:
    return now - timedelta(minutes=rule.window_minutes)
