"""One customer for staff: who they are, their balance and how it came about, and what hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from creditshop.accounts import Role, SignedIn
from creditshop.accounts.errors import NoSuchUser
from creditshop.apikeys import KeyView
from creditshop.clock import utcnow
from creditshop.customers import CustomerView, may_act
from creditshop.database import read
from creditshop.fraud import flags_of_owner
from creditshop.ledger import GrantView, Summary
from creditshop.ui import format as fmt
from creditshop.ui.states.admin_customers import CustomerRow, customer_row
from creditshop.ui.states.admin_payments import Fact
from creditshop.ui.states.customer_reading import Person, person
from creditshop.ui.states.detail import StaffDetail
from creditshop.ui.states.flags import Flagged
from creditshop.ui.states.grants import HoldRow, hold_row
from creditshop.ui.states.reading import EMPTY
from creditshop.ui.states.rows import GrantRow, PaymentRow, grant_row, payment_row
from creditshop.ui.states.settings import SessionRow, session_row
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import NAMES, text

MOST = 25  # of what is shown without turning pages
_RECENT = 10
PARTS = ("available", "held", "frozen", "owed")
_IDS = ("id", "wallet", "external")
_ARRIVED = ("bought", "bonus", "gifts", "given")
_LEFT = ("used", "expired", "refunded", "disputed", "taken")


@dataclass(frozen=True)
class Figure:
    """A name and a number of credits."""

    label: str
    credits: str


@dataclass(frozen=True)
class CustomerGrant:
    """A grant, what was paid for it, and the payment that it came with."""

    grant: GrantRow
    price: str
    payment: str


@dataclass(frozen=True)
class KeyLine:
    """An API key by its name."""

    id: str
    name: str
    used: str


class AdminCustomerState(Flagged, StaffDetail, rx.State):
    """`parts` make up the balance, and `story` adds up to its `total`."""

    customer: CustomerRow = CustomerRow("", "", "", "", "", "", "", False, False)
    wallet: str = ""
    may_act: bool = False
    may_disable: bool = False
    facts: list[Fact] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    parts: list[Figure] = []  # noqa: RUF012
    story: list[Figure] = []  # noqa: RUF012
    total: str = ""
    adds_up: bool = True
    grants: list[CustomerGrant] = []  # noqa: RUF012
    more_grants: str = ""
    holds: list[HoldRow] = []  # noqa: RUF012
    payments: list[PaymentRow] = []  # noqa: RUF012
    sessions: list[SessionRow] = []  # noqa: RUF012
    keys: list[KeyLine] = []  # noqa: RUF012

    async def _show(self, user: SignedIn) -> None:
        self.loaded = True
        try:
            found = await read(person, self._wanted(), recent=_RECENT, now=utcnow())
        except NoSuchUser:
            self.found = False
            return
        locale = await locale_of(self)
        self.found, self.wallet = True, found.wallet.id if found.wallet else ""
        self.may_act = may_act(user.role, found.account)
        self.may_disable = user.role is Role.OWNER and user.user_id != found.account.user_id
        self._show_person(found, locale)
        self._show_balance(found.summary, locale)
        self._show_rest(found, locale)
        await self._show_flags(await read(flags_of_owner, found.account.user_id), user)

    def _show_person(self, found: Person, locale: str) -> None:
        balance = found.wallet.balance if found.wallet else EMPTY
        self.customer = customer_row(CustomerView(found.account, balance), locale)
        self.facts = _facts(found, locale)

    def _show_balance(self, summary: Summary | None, locale: str) -> None:
        parts = summary.parts if summary else EMPTY
        counts = {part: getattr(parts, part) for part in PARTS}
        self.parts = _figures("part", {part: n for part, n in counts.items() if n or part == "available"}, locale)
        arrived = {name: getattr(summary, name) for name in _ARRIVED} if summary else {}
        left = {name: -getattr(summary, name) for name in _LEFT} if summary else {}
        story = {name: count for name, count in (arrived | left).items() if count}
        self.story = [Figure(text(locale, f"customers.{name}"), fmt.change(n, locale)) for name, n in story.items()]
        self.total = fmt.credits(summary.total if summary else 0, locale)
        self.adds_up = summary is None or summary.adds_up

    def _show_rest(self, found: Person, locale: str) -> None:
        more = len(found.grants) - MOST
        self.grants = [customer_grant(grant, found.names, locale) for grant in found.grants[:MOST]]
        self.more_grants = text(locale, "customers.more_grants", count=fmt.credits(more, locale)) if more > 0 else ""
        self.holds = [hold_row(hold, found.names, locale) for hold in found.holds]
        self.payments = [payment_row(purchase, locale) for purchase in found.payments]
        self.sessions = [session_row(session, "", locale) for session in found.sessions]
        self.keys = [_key(key, locale) for key in found.keys]


def customer_grant(grant: GrantView, names: Mapping[str, str], locale: str) -> CustomerGrant:
    """The grant as staff see it."""
    row = grant_row(grant, names, locale)
    price = fmt.money(grant.price_minor, grant.currency, locale) if grant.currency else ""
    return CustomerGrant(row, price, row.receipt)


def _facts(found: Person, locale: str) -> list[Fact]:
    """Who it is; what is not known is left out."""
    account, wallet = found.account, found.wallet
    verified = "customers.verified" if account.verified else "customers.unverified"
    facts = {
        "name": account.name,
        "email": f"{account.email} · {text(locale, verified)}" if account.email else "",
        "role": text(locale, f"role.{account.role}"),
        "language": NAMES.get(account.locale, account.locale),
        "since": fmt.day_and_time(account.created_at, locale),
        "seen": fmt.day_and_time(found.seen_at, locale) if found.seen_at else text(locale, "customers.never_seen"),
        "disabled": fmt.day_and_time(account.disabled_at, locale) if account.disabled_at else "",
        "id": account.user_id,
        "wallet": wallet.id if wallet else "",
        "external": (wallet.external_id or "") if wallet else "",
    }
    return [Fact(text(locale, f"customers.fact.{name}"), value, name in _IDS) for name, value in facts.items() if value]


def _figures(words: str, counts: Mapping[str, int], locale: str) -> list[Figure]:
    return [Figure(text(locale, f"{words}.{name}"), fmt.credits(count, locale)) for name, count in counts.items()]


def _key(key: KeyView, locale: str) -> KeyLine:
    used = fmt.day_and_time(key.last_used_at, locale) if key.last_used_at else text(locale, "keys.never")
    return KeyLine(key.id, key.name, used)
