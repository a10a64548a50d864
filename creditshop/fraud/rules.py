"""The rules against fraud: what each can do, how it is set unless staff changed it, and its reason in plain words.

Declines and accounts are counted within a rule's minutes; the first purchase is compared with what is usual.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from creditshop.payments.money import major_units

Facts = Mapping[str, str | int | bool]


class RuleName(StrEnum):
    """The rules."""

    DECLINES_ACCOUNT = "declines_account"
    DECLINES_ADDRESS = "declines_address"
    DECLINES_NETWORK = "declines_network"
    ACCOUNTS_NETWORK = "accounts_network"
    LARGE_FIRST_PURCHASE = "large_first_purchase"
    FAST_SPENDING = "fast_spending"
    EARLY_FRAUD_WARNING = "early_fraud_warning"
    RADAR_REVIEW = "radar_review"


class Action(StrEnum):
    """What a rule does when it fires; each does what those before it do."""

    OFF = "off"
    FLAG = "flag"  # a person hears of it
    HOLD = "hold"  # what is paid waits for a person before its credits come; what has been paid is frozen
    BLOCK = "block"  # new purchases are refused; what is paid all the same is held


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is set. `threshold` and `window_minutes` are 0 where the rule has none."""

    name: RuleName
    action: Action
    threshold: int = 0
    window_minutes: int = 0

    @property
    def is_on(self) -> bool:
        """Whether it does anything."""
        return self.action is not Action.OFF

    @property
    def holds(self) -> bool:
        """Whether money that has arrived waits for a person."""
        return self.action in (Action.HOLD, Action.BLOCK)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a rule may be set to, and how it is set at first. A rule has what its bounds are not 0 for."""

    rule: Rule
    actions: tuple[Action, ...]
    most: int = 0
    longest_minutes: int = 0


_A, _R = Action, RuleName
_DAY, _WEEK = 24 * 60, 7 * 24 * 60
_ON_SALES = (_A.OFF, _A.FLAG, _A.HOLD, _A.BLOCK)
DEFINITIONS: Mapping[RuleName, Definition] = {
    definition.rule.name: definition
    for definition in (
        Definition(Rule(_R.DECLINES_ACCOUNT, _A.BLOCK, 10, 60), _ON_SALES, 1000, _WEEK),
        Definition(Rule(_R.DECLINES_ADDRESS, _A.FLAG, 15, 60), _ON_SALES, 1000, _WEEK),
        Definition(Rule(_R.DECLINES_NETWORK, _A.FLAG, 30, 60), _ON_SALES, 10_000, _WEEK),
        Definition(Rule(_R.ACCOUNTS_NETWORK, _A.FLAG, 10, 60), _ON_SALES, 1000, _WEEK),
        Definition(Rule(_R.LARGE_FIRST_PURCHASE, _A.FLAG, 5), _ON_SALES, 1000),
        Definition(Rule(_R.FAST_SPENDING, _A.FLAG, 90, 10), (_A.OFF, _A.FLAG), 100, _DAY),
        Definition(Rule(_R.EARLY_FRAUD_WARNING, _A.FLAG), (_A.OFF, _A.FLAG, _A.HOLD)),
        Definition(Rule(_R.RADAR_REVIEW, _A.FLAG), (_A.OFF, _A.FLAG)),
    )
}

# Filled in with a flag's facts.
_REASONS: Mapping[RuleName, str] = {
    _R.DECLINES_ACCOUNT: "declined attempts on this account: {count} within {minutes} min",
    _R.DECLINES_ADDRESS: "declined attempts from the address {ip}: {count} within {minutes} min",
    _R.DECLINES_NETWORK: "declined attempts from the network {network}: {count} within {minutes} min",
    _R.ACCOUNTS_NETWORK: "accounts that wanted to buy from the network {network}: {count} within {minutes} min",
    _R.LARGE_FIRST_PURCHASE: "a first purchase for {amount} {currency}, where {average} is usual",
    _R.FAST_SPENDING: "{percent} % of its credits were spent within {minutes} min",
    _R.EARLY_FRAUD_WARNING: "the card's bank warns of fraud: {fraud_type}",
    _R.RADAR_REVIEW: "the provider reviews the payment: {reason}",
}


def reason(name: RuleName, facts: Facts) -> str:
    """Why the rule fired, in English: for time lines and mail to staff."""
    money = {}
    if name is RuleName.LARGE_FIRST_PURCHASE:
        currency = str(facts["currency"])
        money = {one: major_units(int(facts[f"{one}_minor"]), currency) for one in ("amount", "average")}
    return _REASONS[name].format(**facts, **money)
