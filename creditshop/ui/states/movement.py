"""One operation of the ledger, explained: what moved, out of which grants, and where these came from."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.checkout import PurchaseView
from creditshop.database import read
from creditshop.ledger import SOURCES, Explanation, GrantView, Movement
from creditshop.ui import format as fmt
from creditshop.ui.states.detail import OwnDetail
from creditshop.ui.states.rows import GrantRow, charged, grant_row, what_for, what_moved, why_moved
from creditshop.ui.states.visit import locale_of
from creditshop.ui.states.wallet_reading import Explained, explained
from creditshop.ui.texts import text

_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {  # what each kind of operation is about: the end that tells
    "grant": ("debit", SOURCES),
    "spend": ("credit", ("spent",)),
    "hold": ("credit", ("held",)),
    "capture": ("credit", ("spent",)),
    "release": ("debit", ("held",)),
    "expire": ("credit", ("expired",)),
    "revoke": ("credit", ("revoked", "adjusted")),
    "freeze": ("credit", ("frozen",)),
    "unfreeze": ("debit", ("frozen",)),
    "reinstate": ("debit", ("revoked",)),
}


@dataclass(frozen=True)
class EntryRow:
    """One entry: credits that went from one account to another."""

    id: str
    what: str
    source: str
    target: str
    credits: str
    grant: str


@dataclass(frozen=True)
class SourceRow:
    """A grant, and the payment behind it."""

    grant: GrantRow
    payment: str
    came: str


class MovementState(OwnDetail, rx.State):
    """Somebody else's operation looks like a missing one."""

    sentence: str = ""
    number: str = ""
    when: str = ""
    actor: str = ""
    balance: str = ""
    entries: list[EntryRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    sources: list[SourceRow] = []  # noqa: RUF012

    async def _show(self, user: SignedIn) -> None:
        found, locale = await read(explained, user.user_id, self._wanted()), await locale_of(self)
        self.loaded, self.found = True, found is not None
        if found is None:
            return
        explanation = found.explanation
        names = found.names
        last, grants = explanation.movements[-1], {grant.id: grant for grant in explanation.grants}
        self.number, self.when = explanation.operation_id, fmt.day_and_time(explanation.at, locale)
        self.sentence = sentence(explanation, names, locale)
        self.actor = _actor(last.actor, user, found, locale)
        self.balance = fmt.credits(last.parts.available, locale)
        self.entries = [_entry(movement, grants, names, locale) for movement in explanation.movements]
        self.sources = [_source(grant, found.purchases, names, locale) for grant in explanation.grants]


def sentence(explanation: Explanation, names: Mapping[str, str], locale: str) -> str:
    """What an operation did, in one sentence."""
    kind, telling = _telling(explanation)
    credits = fmt.credits(sum(movement.amount for movement in telling), locale)  # noqa: A001 - the business's word
    first = telling[0]
    about, purpose = why_moved(first, names, locale), what_for(first.reference, first.feature, names, locale)
    return text(locale, f"explain.{kind}", credits=credits, about=about, purpose=purpose)


def _telling(explanation: Explanation) -> tuple[str, list[Movement]]:
    """What it was, and the movements that say so. When only holds ended as time went by, it was a release."""
    for kind in (explanation.kind, "release"):
        end, accounts = _KINDS[kind]
        if telling := [movement for movement in explanation.movements if getattr(movement, end) in accounts]:
            return kind, telling
    raise AssertionError(f"{explanation.operation_id} says nothing of a {explanation.kind}")


def _actor(actor: str, user: SignedIn, found: Explained, locale: str) -> str:
    if actor == user.user_id:
        return text(locale, "explain.you")
    if actor.startswith("key_"):
        name = found.keys.get(actor)
        return text(locale, "explain.key", name=name) if name else text(locale, "explain.app")
    return text(locale, "explain.shop")


def _entry(movement: Movement, grants: Mapping[str, GrantView], names: Mapping[str, str], locale: str) -> EntryRow:
    grant = grants.get(movement.grant_id or "")
    return EntryRow(
        id=movement.id,
        what=what_moved(movement, names, locale),
        source=text(locale, f"part.{movement.debit}"),
        target=text(locale, f"part.{movement.credit}"),
        credits=fmt.credits(movement.amount, locale),
        grant=grant_row(grant, names, locale).name if grant else "",
    )


def _source(
    grant: GrantView, purchases: Mapping[str, PurchaseView], names: Mapping[str, str], locale: str
) -> SourceRow:
    purchase = purchases.get(grant.reference)
    paid = fmt.money(charged(purchase), purchase.currency, locale) if purchase else ""
    return SourceRow(
        grant=grant_row(grant, names, locale),
        payment=text(locale, "explain.paid", amount=paid) if purchase and purchase.paid_at else "",
        came=text(locale, "explain.came", day=fmt.day(grant.created_at, locale)),
    )
