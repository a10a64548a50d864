"""Stripe's test cards and what each one does (https://docs.stripe.com/testing)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RefundBehaviour = Literal["at_once", "pending", "fails_later"]
# What comes some time after a payment that went through: a dispute for this reason, an inquiry, a warning.
Aftermath = Literal["fraudulent", "product_not_received", "inquiry", "early_fraud_warning"]


@dataclass(frozen=True)
class Decline:
    """Why a bank says no: Stripe's codes, and the words for the buyer."""

    code: str
    decline_code: str
    message: str
    seller_message: str


@dataclass(frozen=True)
class TestCard:
    """A card that always behaves the same way."""

    number: str
    label: str
    brand: str = "visa"
    decline: Decline | None = None
    needs_authentication: bool = False
    refund: RefundBehaviour = "at_once"
    aftermath: Aftermath | None = None
    elevated_risk: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def spaced(self) -> str:
        """The number in groups of four, as it is printed on a card."""
        return " ".join(re.findall(".{1,4}", self.number))


_DECLINED = "Your card was declined. Try another card, or ask your bank."
_BANK_SAID_NO = "The bank did not return any further details with this decline."
GENERIC_DECLINE = Decline("card_declined", "generic_decline", _DECLINED, _BANK_SAID_NO)
INSUFFICIENT_FUNDS = Decline(
    "card_declined",
    "insufficient_funds",
    "Your card has insufficient funds. Try another card.",
    "The bank returned the decline code `insufficient_funds`.",
)
EXPIRED_CARD = Decline(
    "expired_card",
    "expired_card",
    "Your card has expired. Try another card.",
    "The bank returned the decline code `expired_card`.",
)
INCORRECT_CVC = Decline(
    "incorrect_cvc",
    "incorrect_cvc",
    "The security code is not right. Check it and try again.",
    "The bank returned the decline code `incorrect_cvc`.",
)

TEST_CARDS = (
    TestCard("4242424242424242", "Pays"),
    TestCard("5555555555554444", "Pays (Mastercard)", brand="mastercard"),
    TestCard("4000002500003155", "Asks for 3-D Secure", needs_authentication=True),
    TestCard("4000000000000002", "Is declined", decline=GENERIC_DECLINE),
    TestCard("4000000000009995", "Has insufficient funds", decline=INSUFFICIENT_FUNDS),
    TestCard("4000000000000069", "Has expired", decline=EXPIRED_CARD),
    TestCard("4000000000000127", "Security code is wrong", decline=INCORRECT_CVC),
    TestCard("4000000000007726", "Pays; a refund takes a while", refund="pending"),
    TestCard("4000000000005126", "Pays; a refund fails later", refund="fails_later"),
    TestCard("4000000000000259", "Is disputed as fraud", aftermath="fraudulent"),
    TestCard("4000000000002685", "Is disputed: not received", aftermath="product_not_received"),
    TestCard("4000000000001976", "Brings a bank inquiry", aftermath="inquiry"),
    TestCard("4000000000005423", "Brings a fraud warning", aftermath="early_fraud_warning"),
    TestCard("4000000000009235", "Is put in review", elevated_risk=True),
)
_BY_NUMBER = {card.number: card for card in TEST_CARDS}


def find_card(number: str) -> TestCard | None:
    """The test card of this number, written with or without spaces."""
    return _BY_NUMBER.get(re.sub(r"[\s-]", "", number))


def is_card_number(number: str) -> bool:
    """Whether this could be printed on a card: its last digit is right (ISO/IEC 7812, the Luhn check)."""
    plain = re.sub(r"[\s-]", "", number)
    if not re.fullmatch(r"[0-9]{12,19}", plain):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(plain)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def read_expiry(text: str) -> tuple[int, int] | None:
    """``"4 / 30"`` or ``"04/2030"`` as (month, year); None if it is no date."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{2}|\d{4})\s*", text)
    if not found:
        return None
    month, year = int(found[1]), int(found[2])
    year += 2000 if year < 100 else 0  # noqa: PLR2004 (two digits mean this century)
    return (month, year) if 1 <= month <= 12 else None  # noqa: PLR2004


def is_past(expiry: tuple[int, int], now: datetime) -> bool:
    """Whether a card with this expiry month is no longer valid."""
    month, year = expiry
    return (year, month) < (now.year, now.month)
