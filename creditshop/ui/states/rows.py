"""What one line of a list shows: finished words and figures in the reader's language, made on the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from creditshop.checkout import PurchaseState, PurchaseView
from creditshop.ledger import GrantView, Movement
from creditshop.refunds import OPEN, DisputeStatus
from creditshop.ui import format as fmt
from creditshop.ui.texts import CATALOGUES, text

_TONES = {
    PurchaseState.PAID: "good",
    PurchaseState.PROCESSING: "warn",
    PurchaseState.REVIEW: "warn",
    PurchaseState.FAILED: "bad",
}


@dataclass(frozen=True)
class PaymentRow:
    """A purchase in a list. `receipt`: it was paid; `pay_url`: its payment page, while it is open."""

    id: str
    when: str
    day: str
    email: str
    name: str
    amount: str
    credits: str
    state: str
    tone: str
    receipt: bool
    attention: str
    pay_url: str


def payment_row(purchase: PurchaseView, locale: str) -> PaymentRow:
    """The purchase as a list shows it; the amount is what was charged, or else what was offered."""
    state, tone = _standing(purchase, locale)
    return PaymentRow(
        id=purchase.id,
        when=fmt.day_and_time(purchase.created_at, locale),
        day=fmt.day(purchase.created_at, locale),
        email=purchase.email,
        name=purchase.name,
        amount=fmt.money(charged(purchase), purchase.currency, locale),
        credits=fmt.credits(purchase.all_credits, locale),
        state=state,
        tone=tone,
        receipt=purchase.paid_at is not None,
        attention=purchase.attention or "",
        pay_url=(purchase.session_url or "") if purchase.state is PurchaseState.OPEN else "",
    )


def _standing(purchase: PurchaseView, locale: str) -> tuple[str, str]:
    """Where a purchase stands in a word or two, and the tone of it: what came after the payment matters more."""
    if purchase.dispute_status in OPEN:
        return text(locale, "payment.disputed"), "bad"
    if purchase.dispute_status == DisputeStatus.LOST:
        return text(locale, "payment.dispute_lost"), "bad"
    if 0 < charged(purchase) <= purchase.refunded_minor:
        return text(locale, "payment.refunded"), "plain"
    if purchase.refunded_minor:
        amount = fmt.money(purchase.refunded_minor, purchase.currency, locale)
        return text(locale, "payment.refunded_part", amount=amount), "plain"
    return text(locale, f"payment.state.{purchase.state}"), _TONES.get(purchase.state, "plain")


def charged(purchase: PurchaseView) -> int:
    """What the buyer paid or is to pay, in minor units: the provider's total once it is known."""
    return purchase.amount_minor if purchase.amount_total is None else purchase.amount_total


def told(what: str, locale: str) -> str:
    """What was heard of a purchase, in words; a kind of news without words yet is shown as it is called."""
    key = f"story.{what}"
    return text(locale, key) if key in CATALOGUES[locale] else what


@dataclass(frozen=True)
class MovementRow:
    """A movement of credits in a list; `operation` is the id of the operation that it was part of."""

    id: str
    operation: str
    when: str
    what: str
    change: str
    gain: bool
    balance: str


def movement_row(movement: Movement, names: Mapping[str, str], locale: str) -> MovementRow:
    """The movement as a list shows it. `names` are the packages of the purchases that movements refer to, by id."""
    parts = movement.parts
    return MovementRow(
        id=movement.id,
        operation=movement.operation_id,
        when=fmt.day_and_time(movement.created_at, locale),
        what=what_moved(movement, names, locale),
        change=fmt.change(movement.change, locale) if movement.change else "0",
        gain=movement.change > 0,
        balance=fmt.credits(parts.available + parts.held + parts.frozen - parts.owed, locale),
    )


def what_moved(movement: Movement, names: Mapping[str, str], locale: str) -> str:
    """What a movement was for, in words, and whether it was about debt, or about credits that had expired."""
    why, aside = why_moved(movement, names, locale), _aside(movement)
    credits = fmt.credits(movement.amount, locale)  # noqa: A001 - the business's word
    return text(locale, f"movement.{aside}", what=why, credits=credits) if aside else why


def why_moved(movement: Movement, names: Mapping[str, str], locale: str) -> str:
    """What a movement was for, in words."""
    about = what_for(movement.reference, movement.feature, names, locale)
    return text(locale, f"movement.{_why(movement)}", about=about, credits=fmt.credits(movement.amount, locale))


def _why(movement: Movement) -> str:
    """Its cause; where one cause moves credits to and fro, which way."""
    if movement.debit == "held" and movement.credit != "spent":
        return "release"
    if movement.credit == "frozen":
        return "freeze"
    if movement.debit == "frozen" and movement.credit in ("available", "owed"):
        return "unfreeze"
    return f"{movement.cause}_undone" if movement.debit == "revoked" else movement.cause


def _aside(movement: Movement) -> str:
    if movement.credit == "owed":
        return "pays_debt"
    if movement.debit == "owed":
        return "makes_debt"
    return "was_expired" if "expired" in (movement.debit, movement.credit) and movement.cause != "expiry" else ""


def what_for(reference: str, feature: str | None, names: Mapping[str, str], locale: str) -> str:
    """What credits were bought with or used for: a package, or the feature and what the app called it."""
    about = " · ".join(filter(None, (feature, names.get(reference, reference))))
    return about or text(locale, "movement.unnamed")


@dataclass(frozen=True)
class GrantRow:
    """Credits that are spent together; `percent` of them are left. `receipt` is the purchase they came with."""

    id: str
    name: str
    left: str
    held: str
    frozen: str
    of: str
    expires: str
    percent: int
    receipt: str


def grant_row(grant: GrantView, names: Mapping[str, str], locale: str) -> GrantRow:
    """The grant as the list of what is spent first shows it."""
    about = names.get(grant.reference, grant.reference)
    return GrantRow(
        id=grant.id,
        name=text(locale, f"grant.{grant.cause}", about=about),
        left=fmt.credits(grant.remaining, locale),
        held=fmt.credits(grant.held, locale) if grant.held else "",
        frozen=text(locale, "grant.frozen", credits=fmt.credits(grant.frozen, locale)) if grant.frozen else "",
        of=text(locale, "grant.of", credits=fmt.credits(grant.amount, locale)),
        expires=_expires(grant.expires_at, locale),
        percent=-(-100 * grant.remaining // grant.amount),
        receipt=grant.reference if grant.reference in names else "",
    )


def _expires(moment: datetime | None, locale: str) -> str:
    if moment is None:
        return text(locale, "grant.never")
    return text(locale, "grant.expires", day=fmt.day(moment, locale))
