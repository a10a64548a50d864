"""Everybody's purchases, newest first."""

import reflex as rx

from creditshop.checkout import PurchaseState
from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK, long_word
from creditshop.ui.components.form import CONTROL
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import PAYMENTS, admin_page, title
from creditshop.ui.states.payments_list import ATTENTION, AdminPaymentsState
from creditshop.ui.states.rows import PaymentRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """A search, a filter, the list."""
    columns = (
        Column(t("admin.when"), _when),
        Column(t("admin.customer"), lambda row: long_word(row.email)),
        Column(t("admin.package"), lambda row: row.name),
        Column(t("admin.amount"), lambda row: row.amount, right=True),
        Column(t("admin.credits"), lambda row: row.credits, right=True),
        Column(t("admin.state"), _state),
    )
    return admin_page(
        title(t("admin.payments.title")),
        _search(),
        table(
            columns,
            AdminPaymentsState.rows,
            caption=t("admin.payments.title"),
            loaded=AdminPaymentsState.loaded,
            empty=empty(t("admin.payments.empty"), t("admin.empty.words")),
            footer=turning(AdminPaymentsState),
        ),
        here=PAYMENTS,
    )


def _when(row: rx.Var[PaymentRow]) -> rx.Component:
    return rx.el.a(row.when, href=f"/admin/payment/?id={row.id}", class_name=f"{LINK} inline-block sm:min-w-[13ch]")


def _state(row: rx.Var[PaymentRow]) -> rx.Component:
    return rx.el.span(
        badge(row.state, row.tone),
        rx.cond((row.attention != "") & (row.tone == "good"), badge(t("admin.attention"), "warn")),
        class_name="inline-flex flex-wrap gap-1.5",
    )


def _search() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            name="search",
            type="search",
            default_value=AdminPaymentsState.search,
            key=f"search-{AdminPaymentsState.visit}",
            placeholder=t("admin.search_label"),
            max_length=255,
            class_name=f"{CONTROL} flex-1 min-w-[180px]",
            custom_attrs={"aria-label": t("admin.search_label")},
        ),
        rx.el.select(
            rx.el.option(t("admin.all"), value=""),
            rx.el.option(t("admin.attention"), value=ATTENTION),
            *(rx.el.option(t(f"payment.state.{state}"), value=str(state)) for state in PurchaseState),
            name="state",
            default_value=AdminPaymentsState.state,
            key=f"state-{AdminPaymentsState.visit}",
            class_name=f"{CONTROL} w-auto!",
            custom_attrs={"aria-label": t("admin.state")},
        ),
        button(t("admin.search"), type="submit"),
        on_submit=AdminPaymentsState.find,
        role="search",
        class_name="flex flex-wrap gap-2 mb-3",
    )
