"""From samples to one figure, and whether that is too much. Nothing in here knows a database or a clock.

A share of few is mostly chance: of twenty attempts at a true 2 %, two fail often enough to make it 10 %. So a share
fires only when even the lower bound of its 99 % confidence interval (Wilson, 1927) is above the threshold.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from creditshop.alerts.rules import DEFINITIONS, Measure, Rule

Ref = tuple[str, str]  # the kind of a row, and its id
_SHOWN = 10  # causes of one reading
_SLOWEST = 0.9
_Z = 2.326  # 99 %, one-sided


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing that happened: whether it is of the bad kind, and which row says so.

    `value` is what it measured: seconds, minor units. `until`: from then on it is bad no more.
    """

    at: datetime
    bad: bool
    ref: Ref
    value: int = 0
    source: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule reads at one moment: its figure, out of how many samples, and whether it fires.

    `latest` is when the last bad one happened, `causes` are the latest of them, the newest first.
    """

    source: str = ""
    value: float = 0
    of: int = 0
    fires: bool = False
    latest: datetime | None = None
    causes: tuple[Ref, ...] = ()


def take(rule: Rule, samples: Sequence[Sample], at: datetime, usual: float = 0) -> Reading:
    """What the rule reads of samples of one source: those of its window that ends `at`, oldest first.

    `usual` is the average to compare theirs with; 0 when none is known.
    """
    measure = DEFINITIONS[rule.name].measure
    bad = [one for one in samples if _is_bad(rule, one, at)]
    value = _figure(measure, samples, bad, at, usual)
    of = _size(measure, samples, bad)
    beyond_chance = value
    if measure in (Measure.SHARE, Measure.PROPORTION):
        beyond_chance = 100 * wilson_lower(min(len(bad), of), of)
    return Reading(
        source=samples[0].source if samples else "",
        value=round(value, 1),
        of=of,
        fires=of >= rule.least and beyond_chance > rule.threshold,
        latest=bad[-1].at if bad else None,
        causes=tuple(one.ref for one in bad[: -_SHOWN - 1 : -1]),
    )


def sentence(rule: Rule, reading: Reading) -> str:
    """What the rule reads, in English: for mail and messages."""
    source, minutes = reading.source.upper(), rule.minutes
    return DEFINITIONS[rule.name].says.format(value=f"{reading.value:g}", of=reading.of, minutes=minutes, source=source)


def _is_bad(rule: Rule, one: Sample, at: datetime) -> bool:
    is_over = one.until is not None and one.until <= at
    is_fast = DEFINITIONS[rule.name].measure is Measure.SLOWEST and one.value <= rule.threshold
    return one.bad and not is_over and not is_fast


def wilson_lower(bad: int, of: int) -> float:
    """The lowest share, from 0 to 1, that `bad` out of `of` may come from with 99 % confidence."""
    if of == 0:
        return 0.0
    share, z2 = bad / of, _Z * _Z
    spread = _Z * math.sqrt((share * (1 - share) + z2 / (4 * of)) / of)
    return (share + z2 / (2 * of) - spread) / (1 + z2 / of)


def _figure(measure: Measure, samples: Sequence[Sample], bad: Sequence[Sample], at: datetime, usual: float) -> float:
    match measure:
        case Measure.SHARE | Measure.PROPORTION:
            of = _size(measure, samples, bad)
            return 100 * len(bad) / of if of else 0
        case Measure.COUNT | Measure.THERE:
            return len(bad)
        case Measure.SILENCE:
            return len(bad) if len(bad) == len(samples) else 0
        case Measure.SLOWEST:
            return _slowest([one.value for one in samples])
        case Measure.TIMES:
            return _times([one.value for one in samples], usual)
        case Measure.LASTS:
            return (at - bad[0].at) / timedelta(minutes=1) if bad else 0


def _size(measure: Measure, samples: Sequence[Sample], bad: Sequence[Sample]) -> int:
    """Of how many a figure is: refunds are no part of the payments that they are counted against."""
    return len(samples) - len(bad) if measure is Measure.PROPORTION else len(samples)


def _slowest(seconds: Sequence[int]) -> float:
    return sorted(seconds)[math.ceil(_SLOWEST * len(seconds)) - 1] if seconds else 0


def _times(values: Sequence[int], usual: float) -> float:
    average = sum(values) / len(values) if values else 0
    return max(average / usual, usual / average) if average and usual else 0
