"""Everybody's purchases, newest first: a search, filters, the list, its export."""

import reflex as rx

from creditshop.checkout import ATTENTION, LONGEST_SEARCH, PurchaseState
from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK, long_word, moment
from creditshop.ui.components.form import CONTROL, field, tick
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty, failure
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import PAYMENTS, admin_page, title
from creditshop.ui.states.payments_list import AdminPaymentsState, ListedPayment
from creditshop.ui.words import t

_STATE = AdminPaymentsState


def view() -> rx.Component:
    """A search, filters, the list."""
    columns = (
        Column(t("admin.when"), _when),
        Column(t("admin.customer"), lambda row: long_word(row.email)),
        Column(t("admin.package"), lambda row: row.name),
        Column(t("admin.amount"), _amount, right=True),
        Column(t("admin.credits"), lambda row: row.credits, right=True),
        Column(t("admin.state"), _state),
    )
    return admin_page(
        title(t("admin.payments.title"), rx.cond(_STATE.may_export, _export())),
        _search(),
        table(
            columns,
            _STATE.rows,
            caption=t("admin.payments.title"),
            loaded=_STATE.loaded,
            empty=empty(t("admin.payments.empty"), t("admin.empty.words"), rx.cond(_STATE.query != "", _reset())),
            footer=turning(_STATE),
        ),
        here=PAYMENTS,
    )


def _when(row: rx.Var[ListedPayment]) -> rx.Component:
    return moment(row.when, f"/admin/payment/?id={row.id}")


def _amount(row: rx.Var[ListedPayment]) -> rx.Component:
    return rx.el.div(rx.el.div(row.amount), rx.el.div(row.given_back, class_name="text-sm text-muted empty:hidden"))


def _state(row: rx.Var[ListedPayment]) -> rx.Component:
    return rx.el.span(
        badge(row.state, row.tone),
        rx.cond((row.attention != "") & (row.tone != "warn"), badge(t("admin.attention"), "warn")),
        class_name="inline-flex flex-wrap gap-1.5 justify-end sm:justify-start",
    )


def _export() -> rx.Component:
    href = f"/api/admin/payments.csv?{_STATE.query}"
    return leaving_link(t("history.csv"), href=href, download="payments.csv", class_name=f"text-muted {LINK}")


def _reset() -> rx.Component:
    return rx.el.a(t("admin.payments.reset"), href=PAYMENTS, class_name=f"text-muted {LINK}")


def _search() -> rx.Component:
    return rx.el.form(
        rx.el.div(_words(), _states(), button(t("admin.search"), type="submit"), class_name="flex flex-wrap gap-2"),
        rx.el.details(
            rx.el.summary(
                t("admin.payments.filters"),
                rx.cond(_STATE.folded > 0, rx.el.span(f" ({_STATE.folded})")),
                class_name="px-3.5 py-2.5 rounded font-medium bg-surface border border-line",
            ),
            _filters(),
            open=_STATE.folded > 0,
            class_name="folds",
        ),
        failure(_STATE.failed),
        key=f"filters-{_STATE.visit}",
        on_submit=_STATE.find,
        role="search",
        class_name="grid gap-2 mb-4",
    )


def _words() -> rx.Component:
    return rx.el.input(
        name="search",
        type="search",
        default_value=_STATE.begins["search"],
        placeholder=t("admin.search_label"),
        max_length=LONGEST_SEARCH,
        class_name=f"{CONTROL} flex-1 max-sm:basis-full min-w-[180px]",
        custom_attrs={"aria-label": t("admin.search_label")},
    )


def _states() -> rx.Component:
    return rx.el.select(
        rx.el.option(t("admin.all"), value=""),
        rx.el.option(t("admin.attention"), value=ATTENTION),
        *(rx.el.option(t(f"payment.state.{state}"), value=str(state)) for state in PurchaseState),
        name="state",
        default_value=_STATE.begins["state"],
        class_name=f"{CONTROL} w-auto! max-sm:flex-1 max-sm:basis-0",
        custom_attrs={"aria-label": t("admin.state")},
    )


def _filters() -> rx.Component:
    return rx.el.div(
        _day("since"),
        _day("until"),
        rx.el.div(
            rx.el.label(t("admin.payments.currency"), html_for="currency", class_name="font-medium"),
            rx.el.select(
                rx.el.option(t("admin.payments.every_currency"), value=""),
                rx.foreach(_STATE.currencies, lambda code: rx.el.option(code.upper(), value=code)),
                id="currency",
                name="currency",
                default_value=_STATE.begins["currency"],
                class_name=CONTROL,
            ),
            class_name="grid gap-1.5",
        ),
        field(
            "least",
            t("admin.payments.least"),
            default_value=_STATE.begins["least"],
            input_mode="decimal",
            auto_complete="off",
            max_length=24,
        ),
        rx.el.div(_tick("refunded"), _tick("disputed"), class_name="grid gap-1 text-sm content-end pb-0.5"),
        rx.cond(_STATE.query != "", rx.el.div(_reset(), class_name="self-end pb-2.5 sm:w-auto!")),
        class_name="grid grid-cols-2 sm:flex sm:flex-wrap sm:[&>*]:w-[168px] gap-x-4 gap-y-3 pt-3 sm:pt-1",
    )


def _day(name: str) -> rx.Component:
    return field(name, t(f"admin.payments.{name}"), type="date", default_value=_STATE.begins[name])


def _tick(name: str) -> rx.Component:
    return tick(name, t(f"admin.payments.{name}"), default_checked=_STATE.begins[name] == "1", value="1")
