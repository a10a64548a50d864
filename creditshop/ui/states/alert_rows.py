"""What alerts and their rules show, in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from babel.dates import format_timedelta

from creditshop.alerts import DEFINITIONS, ITSELF, AlertView, Episode, Measure, Reading, Ref, Rule
from creditshop.ui import format as fmt
from creditshop.ui.texts import text

_PAGES = {
    "purchase": "/admin/payment/?id=",
    "event": "/admin/event/?id=",
    "job": "/admin/job/?id=",
    "dispute": "/admin/dispute/?id=",
    "customer": "/admin/customer/?id=",
}
_PERCENT = (Measure.SHARE, Measure.PROPORTION)


@dataclass(frozen=True)
class CauseRow:
    """A row behind an alert; `href` is empty for what has no page."""

    words: str = ""
    href: str = ""


@dataclass(frozen=True)
class AlertRow:
    """An alert in a list. `acknowledged` and `resolved` say by whom and when; empty while nobody has."""

    id: str = ""
    title: str = ""
    says: str = ""
    since: str = ""
    lasted: str = ""
    acknowledged: str = ""
    resolved: str = ""
    open: bool = True
    causes: list[CauseRow] = field(default_factory=list)


@dataclass(frozen=True)
class AlertRuleRow:
    """A rule in the list; `most` bounds its threshold, and what it has no field for is False."""

    name: str = ""
    title: str = ""
    words: str = ""
    when: str = ""
    now: str = ""
    firing: bool = False
    is_on: bool = False
    limit: str = ""
    threshold: int = 0
    most: int = 0
    minutes: int = 0
    has_window: bool = False
    least: int = 0
    has_least: bool = False


@dataclass(frozen=True)
class EpisodeRow:
    """An alert that a rule would have given."""

    when: str
    says: str


def alert_row(alert: AlertView, people: Mapping[str, str], locale: str) -> AlertRow:
    """The alert as lists show it; `people` are the addresses of those who did something about it, by their ids."""
    end = alert.resolved_at or alert.seen_at
    return AlertRow(
        id=alert.id,
        title=text(locale, f"alerts.rule.{alert.rule}"),
        says=_says(alert.rule, alert, alert.minutes, locale),
        since=fmt.day_and_time(alert.opened_at, locale),
        lasted=span(end - alert.opened_at, locale),
        acknowledged=_by("alerts.acknowledged_by", alert.acknowledged_by, people, locale),
        resolved=_by("alerts.resolved_by", alert.resolved_by, people, locale),
        open=alert.resolved_at is None,
        causes=[_cause(cause, locale) for cause in alert.causes],
    )


def rule_row(rule: Rule, read: Reading, locale: str) -> AlertRuleRow:
    """The rule as its list shows it, with what it reads now."""
    definition, words = DEFINITIONS[rule.name], f"alerts.rule.{rule.name}"
    return AlertRuleRow(
        name=rule.name,
        title=text(locale, words),
        words=text(locale, f"{words}.words"),
        when=_when(rule, locale),
        now=now_words(rule, read, locale),
        firing=read.fires,
        is_on=rule.is_on,
        limit=text(locale, f"alerts.measure.{definition.measure}"),
        threshold=rule.threshold,
        most=definition.most,
        minutes=rule.minutes,
        has_window=definition.has_window,
        least=rule.least,
        has_least=definition.has_least,
    )


def episode_row(rule: Rule, episode: Episode, locale: str) -> EpisodeRow:
    """A line of a replay."""
    return EpisodeRow(
        when=fmt.day_and_time(episode.began, locale),
        says=_says(rule.name, episode.worst, rule.minutes, locale),
    )


def now_words(rule: Rule, read: Reading, locale: str) -> str:
    """What the rule reads at this moment, short."""
    figure = _figure(DEFINITIONS[rule.name].measure, read.value, locale)
    if not DEFINITIONS[rule.name].has_least:
        return figure
    key = "alerts.of" if read.of >= rule.least else "alerts.of_too_few"
    return text(locale, key, value=figure, of=fmt.credits(read.of, locale))


def span(lasted: timedelta, locale: str) -> str:
    """A span of time, rounded to what one remembers."""
    return format_timedelta(max(lasted, timedelta(minutes=1)), locale=locale, threshold=1.5)


def _when(rule: Rule, locale: str) -> str:
    definition = DEFINITIONS[rule.name]
    said = [text(locale, "alerts.more_than", value=_figure(definition.measure, rule.threshold, locale))]
    if definition.has_window:
        said.append(text(locale, "alerts.within", span=span(rule.window, locale)))
    if definition.has_least:
        said.append(text(locale, "alerts.at_least", least=fmt.credits(rule.least, locale)))
    return ", ".join(said)


def _says(rule: str, seen: AlertView | Reading, minutes: int, locale: str) -> str:
    figures = {
        "value": _number(seen.value, locale),
        "of": fmt.credits(seen.of, locale),
        "span": span(timedelta(minutes=minutes), locale),
        "source": seen.source.upper(),
    }
    return text(locale, f"alerts.rule.{rule}.says", **figures)


def _figure(measure: Measure, value: float, locale: str) -> str:
    key = f"alerts.unit.{measure}"
    return text(locale, "alerts.unit.percent" if measure in _PERCENT else key, value=_number(value, locale))


def _number(value: float, locale: str) -> str:
    return fmt.credits(int(value), locale) if value == int(value) else fmt.tenths(value, locale)


def _by(key: str, who: str | None, people: Mapping[str, str], locale: str) -> str:
    if who is None:
        return ""
    return text(locale, "alerts.over") if who == ITSELF else text(locale, key, who=people.get(who) or who)


def _cause(cause: Ref, locale: str) -> CauseRow:
    kind, name = cause
    if kind not in _PAGES:
        return CauseRow(name)
    return CauseRow(text(locale, f"alerts.cause.{kind}", id=name.partition("_")[2][:6]), f"{_PAGES[kind]}{name}")
