"""Everything that is suspicious and that nobody has looked at yet, newest first."""

import reflex as rx

from creditshop.ui.components.detail import LINK, moment
from creditshop.ui.components.flags import resolver, resolving, why
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import FLAGS, admin_page, title
from creditshop.ui.states.admin_flags import AdminFlagsState
from creditshop.ui.states.flag_rows import FlagRow
from creditshop.ui.words import t

_SIDE = "justify-items-end sm:justify-items-start"  # on a phone a row's values are on the right
_ADDRESS = "inline-block sm:min-w-[17ch] [overflow-wrap:anywhere]"


def view() -> rx.Component:
    """The list, and the dialog that resolves one."""
    columns = (
        Column(t("admin.when"), lambda row: moment(row.when)),
        Column(t("admin.flags.why"), _why),
        Column(t("admin.flags.about"), _about),
        Column(
            t("admin.action"),
            lambda row: rx.cond(AdminFlagsState.may_resolve, resolver(AdminFlagsState, row)),
            right=True,
        ),
    )
    return admin_page(
        title(t("admin.flags.title")),
        status(AdminFlagsState.flag_said, class_name="[&>*]:mb-4"),
        table(
            columns,
            AdminFlagsState.flags,
            caption=t("admin.flags.title"),
            loaded=AdminFlagsState.loaded,
            empty=empty(t("admin.flags.empty"), t("admin.flags.empty.words")),
            footer=turning(AdminFlagsState),
        ),
        resolving(AdminFlagsState),
        here=FLAGS,
    )


def _why(row: rx.Var[FlagRow]) -> rx.Component:
    return rx.el.div(
        badge(row.rule, rx.cond(row.refundable, "bad", "warn")),
        why(row),
        class_name=f"grid gap-1.5 {_SIDE} sm:min-w-[28ch]",
    )


def _about(row: rx.Var[FlagRow]) -> rx.Component:
    payment = rx.el.a(t("admin.flags.payment"), href=f"/admin/payment/?id={row.purchase}", class_name=LINK)
    customer = rx.el.a(row.who, href=f"/admin/customer/?id={row.owner}", class_name=f"{LINK} {_ADDRESS}")
    return rx.el.div(customer, rx.cond(row.purchase != "", payment), class_name=f"grid gap-1 {_SIDE}")
