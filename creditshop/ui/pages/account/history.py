"""Everything that was paid, and everything that moved, page by page."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import link_button
from creditshop.ui.components.detail import LINK
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.account.frame import MOVEMENTS, PAYMENTS, account_page, heading
from creditshop.ui.states.history import MovementsState, PaymentsState
from creditshop.ui.states.rows import MovementRow, PaymentRow
from creditshop.ui.words import t


def payments() -> rx.Component:
    """What was paid."""
    columns = (
        Column(t("history.when"), lambda row: row.when),
        Column(t("history.package"), lambda row: row.name),
        Column(t("history.amount"), lambda row: row.amount, right=True),
        Column(t("history.credits"), lambda row: row.credits, right=True),
        Column(t("history.state"), lambda row: badge(row.state, row.tone)),
        Column(t("history.receipt"), _receipt, right=True),
    )
    nothing = empty(
        t("history.empty.title"), t("history.empty.words"), link_button(t("account.buy"), href="/", kind="primary")
    )
    return account_page(
        heading(t("history.title"), _csv("/api/account/payments.csv")),
        _list(PaymentsState, columns, t("history.title"), nothing),
        here=PAYMENTS,
    )


def movements() -> rx.Component:
    """What moved."""
    columns = (
        Column(t("history.when"), lambda row: row.when),
        Column(t("movements.what"), _what),
        Column(t("movements.change"), _change, right=True),
        Column(t("movements.balance"), lambda row: row.balance, right=True),
    )
    nothing = empty(t("movements.empty.title"), t("movements.empty.words"))
    return account_page(
        heading(t("movements.title"), _downloads()),
        _list(MovementsState, columns, t("movements.title"), nothing),
        here=MOVEMENTS,
    )


def _list(state: Any, columns: tuple[Column, ...], caption: rx.Var[str], nothing: rx.Component) -> rx.Component:
    return table(columns, state.rows, caption=caption, loaded=state.loaded, empty=nothing, footer=turning(state))


def _csv(href: str) -> rx.Component:
    return _download(t("history.csv"), href)


def _downloads() -> rx.Component:
    return rx.el.div(
        _csv("/api/account/movements.csv"),
        _download(t("movements.statement"), "/api/account/statement.json"),
        class_name="flex flex-wrap gap-x-6",
    )


def _download(words: rx.Var[str], href: str) -> rx.Component:
    return leaving_link(words, href=href, download=href.rpartition("/")[2], class_name=f"text-muted {LINK}")


def _receipt(row: rx.Var[PaymentRow]) -> rx.Component:
    receipt = rx.el.a(t("history.receipt"), href=f"/account/receipt/?purchase={row.id}", class_name=LINK)
    pay = leaving_link(t("history.pay"), href=row.pay_url, class_name=LINK)
    return rx.cond(row.receipt, receipt, rx.cond(row.pay_url != "", pay))


def _what(row: rx.Var[MovementRow]) -> rx.Component:
    return rx.el.a(row.what, href=f"/account/movement/?id={row.operation}", class_name=LINK)


def _change(row: rx.Var[MovementRow]) -> rx.Component:
    return rx.el.span(row.change, class_name=rx.cond(row.gain, "text-accent font-medium", ""))
