"""What the shop watches: each rule, how it is measured and set at first, and what it says, on one screen.

A rule fires when its figure is **more than** its threshold. Shares must be so beyond chance, see measuring.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class RuleName(StrEnum):
    """The rules."""

    PAYMENT_FAILURES = "payment_failures"
    ABANDONMENT = "abandonment"
    WEBHOOK_FAILURES = "webhook_failures"
    WEBHOOKS_GIVEN_UP = "webhooks_given_up"
    WEBHOOK_LAG = "webhook_lag"
    WEBHOOK_SILENCE = "webhook_silence"
    DEAD_JOBS = "dead_jobs"
    REFUNDS = "refunds"
    DISPUTES = "disputes"
    SUSPICIOUS = "suspicious"
    PURCHASE_VALUE = "purchase_value"
    DIFFERENCES = "differences"
    VIOLATIONS = "violations"
    UNREACHABLE = "unreachable"


class Measure(StrEnum):
    """How samples become one figure."""

    SHARE = "share"  # percent of them that are bad
    PROPORTION = "proportion"  # how many are bad for a hundred good ones
    COUNT = "count"  # how many are bad
    THERE = "there"  # how many bad ones there are, whenever they came
    SLOWEST = "slowest"  # the seconds that the slowest tenth of them took at least
    SILENCE = "silence"  # how many are bad, if none is good: a good one is a sign of life
    TIMES = "times"  # how far their average is from the usual one: as many times as much, or as little
    LASTS = "lasts"  # for how many minutes the bad one has lasted


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is set: it looks at `minutes` back, and is silent about fewer samples than `least`."""

    name: RuleName
    is_on: bool
    threshold: int
    minutes: int
    least: int = 1

    @property
    def window(self) -> timedelta:
        """How far back it looks."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Definition:
    """How a rule is measured, how it is set at first, and the most that its threshold may be set to."""

    rule: Rule
    measure: Measure
    most: int
    says: str  # in English, for mail and messages, filled in with the figures of a reading

    @property
    def has_window(self) -> bool:
        """Whether it looks at a span of time, and not at what there is now."""
        return self.measure not in (Measure.THERE, Measure.LASTS)

    @property
    def has_least(self) -> bool:
        """Whether a least number of samples means anything: of few, a share or an average says nothing."""
        return self.measure in (Measure.SHARE, Measure.PROPORTION, Measure.SLOWEST, Measure.TIMES)


_R, _M = RuleName, Measure
HOUR, DAY = 60, 24 * 60
LONGEST, MOST_LEAST = 60 * DAY, 100_000
DEFINITIONS: Mapping[RuleName, Definition] = {
    definition.rule.name: definition
    for definition in (
        Definition(
            Rule(_R.PAYMENT_FAILURES, True, 5, 4 * HOUR, 20),
            _M.SHARE,
            100,
            "{value} % of {of} attempts to pay were declined within {minutes} min",
        ),
        Definition(
            Rule(_R.ABANDONMENT, True, 90, 6 * HOUR, 30),
            _M.SHARE,
            100,
            "{value} % of {of} payment pages were left without paying within {minutes} min",
        ),
        Definition(
            Rule(_R.WEBHOOK_FAILURES, True, 5, HOUR, 20),
            _M.SHARE,
            100,
            "{value} % of {of} webhooks failed at their first try within {minutes} min",
        ),
        Definition(
            Rule(_R.WEBHOOKS_GIVEN_UP, True, 0, DAY),
            _M.COUNT,
            1000,
            "Webhooks that failed for good or do not belong here: {value}",
        ),
        Definition(
            Rule(_R.WEBHOOK_LAG, True, 120, HOUR, 10),
            _M.SLOWEST,
            86_400,
            "One in ten of {of} webhooks took {value} s or longer from Stripe to its effect",
        ),
        Definition(
            Rule(_R.WEBHOOK_SILENCE, True, 3, 3 * HOUR),
            _M.SILENCE,
            1000,
            "No webhook came within {minutes} min, and payment pages were opened: {value}",
        ),
        Definition(Rule(_R.DEAD_JOBS, True, 0, DAY), _M.COUNT, 1000, "Jobs given up within {minutes} min: {value}"),
        Definition(
            Rule(_R.REFUNDS, True, 10, 7 * DAY, 20),
            _M.PROPORTION,
            100,
            "{value} % as many refunds as payments ({of}) within {minutes} min",
        ),
        Definition(
            Rule(_R.DISPUTES, True, 1, 30 * DAY, 50),
            _M.PROPORTION,
            100,
            "{value} % as many disputes as payments ({of}) within {minutes} min",
        ),
        Definition(
            Rule(_R.SUSPICIOUS, True, 2, HOUR),
            _M.COUNT,
            1000,
            "Purchases or accounts flagged as suspicious within {minutes} min: {value}",
        ),
        Definition(
            Rule(_R.PURCHASE_VALUE, True, 3, DAY, 20),
            _M.TIMES,
            1000,
            "The average of {of} purchases in {source} is {value} times as much, or as little, as usual",
        ),
        Definition(
            Rule(_R.DIFFERENCES, True, 0, LONGEST),
            _M.THERE,
            1000,
            "Differences between Stripe and the shop that wait for a person: {value}",
        ),
        Definition(
            Rule(_R.VIOLATIONS, True, 0, LONGEST),
            _M.THERE,
            1000,
            "Rows of the ledger that are not what they must be, and whose wallets are suspended: {value}",
        ),
        Definition(
            Rule(_R.UNREACHABLE, True, 2, LONGEST),
            _M.LASTS,
            DAY,
            "Stripe has not answered for {value} min",
        ),
    )
}
