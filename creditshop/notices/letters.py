"""From a template's name and its facts to a letter: words from words/<language>.toml, the look from templates/."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from creditshop.config import Mode, settings
from creditshop.notices.errors import LinkForeign
from creditshop.payments.money import major_units

HERE = Path(__file__).parent
LANGUAGES = ("en", "de")
Fact = str | int | datetime


class Template(StrEnum):
    """Every letter the shop writes.

    None greets by name: names are typed by people, and in a letter to an unconfirmed address one could advertise.
    """

    RECEIPT = "receipt"
    PAYMENT_FAILED = "payment_failed"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    ATTENTION = "attention"
    DISPUTED = "disputed"
    EXPIRING = "expiring"
    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a name, not a password
    ALERT = "alert"
    ALERT_OVER = "alert_over"
    INVITATION = "invitation"
    CLOSED = "closed"
    ALREADY_REGISTERED = "already_registered"
    NO_ACCOUNT = "no_account"
    NEW_SIGN_IN = "new_sign_in"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    FACTOR_ON = "factor_on"
    FACTOR_OFF = "factor_off"
    FACTOR_RESET = "factor_reset"
    RECOVERY_USED = "recovery_used"
    RECOVERY_RENEWED = "recovery_renewed"
    EMAIL_CONFIRM = "email_confirm"
    EMAIL_IN_USE = "email_in_use"
    EMAIL_CHANGING = "email_changing"


_ACT = frozenset({"exactly_at", "browser", "system", "ip"})  # done to an account: when, and with which browser

# The facts that each needs. A name that ends in `url` is a link, in `_at` a moment: a day, or a minute if `exactly_at`.
NEEDED: dict[Template, frozenset[str]] = {
    Template.RECEIPT: frozenset(
        {"package", "credits", "bonus_credits", "amount_minor", "currency", "purchase_id", "paid_at"}
    ),
    Template.PAYMENT_FAILED: frozenset({"package", "amount_minor", "currency", "purchase_id"}),
    Template.ATTENTION: frozenset({"package", "amount_minor", "currency", "purchase_id", "reason", "url"}),
    Template.REFUNDED: frozenset({"package", "amount_minor", "currency", "purchase_id", "credits"}),
    Template.REFUND_FAILED: frozenset({"package", "amount_minor", "currency", "purchase_id"}),
    Template.DISPUTED: frozenset({"package", "amount_minor", "currency", "purchase_id", "reason", "due", "url"}),
    Template.ALERT: frozenset({"says", "url"}),
    Template.ALERT_OVER: frozenset({"says", "url"}),
    Template.EXPIRING: frozenset({"credits", "expires_at", "url"}),
    Template.VERIFY_EMAIL: frozenset({"url"}),
    Template.RESET_PASSWORD: frozenset({"url"}),
    Template.INVITATION: frozenset({"url"}),
    Template.CLOSED: frozenset(),
    Template.ALREADY_REGISTERED: frozenset({"login_url", "reset_url"}),
    Template.NO_ACCOUNT: frozenset({"url"}),
    Template.NEW_SIGN_IN: _ACT,
    Template.PASSWORD_CHANGED: _ACT,
    Template.FACTOR_ON: _ACT,
    Template.FACTOR_OFF: _ACT,
    Template.FACTOR_RESET: _ACT,
    Template.RECOVERY_USED: _ACT | {"left"},
    Template.RECOVERY_RENEWED: _ACT,
    Template.EMAIL_CONFIRM: frozenset({"url"}),
    Template.EMAIL_IN_USE: frozenset(),
    Template.EMAIL_CHANGING: frozenset({"url", "email"}),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter; the subject is one line."""

    subject: str
    html: str
    text: str


def language_of(locale: str) -> str:
    """The language, of those we write in, for a locale such as `de`, `de-AT` or `pt_BR`; English for all others."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def check_facts(template: Template, facts: Mapping[str, Fact]) -> None:
    """Raise KeyError when a fact is missing, LinkForeign when one that is a link leads away from PUBLIC_URL."""
    if missing := NEEDED[template] - facts.keys():
        raise KeyError(f"{template} needs {', '.join(sorted(missing))}")
    home = f"{settings().public_url}/"
    for name, fact in facts.items():
        if name.endswith("url") and not str(fact).startswith(home):
            raise LinkForeign(name)


def pack(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The facts as JSON can hold them."""
    return {name: fact.isoformat() if isinstance(fact, datetime) else fact for name, fact in facts.items()}


def unpack(packed: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts that were packed."""
    return {name: datetime.fromisoformat(fact) if name.endswith("_at") else fact for name, fact in packed.items()}


def render(template: Template, facts: Mapping[str, Fact], locale: str) -> Letter:
    """The letter in the reader's language, with numbers, money and dates as written there.

    Facts are plain text and are escaped in HTML. Raises KeyError when one is missing.
    """
    language = language_of(locale)
    words = _fill(_words(language)["every"] | _words(language)[template], _written(facts, language) | _links())
    about = {"language": language, "shop_name": settings().shop_name, "sandbox": settings().mode is Mode.SANDBOX}
    view = words | about
    return Letter(
        subject=" ".join(words["subject"].split()),
        html=_look().get_template("letter.html").render(view),
        text=_look().get_template("letter.txt").render(view),
    )


def _written(facts: Mapping[str, Fact], language: str) -> dict[str, str]:
    written = {name: _write(name, fact, language) for name, fact in facts.items()}
    match facts:
        case {"amount_minor": int(amount), "currency": str(currency)}:
            written["amount"] = format_currency(major_units(amount, currency), currency.upper(), locale=language)
    match facts:
        case {"credits": int(bought), "bonus_credits": int(bonus)}:
            written["total_credits"] = format_decimal(bought + bonus, locale=language)
    return written


def _write(name: str, fact: Fact, language: str) -> str:
    if isinstance(fact, datetime):
        day = format_date(fact, "long", locale=language)
        return f"{day}, {fact:%H:%M} UTC" if name == "exactly_at" else day
    if isinstance(fact, int):
        return format_decimal(fact, locale=language)
    return fact


def _links() -> dict[str, str]:
    here = settings()
    return {
        "shop_name": here.shop_name,
        "shop_url": f"{here.public_url}/",
        "history_url": f"{here.public_url}/account/history",
        "settings_url": f"{here.public_url}/account/settings/",
        "new_password_url": f"{here.public_url}/reset/",
        "contact": here.legal_email or parseaddr(here.mail_from)[1],
        "legal": ", ".join(part for part in (here.legal_name, *here.legal_address.split("\n")) if part.strip()),
    }


def _fill(words: Any, written: Mapping[str, str]) -> Any:
    """The words with `{facts}` in place. What people typed is filled in once and never read as a pattern."""
    if isinstance(words, str):
        return words.format_map(written)
    if isinstance(words, list):
        return [_fill(word, written) for word in words if _wanted(word, written)]
    return {name: _fill(word, written) for name, word in words.items()}


def _wanted(word: Any, written: Mapping[str, str]) -> bool:
    needed = word.get("when") if isinstance(word, dict) else None
    return needed is None or written[needed] not in ("", "0")


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "words" / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _look() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
