"""The comparison with Stripe: what differs and waits for a person, what was decided, when it ran, and statements."""

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK, moment
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.dialog_form import dialog_form, note_field
from creditshop.ui.components.form import CONTROL
from creditshop.ui.components.surface import empty, section, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import RECONCILIATION, admin_page, title
from creditshop.ui.states.admin_reconciliation import AdminReconciliationState as State
from creditshop.ui.states.admin_reconciliation import DifferenceRow
from creditshop.ui.words import t

_SIDE = "justify-items-end sm:justify-items-start"  # on a phone a row's values are on the right
_TITLE = "text-lg mt-8 mb-3"


def view() -> rx.Component:
    """Open differences, comparisons, statements, and what is settled."""
    now = button(t("reconciliation.run"), on_click=State.run)
    return admin_page(
        title(t("reconciliation.title"), rx.cond(State.may_decide, now)),
        rx.el.p(t("reconciliation.words"), class_name="text-muted max-w-[72ch] mb-4"),
        status(State.said, class_name="[&>*]:mb-4"),
        _differences(),
        rx.el.h2(t("reconciliation.runs"), class_name=_TITLE),
        _runs(),
        rx.cond(State.may_decide, _statements()),
        rx.el.h2(t("reconciliation.settled"), class_name=_TITLE),
        _settled(),
        dialog(
            "difference",
            State.chosen.title,
            rx.cond(State.chosen.id != "", _question()),
            open=State.chosen.id != "",
            on_close=State.close,
        ),
        here=RECONCILIATION,
    )


def _differences() -> rx.Component:
    return table(
        (
            Column(t("admin.when"), lambda row: moment(row.when)),
            Column(t("reconciliation.what"), _what),
            Column(t("admin.flags.about"), _about),
            Column(t("admin.action"), lambda row: rx.cond(State.may_decide, _decide(row)), right=True),
        ),
        State.open_rows,
        caption=t("reconciliation.open"),
        loaded=State.loaded,
        empty=empty(t("reconciliation.none"), t("reconciliation.none.words")),
    )


def _runs() -> rx.Component:
    return table(
        (
            Column(t("admin.when"), lambda row: moment(row.when)),
            Column(t("reconciliation.looked_at"), lambda row: row.looked),
            Column(t("reconciliation.healed"), lambda row: row.healed, right=True),
            Column(t("reconciliation.differences"), lambda row: row.differences, right=True),
        ),
        State.run_rows,
        caption=t("reconciliation.runs"),
        loaded=State.loaded,
        empty=empty(t("reconciliation.runs.none"), t("reconciliation.runs.none.words")),
    )


def _settled() -> rx.Component:
    return table(
        (
            Column(t("admin.when"), lambda row: moment(row.when)),
            Column(t("reconciliation.what"), _what),
            Column(t("admin.flags.about"), _about),
            Column(t("alerts.end"), lambda row: rx.el.span(row.end, class_name="[overflow-wrap:anywhere]")),
        ),
        State.past_rows,
        caption=t("reconciliation.settled"),
        loaded=State.loaded,
        empty=empty(t("reconciliation.settled.none")),
    )


def _statements() -> rx.Component:
    return section(
        t("reconciliation.statements"),
        rx.el.ul(rx.foreach(State.months, _month), class_name="grid sm:grid-cols-2 lg:grid-cols-3 gap-x-8 gap-y-2"),
        class_name="mt-8",
    )


def _month(month: rx.Var[str]) -> rx.Component:
    def file(form: str) -> rx.Component:
        named = {"aria-label": t("reconciliation.statement_as", month=month, form=form.upper())}
        href = f"/api/admin/statement.{form}?month={month}"
        return rx.el.a(form.upper(), href=href, download=True, class_name=LINK, custom_attrs=named)

    return rx.el.li(
        rx.el.span(month, class_name="tabular-nums"),
        rx.el.span(file("csv"), file("pdf"), class_name="flex gap-3"),
        class_name="flex justify-between gap-4",
    )


def _what(row: rx.Var[DifferenceRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.title, class_name="font-medium"),
        rx.el.div(row.words, class_name="text-sm text-muted max-w-[60ch]"),
        rx.cond(row.proposal != "", rx.el.div(row.proposal, class_name="text-sm")),
        class_name=f"grid {_SIDE}",
    )


def _about(row: rx.Var[DifferenceRow]) -> rx.Component:
    link = rx.el.a(t("admin.flags.payment"), href=row.href, class_name=LINK)
    plain = rx.el.span(row.about, class_name="font-mono text-sm [overflow-wrap:anywhere]")
    return rx.cond(row.href != "", link, plain)


def _decide(row: rx.Var[DifferenceRow]) -> rx.Component:
    named = {"aria-label": rx.Var.create(t("reconciliation.decide")) + ": " + row.words}
    return button(t("reconciliation.decide"), on_click=State.open(row.id), custom_attrs=named)


def _question() -> rx.Component:
    proposed = rx.el.option(State.chosen.proposal, value="approve")
    return dialog_form(
        rx.el.p(State.chosen.words, class_name="text-muted"),
        rx.el.div(
            rx.el.label(t("reconciliation.decision"), html_for="difference-decision", class_name="font-medium"),
            rx.el.select(
                rx.cond(State.chosen.proposal != "", proposed),
                rx.el.option(t("reconciliation.dismiss"), value="dismiss"),
                id="difference-decision",
                name="decision",
                class_name=CONTROL,
            ),
            class_name="grid gap-1.5",
        ),
        note_field(t("reconciliation.note"), "difference-note"),
        failed=State.failed,
        close=State.close,
        submit=t("reconciliation.decide"),
        busy=t("flags.resolve.busy"),
        answer=State.answer,
        key=f"difference-{State.visit}",
        on_submit=State.decide,
    )
