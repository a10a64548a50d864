"""The account's front page: what is left, what goes first, what happened lately."""

import reflex as rx

from creditshop.ui.components.button import link_button
from creditshop.ui.components.detail import LINK, meter
from creditshop.ui.components.surface import badge, empty, message, section, skeleton, status
from creditshop.ui.pages.account.frame import MOVEMENTS, OVERVIEW, PAYMENTS, account_page
from creditshop.ui.states.account import AccountState
from creditshop.ui.states.rows import GrantRow, MovementRow, PaymentRow
from creditshop.ui.words import t

_ITEM = "py-3 border-t border-line first:border-t-0 first:pt-0 last:pb-0 tabular-nums"
_ROW = "flex justify-between gap-4"
_QUIET = "text-sm text-muted"


def view() -> rx.Component:
    """Balance, then the lists."""
    return account_page(
        rx.el.h1(t("account.title"), class_name="sr-only"),
        status(AccountState.landed, class_name="[&>*]:mt-6"),
        _hero(),
        _warnings(),
        rx.cond(AccountState.loaded, rx.cond(_is_new(), _welcome(), _lists()), _waiting()),
        here=OVERVIEW,
    )


def _is_new() -> rx.Var[bool]:
    return (AccountState.movements.length() == 0) & (AccountState.payments.length() == 0)


def _hero() -> rx.Component:
    figure = rx.el.p(
        rx.el.span(AccountState.available, class_name="text-4xl font-[650] tracking-tight"),
        rx.el.span(t("account.credits"), class_name="text-lg text-muted"),
        class_name="flex items-baseline gap-2.5 tabular-nums",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h2(t("account.available"), class_name="text-base font-normal tracking-normal text-muted"),
            rx.cond(AccountState.loaded, figure, skeleton("h-[50px] w-48")),
            rx.el.p(
                rx.foreach(AccountState.notes, rx.el.span),
                class_name="flex flex-wrap gap-x-4 text-muted min-h-[22px] max-sm:empty:hidden",
            ),
            aria_live="polite",
        ),
        link_button(t("account.buy"), href="/", kind="primary"),
        class_name="flex flex-wrap items-end justify-between gap-x-6 gap-y-4 mt-8 mb-6",
    )


def _warnings() -> rx.Component:
    return rx.el.div(
        rx.cond(AccountState.owed != "", message(AccountState.owed, "warn")),
        rx.cond(AccountState.suspended, message(t("account.suspended"), "bad")),
        class_name="grid gap-3 [&>*:last-child]:mb-6",
    )


def _lists() -> rx.Component:
    return rx.el.div(
        section(
            t("account.movements"),
            rx.el.ul(rx.foreach(AccountState.movements, _movement)),
            action=_more(t("account.movements_all"), MOVEMENTS),
        ),
        rx.el.div(_first_spent(), _payments(), class_name="grid gap-4 content-start"),
        class_name="grid gap-4 lg:grid-cols-[2fr_1fr] items-start",
    )


def _more(words: rx.Var[str], href: str) -> rx.Component:
    return rx.el.a(words, href=href, class_name=f"{_QUIET} {LINK} whitespace-nowrap")


def _movement(row: rx.Var[MovementRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.what, class_name="min-w-0 [overflow-wrap:anywhere]"),
            rx.el.span(row.change, class_name=["whitespace-nowrap", rx.cond(row.gain, "text-accent font-medium", "")]),
            class_name=_ROW,
        ),
        rx.el.div(
            rx.el.span(row.when),
            rx.el.span(t("account.balance_then", credits=row.balance), class_name="whitespace-nowrap"),
            class_name=f"{_ROW} {_QUIET}",
        ),
        class_name=_ITEM,
    )


def _first_spent() -> rx.Component:
    some = rx.el.ul(rx.foreach(AccountState.grants, _grant))
    none = rx.el.p(t("account.no_grants"), class_name="text-muted")
    return section(t("account.first"), rx.cond(AccountState.grants.length() > 0, some, none))


def _grant(row: rx.Var[GrantRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.span(row.name), rx.el.span(row.left, class_name="font-[650]"), class_name=_ROW),
        rx.el.div(
            rx.el.span(row.expires),
            rx.el.span(row.of, class_name="whitespace-nowrap"),
            class_name=f"{_ROW} {_QUIET}",
        ),
        meter(row.percent),
        class_name=_ITEM,
    )


def _payments() -> rx.Component:
    some = rx.el.ul(rx.foreach(AccountState.payments, _payment))
    none = rx.el.p(t("account.no_payments"), class_name="text-muted")
    return section(
        t("account.payments"),
        rx.cond(AccountState.payments.length() > 0, some, none),
        action=_more(t("account.payments_all"), PAYMENTS),
    )


def _payment(row: rx.Var[PaymentRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.span(row.name), rx.el.span(row.amount), class_name=_ROW),
        rx.el.div(
            rx.el.span(
                rx.el.span(row.day, class_name=_QUIET),
                rx.cond(row.receipt & (row.tone != "good"), badge(row.state, row.tone)),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            rx.cond(
                row.receipt,
                rx.el.a(
                    t("history.receipt"), href=f"/account/receipt/?purchase={row.id}", class_name=f"{_QUIET} {LINK}"
                ),
                badge(row.state, row.tone),
            ),
            class_name=f"{_ROW} items-center",
        ),
        class_name=_ITEM,
    )


def _welcome() -> rx.Component:
    return rx.el.div(
        empty(t("account.empty.title"), t("account.empty.words")),
        class_name="bg-surface border border-line rounded",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        section(t("account.movements"), _grey_lines(6)),
        section(t("account.first"), _grey_lines(3)),
        class_name="grid gap-4 lg:grid-cols-[2fr_1fr] items-start",
    )


def _grey_lines(count: int) -> rx.Component:
    return rx.el.div(*(skeleton("h-10") for _ in range(count)), class_name="grid gap-4")
