"""The time line of a purchase in the reader's words: what was heard of it, what staff did, and what each was about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from creditshop.checkout import PurchaseDetail, PurchaseState, Signal, TimelineEntry
from creditshop.fraud import PROVIDER, Flag
from creditshop.refunds import DisputeView, RefundView
from creditshop.ui import format as fmt
from creditshop.ui.states.flag_rows import flag_row
from creditshop.ui.states.return_rows import dispute_reason, refund_failure
from creditshop.ui.states.returns import BY, Returns
from creditshop.ui.states.rows import told
from creditshop.ui.texts import text

_QUIET = ("frozen", "thawed")  # their detail is what a program calls the line before
_ODD = {  # why a purchase was flagged or put in review, as checkout/ and refunds/ write it for logs and mail
    "disputed": r"the buyer disputes the payment: (?P<reason>\w+)",
    "dispute_lost": r"a dispute is lost: .+",
    "refund_failed": r"a refund has (?:failed|canceled): (?P<why>.+)",
    "refund_not_made": r"a refund could not be carried out: (?P<why>.+)",
    "evidence": r"evidence was not accepted: (?P<why>.+)",
    "returned": r"money that had gone back is here again",
    "by_hand": r"paid after its credits were granted by hand",
    "no_session": r"the provider does not know its session",
    "not_asked": r"the provider could not be asked: (?P<why>.+)",
    "still": r"still (?P<state>\w+) after (?P<days>\d+) days",
    "amount": r"amount: (?P<paid>\d+) instead of (?P<sold>\d+)",
    "differs": r"(?P<name>session|livemode|currency|amount): (?P<theirs>.+) instead of (?P<ours>.+)",
}


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened."""

    when: str
    what: str
    change: str
    detail: str


def story(detail: PurchaseDetail, returns: Returns, flags: Iterable[Flag], locale: str) -> list[StoryLine]:
    """Every line, oldest first."""
    known: dict[str, RefundView | DisputeView] = {one.id: one for one in returns.refunds}
    known |= {one.id: one for one in returns.disputes}
    say = partial(oddity, flags=tuple(flags), currency=detail.purchase.currency, locale=locale)
    return [
        _line(entry, known.get(entry.detail), say(entry.detail), returns.people, locale) for entry in detail.timeline
    ]


def attempts(detail: PurchaseDetail, locale: str) -> list[StoryLine]:
    """The declined attempts to pay, oldest first."""
    return [
        StoryLine(
            fmt.day_and_time(attempt.at, locale),
            attempt.decline_code or "",
            fmt.money(attempt.amount_minor, attempt.currency, locale),
            attempt.message or "",
        )
        for attempt in detail.attempts
    ]


def oddity(reason: str, *, flags: Iterable[Flag], currency: str, locale: str) -> str:
    """What was odd about a purchase, in words; a reason without words is shown as it was written."""
    words = {flag.reason: flag_row(flag, locale).reason for flag in flags}
    whole = words.get(reason) or _odd(reason, currency, locale)
    return whole or "; ".join(words.get(part) or _odd(part, currency, locale) or part for part in reason.split("; "))


def _odd(reason: str, currency: str, locale: str) -> str:
    for name, pattern in _ODD.items():
        if found := re.fullmatch(pattern, reason, re.DOTALL):
            return text(locale, f"odd.{name}", **_named(found.groupdict(), currency, locale))
    return ""


def _named(found: Mapping[str, str], currency: str, locale: str) -> dict[str, str]:
    """What a reason names, as people call it."""

    def named(name: str, value: str) -> str:
        match name:
            case "reason":
                return dispute_reason(value, locale)
            case "why":
                return refund_failure(value, locale)
            case "state":
                return text(locale, f"payment.state.{value}") if value in tuple(PurchaseState) else value
            case "paid" | "sold":
                return fmt.money(int(value), currency, locale)
        return value

    return {name: named(name, value) for name, value in found.items()}


def _line(
    entry: TimelineEntry, about: RefundView | DisputeView | None, odd: str, people: Mapping[str, str], locale: str
) -> StoryLine:
    when, what = fmt.day_and_time(entry.at, locale), told(entry.what, locale)
    if about is not None:
        amount = fmt.money(about.amount_minor, about.currency, locale)
        return StoryLine(when, what, amount, _about(entry.what, about, people, locale))
    if by := BY.fullmatch(entry.detail):
        return StoryLine(when, what, _change(entry, locale), _by(by[1], people, locale))
    return StoryLine(when, what, _change(entry, locale), "" if entry.what in _QUIET else odd)


def _about(what: str, about: RefundView | DisputeView, people: Mapping[str, str], locale: str) -> str:
    """What a line says besides the amount: who asked and why, why it failed, what the bank says."""
    if isinstance(about, DisputeView):
        answered = what == "dispute_answered" and about.answered_by
        return _by(about.answered_by or "", people, locale) if answered else dispute_reason(about.reason, locale)
    if what == "refund_requested":
        return " · ".join(filter(None, (_by(about.requested_by, people, locale), about.reason)))
    return refund_failure(about.failure or "", locale) if what in ("refund_failed", "refund_canceled") else ""


def _by(who: str, people: Mapping[str, str], locale: str) -> str:
    return text(locale, "story.by", person="Stripe" if who == PROVIDER else people.get(who) or who)


def _change(entry: TimelineEntry, locale: str) -> str:
    states = [text(locale, f"payment.state.{state}") for state in (entry.from_state, entry.to_state)]
    unchanged = text(locale, "admin.no_change") if entry.what in tuple(Signal) else ""
    return " → ".join(states) if entry.from_state != entry.to_state else unchanged
