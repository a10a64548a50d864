"""A customer's wallet at any earlier moment, by a slider or a date; and the table of grants, of now and of then."""

from typing import Any

import reflex as rx

from creditshop.ui.components.detail import LINK, facts, figure
from creditshop.ui.components.form import CONTROL
from creditshop.ui.components.surface import card, empty, failure
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.account.grants import left
from creditshop.ui.states.admin_customer import AdminCustomerState, CustomerGrant
from creditshop.ui.states.admin_customer_past import STEPS, AdminCustomerPastState
from creditshop.ui.words import t

_DEBOUNCE = 300  # milliseconds: what is only passed by is not looked at


def past() -> rx.Component:
    """Nothing for who never had credits."""
    return rx.cond(
        AdminCustomerState.wallet != "",
        rx.fragment(
            rx.el.h2(t("customers.past"), class_name="text-xl mt-10 mb-2"),
            rx.el.p(t("customers.past.words"), class_name="text-muted max-w-[72ch] mb-4"),
            card(_controls(), failure(AdminCustomerPastState.failed, class_name="[&>*]:mt-3"), class_name="p-6"),
            rx.cond(AdminCustomerPastState.shown, _then()),
        ),
    )


def _controls() -> rx.Component:
    state = AdminCustomerPastState
    slider = rx.el.input(
        type="range",
        id="past-place",
        key=f"slide-{state.slides}",
        min=0,
        max=STEPS,
        default_value=state.place,
        on_change=state.slide.debounce(_DEBOUNCE),
        class_name="w-full h-[42px] accent-accent",
        custom_attrs={"aria-valuetext": rx.cond(state.when != "", state.when, t("customers.past.now"))},
    )
    moment = rx.el.input(
        type="datetime-local",
        id="past-moment",
        key=f"date-{state.dates}",
        min=state.first,
        max=state.last,
        step=1,
        default_value=state.moment,
        on_change=state.choose.debounce(2 * _DEBOUNCE),
        class_name=CONTROL,
    )
    return rx.el.div(
        _labelled("past-place", t("customers.past.slider"), slider, class_name="grid gap-1.5 flex-1 min-w-[220px]"),
        _labelled("past-moment", t("customers.past.moment"), moment, class_name="grid gap-1.5"),
        class_name="flex flex-wrap gap-x-8 gap-y-4",
    )


def _labelled(key: str, words: Any, control: rx.Component, class_name: str) -> rx.Component:
    return rx.el.div(rx.el.label(words, html_for=key, class_name="font-medium"), control, class_name=class_name)


def _then() -> rx.Component:
    state = AdminCustomerPastState
    return rx.el.div(
        card(
            rx.el.h3(state.when, class_name="text-base mb-3.5"),
            facts(rx.foreach(state.parts, lambda part: figure(part.label, part.credits))),
            class_name="px-6 py-5",
        ),
        grants_table(state, t("customers.past.grants"), loaded=state.shown),
        class_name="grid gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] items-start mt-4",
    )


def grants_table(state: Any, caption: rx.Var[str], *, loaded: rx.Var[bool]) -> rx.Component:
    """The grants of a State, in burn order."""
    columns = (
        Column(t("grants.source"), _source),
        Column(t("customers.price"), lambda row: row.price, right=True),
        Column(t("grants.left"), lambda row: left(row.grant), right=True),
        Column(t("grants.held"), lambda row: row.grant.held, right=True),
        Column(t("grants.until"), lambda row: row.grant.expires),
    )
    more = rx.el.p(state.more_grants, class_name="text-sm text-muted p-3 border-t border-line")
    return table(
        columns,
        state.grants,
        caption=caption,
        loaded=loaded,
        empty=empty(t("grants.empty.title"), t("customers.no_grants")),
        footer=rx.cond(state.more_grants != "", more),
    )


def _source(row: rx.Var[CustomerGrant]) -> rx.Component:
    payment = rx.el.a(row.grant.name, href=f"/admin/payment/?id={row.payment}", class_name=LINK)
    return rx.cond(row.payment != "", payment, rx.el.span(row.grant.name))
