"""The audit log: a search, and every act with who, what, and the values before and after."""

import reflex as rx

from creditshop.ui.components.detail import LINK, long_word, moment, mono, remark
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.paging import turning
from creditshop.ui.components.search import dated, narrowed, search_form, sought
from creditshop.ui.components.surface import empty
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import AUDIT, admin_page, title
from creditshop.ui.states.admin_audit import AdminAuditState, AuditRow
from creditshop.ui.states.audit_words import Change
from creditshop.ui.words import t


def view() -> rx.Component:
    """A search and the list."""
    columns = (
        Column(t("admin.when"), lambda row: moment(row.when)),
        Column(t("audit.who"), _who),
        Column(t("audit.what"), _what),
        Column(t("audit.changes"), _changes),
        Column(t("audit.from"), lambda row: rx.cond(row.ip != "", mono(row.ip)), right=True),
    )
    return admin_page(
        title(t("admin.audit.title"), rx.cond(AdminAuditState.may_export, _export())),
        rx.el.p(t("audit.words"), class_name="text-muted max-w-[72ch] mb-5"),
        _search(),
        table(
            columns,
            AdminAuditState.rows,
            caption=t("admin.audit.title"),
            loaded=AdminAuditState.loaded,
            empty=empty(t("audit.empty"), t("admin.empty.words")),
            footer=turning(AdminAuditState),
        ),
        here=AUDIT,
    )


def _export() -> rx.Component:
    return leaving_link(
        t("audit.csv"), href=AdminAuditState.export, download="audit.csv", class_name=f"text-muted {LINK}"
    )


def _search() -> rx.Component:
    state, visit = AdminAuditState, AdminAuditState.visit
    asked = state.asked
    acts = (
        rx.el.option(t("audit.all"), value=""),
        rx.foreach(state.choices, lambda choice: rx.el.option(choice.words, value=choice.value)),
    )
    return search_form(
        sought("actor", t("audit.actor"), asked["actor"], visit, auto_capitalize="none"),
        sought("target", t("audit.target"), asked["target"], visit, auto_capitalize="none"),
        narrowed("action", t("audit.action"), acts, asked["action"], f"{visit}-{state.choices.length()}"),
        rx.el.div(
            dated("since", t("audit.since"), asked["since"], visit),
            dated("until", t("audit.until"), asked["until"], visit),
            class_name="flex flex-wrap gap-2 max-sm:w-full",
        ),
        submit=t("admin.search"),
        on_submit=state.find,
    )


def _who(row: rx.Var[AuditRow]) -> rx.Component:
    return rx.el.div(rx.el.div(long_word(row.who)), rx.cond(row.role != "", remark(row.role)))


def _what(row: rx.Var[AuditRow]) -> rx.Component:
    linked = rx.el.a(row.target, href=row.page, class_name=f"{LINK} font-mono text-sm [overflow-wrap:anywhere]")
    return rx.el.div(
        rx.el.div(row.what),
        rx.cond(row.target != "", rx.cond(row.page != "", linked, mono(row.target))),
        rx.cond(row.reason != "", rx.el.div(t("audit.reason"), ": ", row.reason, class_name="text-sm mt-1")),
    )


def _changes(row: rx.Var[AuditRow]) -> rx.Component:
    return rx.cond(row.changes.length() > 0, rx.el.ul(rx.foreach(row.changes, _change), class_name="text-sm"))


def _change(change: rx.Var[Change]) -> rx.Component:
    return rx.el.li(
        rx.el.span(change.name, ": ", class_name="text-muted"),
        rx.cond(change.before != "", rx.el.span(change.before, " → ", class_name="text-muted")),
        rx.el.span(change.after, class_name="font-medium"),
        class_name="[overflow-wrap:anywhere]",
    )
