"""Disputes: the list, and one with everything that speaks for the shop."""

import reflex as rx

from creditshop.refunds import LONGEST_TEXT
from creditshop.ui.components.button import busy_button
from creditshop.ui.components.detail import LINK, fact, facts, figure, moment, mono
from creditshop.ui.components.dialog import closer, dialog, opener
from creditshop.ui.components.form import CONTROL
from creditshop.ui.components.paging import turning
from creditshop.ui.components.segmented import segmented
from creditshop.ui.components.surface import badge, card, empty, failure, message, section, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import DISPUTES, admin_page, detail_page, title
from creditshop.ui.states.admin_disputes import ALL, OPEN_ONES, AdminDisputesState, AdminDisputeState, Line
from creditshop.ui.states.return_rows import DisputeRow
from creditshop.ui.words import t

_ROW = "py-1.5 border-t border-line first:border-t-0 text-sm tabular-nums"
_ANSWER, _FORM = "answer-dispute", "answer-form"


def disputes() -> rx.Component:
    """A choice and the list."""
    columns = (
        Column(t("dispute.opened"), _when),
        Column(t("admin.amount"), lambda row: row.amount, right=True),
        Column(t("dispute.reason"), lambda row: row.reason),
        Column(t("dispute.due"), lambda row: rx.cond(row.answered != "", "", row.due)),
        Column(t("admin.state"), lambda row: badge(row.status, row.tone)),
    )
    return admin_page(
        title(
            t("admin.disputes.title"),
            segmented(
                t("admin.disputes.which"),
                rx.Var.create([OPEN_ONES, ALL]),
                AdminDisputesState.which,
                AdminDisputesState.choose,
                words=lambda which: rx.cond(which == OPEN_ONES, t("admin.disputes.open"), t("admin.disputes.all")),
            ),
        ),
        table(
            columns,
            AdminDisputesState.rows,
            caption=t("admin.disputes.title"),
            loaded=AdminDisputesState.loaded,
            empty=empty(t("admin.disputes.empty"), t("admin.disputes.empty.words")),
            footer=turning(AdminDisputesState),
        ),
        here=DISPUTES,
    )


def _when(row: rx.Var[DisputeRow]) -> rx.Component:
    return moment(row.when, f"/admin/dispute/?id={row.id}")


def dispute() -> rx.Component:
    """One dispute."""
    return detail_page(AdminDisputeState, _dispute(), back=t("admin.back.disputes"), here=DISPUTES)


def _dispute() -> rx.Component:
    row = AdminDisputeState.row
    return rx.fragment(
        title(
            rx.fragment(
                row.amount, " · ", row.reason, rx.el.span(badge(row.status, row.tone), class_name="ml-3 align-middle")
            )
        ),
        status(AdminDisputeState.said, class_name="[&>*]:mb-4"),
        rx.cond(row.failure != "", message(row.failure, "bad", class_name="mb-4")),
        rx.el.div(
            rx.el.div(_facts(), _answer(), class_name="grid gap-4 content-start"),
            _evidence(),
            class_name="grid gap-4 xl:grid-cols-2 items-start",
        ),
    )


def _facts() -> rx.Component:
    row = AdminDisputeState.row
    payment = rx.el.a(row.purchase, href=f"/admin/payment/?id={row.purchase}", class_name=f"{LINK} font-mono text-sm")
    customer = f"/admin/customer/?id={AdminDisputeState.customer}"
    return section(
        t("dispute.facts"),
        facts(
            fact(t("dispute.payment"), payment),
            fact(t("admin.customer"), rx.el.a(AdminDisputeState.who, href=customer, class_name=LINK)),
            fact(t("dispute.reason"), row.reason),
            fact(t("dispute.opened"), row.when),
            rx.cond(row.due != "", fact(t("dispute.due"), row.due)),
            rx.cond(row.answered != "", fact(t("dispute.answered"), row.answered)),
            figure(t("dispute.withdrawn"), row.withdrawn),
            figure(t("dispute.fee"), row.fee),
            fact(t("dispute.id"), mono(row.provider_id)),
        ),
    )


def _answer() -> rx.Component:
    row = AdminDisputeState.row
    allowed = rx.cond(
        AdminDisputeState.may_answer, _form(), rx.el.p(t("dispute.only_deciders"), class_name="text-muted")
    )
    waiting = rx.fragment(
        rx.el.h2(t("dispute.waiting"), class_name="text-lg"),
        rx.el.p(t("dispute.waiting.words"), class_name="text-muted"),
    )
    inside = rx.cond(row.answerable, allowed, rx.cond(row.tone == "warn", waiting, rx.fragment()))
    return rx.cond(row.answerable | (row.tone == "warn"), card(inside, class_name="p-6 grid gap-3"))


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.h2(t("dispute.answer.yours"), class_name="text-base"),
        rx.el.form(
            rx.el.label(t("dispute.text"), html_for="dispute-text", class_name="font-medium"),
            rx.el.textarea(
                id="dispute-text",
                name="text",
                rows="5",
                max_length=LONGEST_TEXT,
                class_name=f"{CONTROL} h-auto! py-2",
                custom_attrs={"aria-describedby": "dispute-text-note"},
            ),
            rx.el.p(t("dispute.text_hint"), id="dispute-text-note", class_name="text-sm text-muted"),
            id=_FORM,
            on_submit=AdminDisputeState.hand_in,
            class_name="grid gap-1.5",
        ),
        failure(AdminDisputeState.failed),
        rx.el.div(opener(_ANSWER, t("dispute.answer"), kind="primary")),
        dialog(
            _ANSWER,
            t("dispute.answer.title"),
            rx.el.p(t("dispute.answer.words"), class_name="text-muted"),
            rx.el.div(
                closer(_ANSWER, t("admin.cancel")),
                busy_button(
                    t("dispute.answer"),
                    t("dispute.answer.busy"),
                    answer=AdminDisputeState.answer,
                    custom_attrs={"form": _FORM},
                ),
                class_name="flex flex-wrap justify-end gap-2 mt-6",
            ),
        ),
    )


def _evidence() -> rx.Component:
    return section(
        t("dispute.evidence"),
        rx.el.div(_lines("dispute.evidence.receipt", AdminDisputeState.receipt), class_name="-mt-1.5"),
        rx.el.h3(t("dispute.evidence.agreed"), class_name="font-medium mt-5 mb-1"),
        rx.el.p(AdminDisputeState.agreed, class_name="text-sm text-muted"),
        _lines("dispute.evidence.sign_ins", AdminDisputeState.sign_ins),
        _lines("dispute.evidence.use", AdminDisputeState.use, AdminDisputeState.used),
        _lines("dispute.evidence.mails", AdminDisputeState.mails),
    )


def _lines(key: str, lines: rx.Var[list[Line]], note: rx.Var[str] | None = None) -> rx.Component:
    some = rx.el.ul(
        rx.foreach(lines, _line),
        class_name="max-h-64 overflow-auto",
        tab_index=0,
        custom_attrs={"aria-label": t(key)},
    )
    nothing = rx.el.p(t("dispute.evidence.none"), class_name="text-sm text-muted") if note is None else rx.fragment()
    return rx.fragment(
        rx.el.h3(t(key), class_name="font-medium mt-5 mb-1"),
        rx.fragment() if note is None else rx.el.p(note, class_name="text-sm text-muted"),
        rx.cond(lines.length() > 0, some, nothing),
    )


def _line(row: rx.Var[Line]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.when, class_name="text-muted whitespace-nowrap"),
        rx.el.span(row.what, class_name="min-w-0 [overflow-wrap:anywhere]"),
        class_name=f"grid sm:grid-cols-[auto_1fr] gap-x-4 {_ROW}",
    )
