"""The dialog that gives money back: what kind, what it would do, why."""

from typing import Any

import reflex as rx

from creditshop.refunds import RefundReason
from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.detail import fact, facts, figure
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.form import CONTROL, select
from creditshop.ui.components.surface import failure, message
from creditshop.ui.states.refund_dialog import ASKING, KINDS, LONGEST_REASON, RefundDialogState
from creditshop.ui.words import t

_CHOICE = (
    "h-8 px-3 rounded-full border border-line text-sm leading-none whitespace-nowrap "
    "hover:border-muted aria-pressed:bg-accent-soft aria-pressed:border-accent aria-pressed:text-accent"
)
_CLOSE = "[&>div]:py-1.5"  # lines of facts, closer to each other


def refund_dialog() -> rx.Component:
    """Open it by `RefundDialogState.open(purchase_id)`."""
    return dialog(
        "refund",
        t("refund.title", email=RefundDialogState.who),
        rx.cond(RefundDialogState.is_open, _body()),
        open=RefundDialogState.is_open,
        on_close=RefundDialogState.close,
    )


def _body() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            *(_choice(str(kind)) for kind in KINDS),
            role="group",
            class_name="flex flex-wrap gap-1.5",
            custom_attrs={"aria-label": t("refund.kinds")},
        ),
        rx.el.p(rx.match(RefundDialogState.kind, *_explained(), ""), class_name="text-sm text-muted"),
        rx.cond(_is_asking(), _amount()),
        rx.el.div(
            rx.cond(RefundDialogState.ready, _preview()),
            rx.cond(RefundDialogState.problem != "", message(RefundDialogState.problem, "warn")),
            role="status",
        ),
        _form(),
        class_name="grid gap-4",
    )


def _choice(kind: str) -> rx.Component:
    return rx.el.button(
        t(f"refund.kind.{kind}"),
        type="button",
        on_click=RefundDialogState.choose(kind),
        class_name=_CHOICE,
        custom_attrs={"aria-pressed": rx.cond(RefundDialogState.kind == kind, "true", "false")},
    )


def _explained() -> list[tuple[str, rx.Var[str]]]:
    return [(str(kind), t(f"refund.kind.{kind}.words")) for kind in KINDS]


def _is_asking() -> Any:
    first, second = map(str, ASKING)
    return (RefundDialogState.kind == first) | (RefundDialogState.kind == second)


def _amount() -> rx.Component:
    return rx.el.div(
        rx.el.label(t("refund.amount"), html_for="refund-amount", class_name="font-medium"),
        rx.el.input(
            id="refund-amount",
            key=f"amount-{RefundDialogState.visit}",
            default_value=RefundDialogState.amount,
            on_change=RefundDialogState.set_amount.debounce(250),
            input_mode="decimal",
            auto_complete="off",
            max_length=20,
            class_name=f"{CONTROL} tabular-nums",
            custom_attrs={
                "aria-invalid": rx.cond(RefundDialogState.problem != "", "true", "false"),
                "aria-describedby": "refund-amount-note",
            },
        ),
        rx.el.p(
            t("refund.most", amount=RefundDialogState.most), id="refund-amount-note", class_name="text-sm text-muted"
        ),
        class_name="grid gap-1.5",
    )


def _preview() -> rx.Component:
    """What happens, and below it what it comes from."""
    lines = RefundDialogState.lines
    return rx.fragment(
        rx.el.div(
            facts(
                figure(t("refund.sum", credits=lines.taken), lines.amount, strong=True),
                _some(t("refund.bonus"), lines.bonus),
                _some(t("refund.others"), lines.others),
                figure(t("refund.balance"), lines.balance),
                class_name=_CLOSE,
            ),
            rx.cond(lines.debt != "", rx.el.p(t("refund.debt", credits=lines.debt), class_name="text-warn mt-2")),
            class_name="bg-sunken rounded-sm px-4 py-3",
        ),
        facts(
            figure(t("refund.paid"), lines.paid),
            _some(t("refund.tax"), lines.tax),
            _some(t("refund.refunded"), lines.refunded),
            fact(t("admin.credits"), lines.credits),
            _some(t("refund.held"), lines.held),
            _some(t("refund.left"), lines.left),
            class_name=f"{_CLOSE} text-sm mt-3",
        ),
        rx.cond(lines.mail != "", rx.el.p(lines.mail, class_name="text-sm text-muted mt-3")),
    )


def _some(label: Any, value: rx.Var[str]) -> rx.Component:
    return rx.cond(value != "", figure(label, value))


def _form() -> rx.Component:
    codes = [("", t("refund.reason.none")), *((str(code), t(f"refund.reason.{code}")) for code in RefundReason)]
    return rx.el.form(
        select("reason_code", t("refund.reason_code"), codes),
        rx.el.div(
            rx.el.label(t("refund.reason"), html_for="refund-reason", class_name="font-medium"),
            rx.el.textarea(
                id="refund-reason",
                name="reason",
                required=True,
                rows="2",
                max_length=LONGEST_REASON,
                class_name=f"{CONTROL} h-auto! py-2",
            ),
            class_name="grid gap-1.5",
        ),
        failure(RefundDialogState.failed),
        rx.el.div(
            button(t("admin.cancel"), on_click=RefundDialogState.close),
            busy_button(
                rx.cond(
                    RefundDialogState.ready, t("refund.act", amount=RefundDialogState.lines.amount), t("refund.name")
                ),
                t("refund.busy"),
                answer=RefundDialogState.answer,
                disabled=~RefundDialogState.ready,
            ),
            class_name="flex flex-wrap justify-end gap-2",
        ),
        key=f"refund-{RefundDialogState.visit}",
        on_submit=RefundDialogState.confirm,
        class_name="grid gap-4",
    )
