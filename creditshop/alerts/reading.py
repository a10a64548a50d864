"""Rules at work: what each reads now, and what it would have read, had it been set so, over the last days."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import pairwise

from sqlmodel import Session

from creditshop.alerts.measuring import Reading, Sample, take
from creditshop.alerts.rules import DEFINITIONS, Measure, Rule
from creditshop.alerts.samples import MOST, samples, usual_price

QUIET = timedelta(minutes=15)  # a rule has to be silent for as long before its alert is over
Usual = Callable[[str, date], float]
_STEPS_A_WINDOW, _SHORTEST_STEP, _LONGEST_STEP = 12, timedelta(minutes=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Episode:
    """A time in which an alert would have been open, with the worst that was read in it."""

    began: datetime
    ended: datetime
    worst: Reading


@dataclass(frozen=True, slots=True)
class Replay:
    """The alerts that a rule would have given from `since` on, oldest first: later than asked in a very busy shop."""

    since: datetime
    episodes: tuple[Episode, ...]


def readings(session: Session, rule: Rule, now: datetime) -> tuple[Reading, ...]:
    """What the rule reads now, of each of its sources; of none, a reading of nothing."""
    within = samples(session, rule.name, now - rule.window, now)
    return _read(rule, within, now, partial(usual_price, session)) or (Reading(),)


def replay(session: Session, rule: Rule, *, days: int, now: datetime) -> Replay:
    """When the rule, set like this, would have fired in the last days."""
    all_, since = samples(session, rule.name, now - timedelta(days=days) - rule.window, now), now - timedelta(days=days)
    if len(all_) >= MOST:
        since = max(since, all_[0].at + rule.window)
    step = _step(rule)
    usual = cache(partial(usual_price, session))
    fired: dict[str, list[tuple[datetime, Reading]]] = defaultdict(list)
    for at, within in _windows(all_, rule, since, now, step):
        for reading in _read(rule, within, at, usual):
            if reading.fires:
                fired[reading.source].append((at, reading))
    found = [episode for seen in fired.values() for episode in _episodes(seen, max(QUIET, step))]
    return Replay(since, tuple(sorted(found, key=lambda one: one.began)))


def _step(rule: Rule) -> timedelta:
    """How often to look: as often as the watch does where what is there may be gone a minute later."""
    if not DEFINITIONS[rule.name].has_window:
        return _SHORTEST_STEP
    return min(max(rule.window / _STEPS_A_WINDOW, _SHORTEST_STEP), _LONGEST_STEP)


def _windows(
    all_: Sequence[Sample], rule: Rule, since: datetime, until: datetime, step: timedelta
) -> Iterator[tuple[datetime, Sequence[Sample]]]:
    """The samples of each window, step by step; a window without samples is left out."""
    first = last = 0
    at = since
    while at <= until:
        while last < len(all_) and all_[last].at < at:
            last += 1
        while first < last and all_[first].at < at - rule.window:
            first += 1
        if first < last:
            yield at, all_[first:last]
        at += step


def _read(rule: Rule, within: Sequence[Sample], at: datetime, usual: Usual) -> tuple[Reading, ...]:
    by_source: dict[str, list[Sample]] = defaultdict(list)
    for sample in within:
        by_source[sample.source].append(sample)
    day, compares = (at - rule.window).date(), DEFINITIONS[rule.name].measure is Measure.TIMES
    return tuple(
        take(rule, some, at, usual(source, day) if compares and len(some) >= rule.least else 0)
        for source, some in sorted(by_source.items())
    )


def _episodes(seen: Sequence[tuple[datetime, Reading]], apart: timedelta) -> Iterator[Episode]:
    """Readings that follow each other closely are one alert."""
    begins = [0, *(n for n, ((a, _), (b, _)) in enumerate(pairwise(seen), 1) if b - a > apart)]
    for begin, end in zip(begins, [*begins[1:], len(seen)], strict=True):
        part = seen[begin:end]
        yield Episode(part[0][0], part[-1][0], max((one for _, one in part), key=lambda one: one.value))
