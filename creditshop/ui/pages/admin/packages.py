"""The packages in the shop's order: what each is and costs, and the places to change with its neighbours."""

import reflex as rx

from creditshop.ui.components.button import button, link_button
from creditshop.ui.components.detail import LINK, mono
from creditshop.ui.components.surface import badge, empty, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import PACKAGES, admin_page, catalog_title
from creditshop.ui.states.admin_packages import AdminPackagesState, PackageRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """The list."""
    adding = link_button(t("admin.packages.add"), href="/admin/package/?id=new", kind="primary")
    return admin_page(
        catalog_title(PACKAGES, rx.cond(AdminPackagesState.may_change, adding)),
        rx.el.p(t("admin.packages.words"), class_name="text-muted max-w-[72ch] mb-5"),
        status(AdminPackagesState.said, class_name="[&>*]:mb-4"),
        table(
            _columns(),
            AdminPackagesState.rows,
            caption=t("admin.packages.title"),
            loaded=AdminPackagesState.loaded,
            empty=empty(t("admin.packages.empty"), t("admin.packages.words")),
            key=lambda row: row.id,
        ),
        here=PACKAGES,
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("admin.package"), _name),
        Column(t("admin.credits"), _credits, right=True),
        Column(t("admin.packages.prices"), lambda row: rx.el.span(row.prices, class_name="min-w-0")),
        Column(t("admin.packages.validity"), lambda row: row.validity, right=True),
        Column(t("admin.state"), _state),
        Column(t("admin.packages.place"), _place, right=True),
    )


def _name(row: rx.Var[PackageRow]) -> rx.Component:
    link = rx.el.a(row.name, href=f"/admin/package/?id={row.id}", class_name=f"{LINK} font-medium")
    return rx.el.div(rx.el.div(link), mono(row.slug))


def _credits(row: rx.Var[PackageRow]) -> rx.Component:
    return rx.el.div(rx.el.div(row.credits), rx.el.div(row.bonus, class_name="text-sm text-accent empty:hidden"))


def _state(row: rx.Var[PackageRow]) -> rx.Component:
    on_sale = rx.cond(row.active, badge(t("admin.packages.on")), badge(t("admin.packages.off"), "plain"))
    return rx.el.span(
        on_sale,
        rx.cond(row.popular, badge(t("pricing.popular"), "plain")),
        class_name="inline-flex flex-wrap gap-1.5 justify-end sm:justify-start",
    )


def _place(row: rx.Var[PackageRow]) -> rx.Component:
    up = _mover("↑", t("admin.packages.up", name=row.name), row, up=True, end=row.first)
    down = _mover("↓", t("admin.packages.down", name=row.name), row, up=False, end=row.last)
    return rx.cond(AdminPackagesState.may_change, rx.el.span(up, down, class_name="inline-flex gap-1.5"))


def _mover(sign: str, label: rx.Var[str], row: rx.Var[PackageRow], *, up: bool, end: rx.Var[bool]) -> rx.Component:
    """A button that stays reachable at the end of the list, so that the keyboard does not lose its place there."""
    return button(
        sign,
        on_click=AdminPackagesState.move(row.id, up),
        class_name="w-[42px] px-0 aria-disabled:opacity-45 aria-disabled:hover:border-line",
        custom_attrs={"aria-label": label, "aria-disabled": rx.cond(end, "true", "false")},
    )
