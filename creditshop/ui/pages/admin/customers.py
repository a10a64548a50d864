"""Everybody: looked for by address or any id, the latest first."""

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK
from creditshop.ui.components.form import CONTROL
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import CUSTOMERS, admin_page, title
from creditshop.ui.states.admin_customers import LONGEST_SEARCH, TROUBLES, AdminCustomersState, CustomerRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """A search, or a choice of those in trouble; the list."""
    columns = (
        Column(t("admin.customer"), _who),
        Column(t("customers.since"), lambda row: rx.el.span(row.since, class_name="whitespace-nowrap")),
        Column(t("part.available"), lambda row: row.available, right=True),
        Column(t("part.owed"), lambda row: row.owed, right=True),
        Column(t("admin.state"), badges),
    )
    return admin_page(
        title(t("admin.customers.title")),
        rx.el.div(_search(), _troubles(), class_name="flex flex-wrap gap-2 mb-3"),
        table(
            columns,
            AdminCustomersState.rows,
            caption=t("admin.customers.title"),
            loaded=AdminCustomersState.loaded,
            empty=empty(t("customers.empty"), t("customers.empty.words")),
            footer=turning(AdminCustomersState),
        ),
        here=CUSTOMERS,
    )


def badges(row: rx.Var[CustomerRow]) -> rx.Component:
    """What is out of the ordinary about a person."""
    some = rx.el.span(
        rx.cond(row.role != "", badge(row.role, "plain")),
        rx.cond(row.suspended, badge(t("customers.suspended"), "warn")),
        rx.cond(row.disabled, badge(t("customers.disabled"), "bad")),
        class_name="inline-flex flex-wrap gap-1.5",
    )
    return rx.cond((row.role != "") | row.suspended | row.disabled, some)


def _who(row: rx.Var[CustomerRow]) -> rx.Component:
    return rx.el.div(
        rx.el.a(row.title, href=f"/admin/customer/?id={row.id}", class_name=f"{LINK} [overflow-wrap:anywhere]"),
        rx.cond(row.name != "", rx.el.div(row.name, class_name="text-sm text-muted")),
        class_name="sm:min-w-[17ch]",
    )


def _search() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            name="search",
            type="search",
            default_value=AdminCustomersState.search,
            key=f"search-{AdminCustomersState.visit}",
            placeholder=t("customers.search_label"),
            max_length=LONGEST_SEARCH,
            auto_complete="off",
            class_name=f"{CONTROL} flex-1 min-w-0",
            custom_attrs={"aria-label": t("customers.search_label")},
        ),
        button(t("admin.search"), type="submit"),
        on_submit=AdminCustomersState.find,
        role="search",
        class_name="flex flex-1 gap-2 min-w-full sm:min-w-0",
    )


def _troubles() -> rx.Component:
    return rx.el.select(
        rx.el.option(t("customers.all"), value=""),
        *(rx.el.option(t(f"customers.only.{trouble}"), value=trouble) for trouble in TROUBLES),
        value=AdminCustomersState.trouble,
        on_change=AdminCustomersState.choose,
        class_name=f"{CONTROL} w-auto!",
        custom_attrs={"aria-label": t("admin.state")},
    )
