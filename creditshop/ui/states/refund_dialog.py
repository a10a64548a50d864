"""Giving money back: the choice, its preview, and the act. What is done is what the preview said, or nothing."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.checkout import PurchaseNotFound, find_purchase
from creditshop.clock import utcnow
from creditshop.database import new_id, read, transact
from creditshop.refunds import (
    AmountNotRefundable,
    RefundKind,
    RefundLimitExceeded,
    RefundPreview,
    RefundReason,
    RefundRefused,
    RefundWish,
    preview,
    request_refund,
)
from creditshop.ui import format as fmt
from creditshop.ui import typed
from creditshop.ui.gate import staff
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.texts import text

KINDS = (RefundKind.ALL, RefundKind.UNSPENT, RefundKind.AMOUNT, RefundKind.GOODWILL)
ASKING = (RefundKind.AMOUNT, RefundKind.GOODWILL)  # those that ask for an amount
LONGEST_REASON = 500


@dataclass(frozen=True)
class PreviewLines:
    """A preview in words; what is nothing is empty, apart from what is asked for.

    `mail` says what the customer is told; empty for one without an address.
    """

    amount: str = ""
    taken: str = ""
    bonus: str = ""
    others: str = ""
    balance: str = ""
    debt: str = ""
    paid: str = ""
    tax: str = ""
    refunded: str = ""
    credits: str = ""
    held: str = ""
    left: str = ""
    mail: str = ""


class RefundDialogState(rx.State):
    """The dialog on a payment's page. `who` gets the money, `most` of it at most.

    `about` is the purchase that `done` is said of; `visit` counts the openings, so that the form begins anew each time.
    """

    is_open: bool = False
    who: str = ""
    most: str = ""
    kind: str = RefundKind.ALL
    amount: str = ""
    lines: PreviewLines = PreviewLines()
    ready: bool = False
    problem: str = ""
    failed: str = ""
    done: str = ""
    about: str = ""
    visit: int = 0
    answer: int = 0
    _key: str = ""
    _email: str = ""
    _purchase: str = ""
    _currency: str = ""
    _shown: RefundPreview | None = None

    @rx.event
    @staff(fresh=True)
    async def open(self, purchase_id: Any) -> None:
        """Open the dialog about a purchase, with everything that is left of it."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff or not is_id(purchase_id):
            return
        visit = self.visit + 1
        self.reset()
        try:
            purchase = await read(find_purchase, purchase_id)
        except PurchaseNotFound:
            return
        self.is_open, self._purchase, self._currency, self._key = True, purchase.id, purchase.currency, new_id("req")
        self.visit, self.who, self._email = visit, purchase.email or purchase.owner_id, purchase.email
        await self._preview()

    @rx.event
    @staff()
    async def close(self) -> None:
        """The dialog was closed."""
        self.is_open = False

    @rx.event
    @staff()
    async def choose(self, kind: Any) -> None:
        """Another kind of refund."""
        if isinstance(kind, str) and kind in KINDS:
            self.kind = kind
            await self._show()

    @rx.event
    @staff()
    async def set_amount(self, amount: Any) -> None:
        """Another amount, as it is typed."""
        if isinstance(amount, str):
            self.amount = amount[:20]
            await self._show()

    @rx.event
    @staff(fresh=True)
    async def confirm(self, form: Any) -> None:
        """Give the money back, exactly as the preview says."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff or not isinstance(form, dict) or self._shown is None:
            return
        locale, code = await locale_of(self), form.get("reason_code")
        self.failed = ""
        try:
            await self._request(user, typed.words(form.get("reason"), LONGEST_REASON), code)
        except RefundRefused as refusal:
            self.failed = self._words(refusal, locale)
            await self._preview()
        else:
            self.done, self.about = text(locale, "refund.done", amount=self.lines.amount), self._purchase
            self.is_open = False
        self.answer += 1

    async def _request(self, user: SignedIn, reason: str, code: Any) -> None:
        shown = self._shown
        assert shown is not None  # noqa: S101 - the caller has looked
        wish = RefundWish(
            key=self._key,
            purchase_id=self._purchase,
            kind=shown.kind,
            amount_minor=shown.terms.amount_minor if shown.kind in ASKING else None,
            reason_code=RefundReason(code) if code in tuple(RefundReason) else None,
            reason=reason,
            expected=shown.terms,
        )
        await transact(request_refund, wish, by=actor(self, user), now=utcnow())

    async def _show(self) -> None:
        """A preview for whoever may see one."""
        user = await signed_in_user(self)
        if user and user.role.is_staff and self._purchase:
            await self._preview()

    async def _preview(self) -> None:
        self.problem, self._shown, self.ready = "", None, False
        locale = await locale_of(self)
        try:
            self._shown = await read(preview, self._purchase, RefundKind(self.kind), self._amount(locale))
        except RefundRefused as refusal:
            self.problem = self._words(refusal, locale) if self.kind not in ASKING or self.amount else ""
        else:
            self.lines, self.ready = _lines(self._shown, locale, mailed=bool(self._email)), True
            self.most = fmt.money(self._shown.left_minor, self._currency, locale)

    def _amount(self, locale: str) -> int | None:
        """What was typed, if this kind asks for it; 0 for what is no amount."""
        if self.kind not in ASKING:
            return None
        try:
            return typed.money(self.amount, self._currency, locale)
        except ValueError:
            return 0

    def _words(self, refusal: RefundRefused, locale: str) -> str:
        say, currency = partial(text, locale, f"refund.refused.{refusal.code}"), self._currency
        match refusal:
            case RefundLimitExceeded(limit_minor=limit):
                return say(limit=fmt.money(limit, currency, locale))
            case AmountNotRefundable(left_minor=left):
                return say(left=fmt.money(left, currency, locale))
        return say()


def _lines(found: RefundPreview, locale: str, *, mailed: bool) -> PreviewLines:
    def money(minor: int) -> str:
        return fmt.money(minor, found.currency, locale)

    def some(number: int) -> str:
        return fmt.credits(number, locale) if number else ""

    terms, key = found.terms, "refund.mail.credits" if found.terms.credits else "refund.mail"
    taken = fmt.credits(terms.credits, locale)
    return PreviewLines(
        amount=money(terms.amount_minor),
        taken=taken,
        bonus=some(found.bonus_forfeited),
        others=some(found.from_others),
        balance=fmt.credits(found.available_after - found.debt, locale),
        debt=some(found.debt),
        paid=money(found.paid_minor),
        tax=money(found.tax_minor) if found.tax_minor else "",
        refunded=money(found.refunded_minor) if found.refunded_minor else "",
        credits=_credits(found, locale),
        held=some(found.held),
        left=money(found.left_minor_after) if found.left_minor_after else "",
        mail=text(locale, key, amount=money(terms.amount_minor), credits=taken) if mailed else "",
    )


def _credits(found: RefundPreview, locale: str) -> str:
    """What became of the purchase's credits so far."""
    counts = {"bought": found.bought + found.bonus, "spent": found.spent, "taken": found.taken_before}
    told = {name: count for name, count in counts.items() if count} | {"left": found.left}
    return "\N{NO-BREAK SPACE}· ".join(
        text(locale, f"refund.credits.{name}", credits=fmt.credits(count, locale)) for name, count in told.items()
    )
