"""Reads what a buyer typed on the payment page, and says in their words what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from creditshop.sandbox.cards import TestCard, find_card, is_card_number, is_past, read_expiry
from creditshop.sandbox.checkout import Buyer, Settlement
from creditshop.sandbox.json_types import Object

_CVC_LENGTHS = (3, 4)
_LONGEST_DELAY_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class CardPayment:
    buyer: Buyer
    card: TestCard
    expiry: tuple[int, int]


@dataclass(frozen=True)
class DebitPayment:
    buyer: Buyer
    settlement: Settlement
    after_seconds: float


@dataclass(frozen=True)
class NoPayment:
    """Nothing is due."""

    buyer: Buyer


@dataclass(eq=False)
class FormErrors(Exception):
    """What is wrong, by field."""

    fields: dict[str, str] = field(default_factory=dict)


Payment = CardPayment | DebitPayment | NoPayment


def read_payment(form: Mapping[str, str], session: Object, now: datetime) -> Payment:
    """What the buyer wants to pay with; raises FormErrors."""
    errors: dict[str, str] = {}
    buyer = _buyer(form, session, errors)
    if not session["amount_total"]:
        payment: Payment | None = NoPayment(buyer)
    elif form.get("method") == "debit" and len(session["payment_method_types"]) > 1:
        payment = _debit(form, buyer, errors)
    else:
        payment = _card(form, buyer, now, errors)
    if errors or payment is None:
        raise FormErrors(errors)
    return payment


def _buyer(form: Mapping[str, str], session: Object, errors: dict[str, str]) -> Buyer:
    known = session["customer_email"] or (session["customer"] and (session["customer_details"] or {}).get("email"))
    email = known or form.get("email", "").strip()
    name, _, host = email.partition("@")
    if not name or "." not in host or " " in email:
        errors["email"] = "Enter an e-mail address like name@example.com."
    wanted = (session["consent_collection"] or {}).get("terms_of_service") == "required"
    if wanted and not form.get("terms"):
        errors["terms"] = "Please accept the terms before you pay."
    return Buyer(email, form.get("name", "").strip() or None, accepts_terms=bool(form.get("terms")))


def _card(form: Mapping[str, str], buyer: Buyer, now: datetime, errors: dict[str, str]) -> CardPayment | None:
    card = find_card(form.get("number", ""))
    if not is_card_number(form.get("number", "")):
        errors["number"] = "The card number is not valid. Check it, or pick a test card."
    elif card is None:
        errors["number"] = "This is not a test card. Never type a real card here; pick one from the list."
    expiry = read_expiry(form.get("expiry", ""))
    if expiry is None:
        errors["expiry"] = "Enter month and year, like 04 / 30."
    elif is_past(expiry, now):
        errors["expiry"] = "This card has expired."
    cvc = form.get("cvc", "").strip()
    if not (cvc.isdigit() and len(cvc) in _CVC_LENGTHS):
        errors["cvc"] = "Enter the 3 digits on the back of the card."
    if not buyer.name:
        errors["name"] = "Enter the name on the card."
    return CardPayment(buyer, card, expiry) if card and expiry else None


def _debit(form: Mapping[str, str], buyer: Buyer, errors: dict[str, str]) -> DebitPayment | None:
    if not buyer.name:
        errors["name"] = "Enter the account holder's name."
    try:
        seconds = float(form.get("after_seconds", "5"))
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _LONGEST_DELAY_SECONDS:
        errors["after_seconds"] = "Enter a number of seconds from 0 to 604800."
        return None
    return DebitPayment(buyer, "fail" if form.get("settlement") == "fail" else "succeed", seconds)
