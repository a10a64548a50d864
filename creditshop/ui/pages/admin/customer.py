"""One customer: the balance and how it came about, what is left of what, what happened, and what staff do about it."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK, fact, facts, figure, moment, mono
from creditshop.ui.components.flags import flags
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty, message, section, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.customer_dialogs import dialogs
from creditshop.ui.pages.admin.customer_past import grants_table, past
from creditshop.ui.pages.admin.customers import badges
from creditshop.ui.pages.admin.shell import CUSTOMERS, PAYMENTS, detail_page, title
from creditshop.ui.states.admin_customer import AdminCustomerState, Figure, KeyLine
from creditshop.ui.states.admin_customer_acts import AdminCustomerActsState
from creditshop.ui.states.admin_customer_adjusting import AdminCustomerAdjustingState
from creditshop.ui.states.admin_customer_movements import ActedRow, AdminCustomerMovementsState
from creditshop.ui.states.admin_payments import Fact
from creditshop.ui.states.rows import PaymentRow
from creditshop.ui.states.settings import SessionRow
from creditshop.ui.words import t

_PAIR = "grid gap-4 xl:grid-cols-2 items-start"
_NONE = "text-muted"


def view() -> rx.Component:
    """Who it is and what they have first, then what happened, then the rest."""
    return detail_page(AdminCustomerState, _customer(), back=t("customers.back"), here=CUSTOMERS)


def _customer() -> rx.Component:
    customer = AdminCustomerState.customer
    return rx.fragment(
        title(
            rx.fragment(customer.title, rx.el.span(badges(customer), class_name="ml-3 align-middle")),
            rx.cond(AdminCustomerState.may_act, _acts(), rx.el.p(t("customers.only_owners"), class_name=_NONE)),
        ),
        status(AdminCustomerAdjustingState.said, class_name="[&>*]:mb-4"),
        status(AdminCustomerActsState.said, class_name="[&>*]:mb-4"),
        flags(AdminCustomerState, class_name="mb-4"),
        rx.el.div(_balance(), _account(), class_name=_PAIR),
        _heading(t("grants.title")),
        grants_table(AdminCustomerState, t("grants.title"), loaded=AdminCustomerState.loaded),
        _holds(),
        _movements(),
        past(),
        rx.el.div(_payments(), rx.el.div(_sessions(), _keys(), class_name="grid gap-4"), class_name=f"{_PAIR} mt-10"),
        dialogs(),
    )


def _acts() -> rx.Component:
    customer, ask = AdminCustomerState.customer, AdminCustomerActsState.open
    spending = rx.cond(
        customer.suspended,
        button(t("customers.allow"), on_click=ask("allow")),
        button(t("customers.suspend"), on_click=ask("suspend")),
    )
    disabling = button(t("customers.disable"), kind="danger", on_click=ask("disable"))
    return rx.el.div(
        button(t("customers.adjust"), kind="primary", on_click=AdminCustomerAdjustingState.open),
        spending,
        rx.cond(AdminCustomerState.may_disable & ~customer.disabled, disabling),
        class_name="flex flex-wrap gap-2",
    )


def _balance() -> rx.Component:
    wrong = message(t("customers.adds_not_up"), "bad", class_name="mt-4")
    return section(
        t("customers.balance"),
        rx.el.div(rx.foreach(AdminCustomerState.parts, _part), class_name="flex flex-wrap gap-x-8 gap-y-3 mb-5"),
        rx.cond(
            AdminCustomerState.story.length() > 0,
            rx.fragment(
                rx.el.h3(t("customers.story"), class_name="text-sm font-medium text-muted mb-2"),
                facts(
                    rx.foreach(AdminCustomerState.story, lambda line: figure(line.label, line.credits)),
                    figure(t("customers.total"), AdminCustomerState.total, strong=True),
                ),
            ),
            rx.el.p(t("customers.no_story"), class_name=_NONE),
        ),
        rx.cond(AdminCustomerState.adds_up, rx.fragment(), wrong),
    )


def _part(part: rx.Var[Figure]) -> rx.Component:
    return rx.el.div(
        rx.el.div(part.label, class_name="text-sm text-muted"),
        rx.el.div(part.credits, class_name="text-2xl font-[650] tracking-tight tabular-nums"),
    )


def _account() -> rx.Component:
    return section(t("customers.who"), facts(rx.foreach(AdminCustomerState.facts, _fact)))


def _fact(row: rx.Var[Fact]) -> rx.Component:
    return fact(row.label, rx.cond(row.id, mono(row.value), row.value))


def _heading(words: Any, *beside: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h2(words, class_name="text-xl"),
        *beside,
        class_name="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 mt-10 mb-4",
    )


def _holds() -> rx.Component:
    columns = (
        Column(t("grants.for"), lambda row: rx.el.span(row.what)),
        Column(t("movements.change"), lambda row: row.credits, right=True),
        Column(t("grants.since"), lambda row: row.since),
        Column(t("grants.ends"), lambda row: row.until),
    )
    held = AdminCustomerState.holds
    some = table(columns, held, caption=t("grants.holds"), loaded=AdminCustomerState.loaded, empty=rx.fragment())
    return rx.cond(held.length() > 0, rx.fragment(_heading(t("grants.holds")), some))


def _movements() -> rx.Component:
    columns = (
        Column(t("admin.when"), lambda row: moment(row.row.when)),
        Column(t("movements.what"), _what),
        Column(t("movements.change"), _change, right=True),
        Column(t("movements.balance"), lambda row: row.row.balance, right=True),
        Column(t("explain.who"), lambda row: rx.el.span(row.actor, class_name="[overflow-wrap:anywhere]")),
    )
    download = leaving_link(
        t("history.csv"),
        href=f"/api/admin/movements.csv?wallet={AdminCustomerState.wallet}",
        download="movements.csv",
        class_name=f"text-muted {LINK}",
    )
    return rx.fragment(
        _heading(t("movements.title"), rx.cond(AdminCustomerState.wallet != "", download)),
        table(
            columns,
            AdminCustomerMovementsState.rows,
            caption=t("movements.title"),
            loaded=AdminCustomerMovementsState.loaded,
            empty=empty(t("movements.empty.title"), t("customers.no_movements")),
            footer=turning(AdminCustomerMovementsState),
        ),
    )


def _what(row: rx.Var[ActedRow]) -> rx.Component:
    payment = rx.el.a(row.row.what, href=f"/admin/payment/?id={row.payment}", class_name=LINK)
    return rx.cond(row.payment != "", payment, rx.el.span(row.row.what))


def _change(row: rx.Var[ActedRow]) -> rx.Component:
    return rx.el.span(row.row.change, class_name=rx.cond(row.row.gain, "text-accent font-medium", ""))


def _payments() -> rx.Component:
    every = rx.el.a(
        t("account.payments_all"),
        href=f"{PAYMENTS}?search={AdminCustomerState.customer.id}",
        class_name=f"text-muted {LINK}",
    )
    return _listed(t("account.payments"), AdminCustomerState.payments, _payment, t("account.no_payments"), action=every)


def _payment(row: rx.Var[PaymentRow]) -> rx.Component:
    return _line(
        rx.el.a(row.name, " · ", row.amount, href=f"/admin/payment/?id={row.id}", class_name=LINK),
        badge(row.state, row.tone),
        row.when,
    )


def _sessions() -> rx.Component:
    out = button(t("customers.sign_out"), on_click=AdminCustomerActsState.open("sign_out"), class_name="mt-4")
    may = AdminCustomerState.may_act & (AdminCustomerState.sessions.length() > 0)
    return _listed(
        t("customers.sessions"),
        AdminCustomerState.sessions,
        _session,
        t("customers.no_sessions"),
        below=rx.cond(may, out),
    )


def _session(row: rx.Var[SessionRow]) -> rx.Component:
    return _line(row.device, rx.fragment(), t("settings.seen", when=row.seen, ip=row.ip))


def _keys() -> rx.Component:
    return _listed(t("keys.title"), AdminCustomerState.keys, _key, t("customers.no_keys"))


def _key(row: rx.Var[KeyLine]) -> rx.Component:
    return _line(row.name, rx.fragment(), rx.fragment(t("keys.used"), ": ", row.used))


def _listed(
    words: Any, rows: Any, line: Any, nothing: Any, *, action: rx.Component | None = None, below: Any = None
) -> rx.Component:
    some = rx.el.ul(rx.foreach(rows, line))
    return section(words, rx.cond(rows.length() > 0, some, rx.el.p(nothing, class_name=_NONE)), below, action=action)


def _line(what: Any, state: Any, when: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(what, class_name="font-medium min-w-0 [overflow-wrap:anywhere]"),
            state,
            class_name="flex justify-between gap-4",
        ),
        rx.el.div(when, class_name="text-sm text-muted"),
        class_name="grid gap-0.5 py-3 border-t border-line first:border-t-0 first:pt-0 last:pb-0 tabular-nums",
    )
