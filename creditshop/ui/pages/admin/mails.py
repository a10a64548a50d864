"""Every mail: to whom, about what, what became of it. What it says is read in the sandbox's mailbox alone."""

import reflex as rx

from creditshop.notices import MailState
from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK, long_word, moment, remark
from creditshop.ui.components.paging import turning
from creditshop.ui.components.search import narrowed, search_form, sought
from creditshop.ui.components.surface import badge, empty, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import MAILS, admin_page, title
from creditshop.ui.states.admin_mails import AdminMailsState, MailRow
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t


def view() -> rx.Component:
    """A search and the list."""
    columns = (
        Column(t("admin.when"), lambda row: moment(row.when)),
        Column(t("mails.to"), lambda row: long_word(row.recipient)),
        Column(t("mails.what"), _what),
        Column(t("admin.state"), _state),
        Column(t("admin.error"), lambda row: rx.cond(row.error != "", remark(row.error))),
        Column(t("admin.action"), _action, right=True),
    )
    return admin_page(
        title(t("admin.mails.title")),
        _search(),
        status(AdminMailsState.said, class_name="[&>*]:mb-3"),
        table(
            columns,
            AdminMailsState.rows,
            caption=t("admin.mails.title"),
            loaded=AdminMailsState.loaded,
            empty=empty(t("mails.empty"), t("admin.empty.words")),
            footer=turning(AdminMailsState),
        ),
        here=MAILS,
    )


def _search() -> rx.Component:
    state, visit = AdminMailsState, AdminMailsState.visit
    states = (
        rx.el.option(t("admin.all"), value=""),
        *(rx.el.option(t(f"mails.state.{one}"), value=str(one)) for one in MailState),
    )
    return search_form(
        sought("search", t("mails.search"), state.search, visit, auto_capitalize="none"),
        narrowed("state", t("admin.state"), states, state.state, visit),
        submit=t("admin.search"),
        on_submit=state.find,
    )


def _what(row: rx.Var[MailRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.what),
        rx.cond(row.subject != "", remark(row.subject)),
        class_name="sm:min-w-[20ch]",
    )


def _state(row: rx.Var[MailRow]) -> rx.Component:
    return rx.el.div(
        badge(row.state, row.tone), rx.cond(row.sent != "", rx.el.div(remark(row.sent), class_name="mt-1"))
    )


def _action(row: rx.Var[MailRow]) -> rx.Component:
    again = button(
        t("mails.resend"),
        on_click=AdminMailsState.resend(row.id),
        custom_attrs={"aria-label": t("mails.resend_to", to=row.recipient)},
    )
    read = rx.el.a(t("mails.read"), href=f"/mailbox/?id={row.id}", class_name=LINK)
    return rx.cond(row.dead, again, rx.cond(SessionState.sandbox, read))
