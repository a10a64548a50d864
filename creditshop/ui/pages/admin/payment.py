"""One purchase: what was sold, what happened, and the decision when it needs one."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import busy_button, button, link_button
from creditshop.ui.components.detail import LINK, fact, facts, mono
from creditshop.ui.components.dialog import closer, dialog, opener
from creditshop.ui.components.flags import flags
from creditshop.ui.components.form import native_form
from creditshop.ui.components.surface import badge, card, failure, section, status
from creditshop.ui.pages.admin.refund_dialog import refund_dialog
from creditshop.ui.pages.admin.shell import PAYMENTS, detail_page, title
from creditshop.ui.states.admin_events import EventRow
from creditshop.ui.states.admin_payments import AdminPaymentState, Fact
from creditshop.ui.states.refund_dialog import RefundDialogState
from creditshop.ui.states.return_rows import DisputeRow, RefundRow
from creditshop.ui.states.story import StoryLine
from creditshop.ui.words import t

_GRANT = "grant-credits"


def view() -> rx.Component:
    """The decision first, if there is one to take."""
    return detail_page(AdminPaymentState, _payment(), back=t("admin.back.payments"), here=PAYMENTS)


def _payment() -> rx.Component:
    payment = AdminPaymentState.payment
    return rx.fragment(
        title(
            rx.fragment(
                payment.name,
                " · ",
                payment.amount,
                rx.el.span(badge(payment.state, payment.tone), class_name="ml-3 align-middle"),
            ),
            rx.cond(AdminPaymentState.may_refund, _refund()),
        ),
        rx.el.p(mono(payment.id), class_name="-mt-4 mb-5"),
        status(AdminPaymentState.said, class_name="[&>*]:mb-4"),
        status(rx.cond(RefundDialogState.about == payment.id, RefundDialogState.done, ""), class_name="[&>*]:mb-4"),
        rx.cond(AdminPaymentState.disputed.id != "", _contested(), rx.cond(AdminPaymentState.asks, _decision())),
        refund_dialog(),
        flags(AdminPaymentState, class_name="mb-4"),
        rx.el.div(
            rx.el.div(
                section(t("admin.facts"), facts(rx.foreach(AdminPaymentState.facts, _fact))),
                _disputes(),
                _refunds(),
                class_name="grid gap-4 content-start",
            ),
            rx.el.div(_story(), _declined(), _events(), class_name="grid gap-4 content-start"),
            class_name="grid gap-4 xl:grid-cols-2 items-start",
        ),
    )


def _contested() -> rx.Component:
    dispute = AdminPaymentState.disputed
    return card(
        rx.el.h2(t("admin.contested"), class_name="text-lg"),
        rx.el.p(dispute.reason, class_name="bg-warn-soft text-warn rounded-sm px-3 py-2"),
        rx.cond(dispute.due != "", rx.el.p(t("admin.contested.words", due=dispute.due), class_name="text-muted")),
        link_button(
            t("admin.contested.go"),
            href=f"/admin/dispute/?id={dispute.id}",
            kind="primary",
            class_name="justify-self-start",
        ),
        class_name="p-6 grid gap-3 mb-4",
    )


def _decision() -> rx.Component:
    heading = rx.cond(AdminPaymentState.in_review, t("admin.review"), t("admin.look"))
    words = rx.cond(AdminPaymentState.held, t("admin.held.words"), t("admin.review.words"))
    deciding = rx.cond(
        AdminPaymentState.in_review,
        opener(_GRANT, t("admin.grant"), kind="primary"),
        busy_button(
            t("admin.dismiss"),
            t("admin.dismiss.busy"),
            answer=AdminPaymentState.answer,
            kind="plain",
            type="button",
            on_click=AdminPaymentState.dismiss,
        ),
    )
    return card(
        rx.el.h2(heading, class_name="text-lg"),
        rx.cond(AdminPaymentState.in_review, rx.el.p(words, class_name="text-muted")),
        rx.el.p(
            AdminPaymentState.odd,
            class_name="bg-warn-soft text-warn rounded-sm px-3 py-2 [overflow-wrap:anywhere]",
        ),
        rx.el.div(
            rx.cond(AdminPaymentState.may_decide, deciding, rx.el.p(t("admin.only_deciders"), class_name="text-muted")),
            failure(AdminPaymentState.failed),
        ),
        _confirm(),
        class_name="p-6 grid gap-3 mb-4",
    )


def _confirm() -> rx.Component:
    payment = AdminPaymentState.payment
    return dialog(
        _GRANT,
        t("admin.grant.title", credits=payment.credits),
        rx.el.p(t("admin.grant.words", email=payment.email), class_name="text-muted"),
        native_form(
            closer(_GRANT, t("admin.cancel")),
            busy_button(
                t("admin.grant"),
                t("admin.grant.busy"),
                answer=AdminPaymentState.answer,
                on_click=AdminPaymentState.grant,
            ),
            action="",
            method="dialog",
            class_name="flex flex-wrap justify-end gap-2 mt-6",
        ),
    )


def _refund() -> rx.Component:
    return button(t("refund.name"), on_click=RefundDialogState.open(AdminPaymentState.payment.id))


def _refunds() -> rx.Component:
    lines = section(t("refund.refunds"), rx.el.ul(rx.foreach(AdminPaymentState.refunds, _refund_line)))
    return rx.cond(AdminPaymentState.refunds.length() > 0, lines)


def _refund_line(row: rx.Var[RefundRow]) -> rx.Component:
    return _entry(
        rx.el.span(row.amount, " · ", row.kind, class_name="font-medium"),
        badge(row.state, row.tone),
        row.when,
        row.note,
    )


def _disputes() -> rx.Component:
    lines = section(t("admin.disputes.title"), rx.el.ul(rx.foreach(AdminPaymentState.disputes, _dispute_line)))
    return rx.cond(AdminPaymentState.disputes.length() > 0, lines)


def _dispute_line(row: rx.Var[DisputeRow]) -> rx.Component:
    return _entry(
        rx.el.a(row.amount, " · ", row.reason, href=f"/admin/dispute/?id={row.id}", class_name=f"font-medium {LINK}"),
        badge(row.status, row.tone),
        row.when,
        rx.cond(row.open & (row.due != ""), rx.fragment(t("dispute.due"), " ", row.due)),
    )


def _fact(row: rx.Var[Fact]) -> rx.Component:
    words = rx.cond(row.id, mono(row.value), row.value)
    return fact(row.label, rx.cond(row.href != "", rx.el.a(words, href=row.href, class_name=LINK), words))


def _story() -> rx.Component:
    return section(t("admin.story"), rx.el.ol(rx.foreach(AdminPaymentState.story, _line)))


def _declined() -> rx.Component:
    lines = section(t("admin.declined"), rx.el.ol(rx.foreach(AdminPaymentState.attempts, _line)))
    return rx.cond(AdminPaymentState.attempts.length() > 0, lines)


def _line(row: rx.Var[StoryLine]) -> rx.Component:
    return _entry(
        rx.el.span(row.what, class_name="font-medium"),
        rx.el.span(row.change, class_name="text-right"),
        row.when,
        row.detail,
    )


def _events() -> rx.Component:
    some = rx.el.ul(rx.foreach(AdminPaymentState.events, _event))
    none = rx.el.p(t("admin.no_events"), class_name="text-muted")
    return section(t("admin.heard"), rx.cond(AdminPaymentState.events.length() > 0, some, none))


def _event(row: rx.Var[EventRow]) -> rx.Component:
    return _entry(
        rx.el.a(row.type, href=f"/admin/event/?id={row.id}", class_name=f"{LINK} [overflow-wrap:anywhere]"),
        badge(row.state, row.tone),
        row.when,
        row.error,
    )


def _entry(what: Any, state: Any, when: Any, detail: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(what, state, class_name="flex justify-between gap-4"),
        rx.el.div(
            rx.el.span(when, class_name="whitespace-nowrap"),
            rx.el.span(detail, class_name="[overflow-wrap:anywhere]"),
            class_name="flex flex-wrap justify-between gap-x-4 text-sm text-muted",
        ),
        class_name="grid gap-0.5 py-3 border-t border-line first:border-t-0 first:pt-0 last:pb-0 tabular-nums",
    )
