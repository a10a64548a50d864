"""The dialogs in which staff do something about a customer: each says what happens, and asks for a reason."""

from typing import Any

import reflex as rx

from creditshop.ledger import MAX_CREDITS
from creditshop.ui.components.button import Kind, busy_button, button
from creditshop.ui.components.detail import fact, facts, figure
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.dialog_form import dialog_form
from creditshop.ui.components.form import field, select
from creditshop.ui.components.surface import failure
from creditshop.ui.states.admin_customer import AdminCustomerState
from creditshop.ui.states.admin_customer_acts import ACTS, AdminCustomerActsState
from creditshop.ui.states.admin_customer_adjusting import AdminCustomerAdjustingState, EffectRow
from creditshop.ui.states.customer_dialog import LONGEST_REASON
from creditshop.ui.words import t


def dialogs() -> rx.Component:
    """That of an adjustment, and one for each act."""
    return rx.fragment(_adjusting(), *(_confirming(act, "danger" if act == "disable" else "primary") for act in ACTS))


def _confirming(act: str, kind: Kind) -> rx.Component:
    state = AdminCustomerActsState
    form = dialog_form(
        rx.el.p(t(f"customers.{act}.words"), class_name="text-muted"),
        _reason(act),
        failed=state.failed,
        close=state.close,
        submit=t(f"customers.{act}"),
        busy=t("customers.busy"),
        answer=state.answer,
        kind=kind,
        on_submit=getattr(state, act),
    )
    is_open = state.dialog == act
    name = AdminCustomerState.customer.title
    return dialog(
        act, t(f"customers.{act}.title", name=name), rx.cond(is_open, form), open=is_open, on_close=state.close
    )


def _adjusting() -> rx.Component:
    state = AdminCustomerAdjustingState
    is_open, is_preview = state.dialog == "adjust", state.effect.length() > 0
    return dialog(
        "adjust",
        rx.cond(is_preview, state.sentence, t("customers.adjust.title", name=AdminCustomerState.customer.title)),
        rx.cond(is_open, rx.cond(is_preview, _preview(), _form())),
        open=is_open,
        on_close=state.close,
    )


def _form() -> rx.Component:
    state = AdminCustomerAdjustingState
    ways = [("give", t("customers.adjust.give")), ("take", t("customers.adjust.take"))]
    return dialog_form(
        rx.cond(
            state.may_take,
            select("direction", t("customers.adjust.direction"), ways, default_value=state.draft.direction),
            rx.el.p(t("customers.adjust.limit", limit=state.limit), class_name="text-muted"),
        ),
        field(
            "credits",
            t("customers.adjust.credits"),
            type="number",
            min=1,
            max=MAX_CREDITS,
            required=True,
            input_mode="numeric",
            auto_complete="off",
            default_value=state.draft.credits,
        ),
        field(
            "expires",
            t("customers.adjust.expires"),
            type="date",
            hint=t("customers.adjust.expires_hint"),
            default_value=state.draft.expires,
        ),
        _reason("adjust", default_value=state.draft.reason),
        failed=state.failed,
        close=state.close,
        submit=t("customers.adjust.review"),
        busy=t("customers.busy"),
        answer=state.answer,
        on_submit=state.review,
    )


def _reason(key: str, **props: Any) -> rx.Component:
    return field(
        "reason",
        t("customers.reason"),
        id_=f"{key}-reason",
        hint=t("customers.reason_hint"),
        required=True,
        max_length=LONGEST_REASON,
        auto_complete="off",
        **props,
    )


def _preview() -> rx.Component:
    state = AdminCustomerAdjustingState
    return rx.el.div(
        facts(rx.foreach(state.effect, _effect), fact(t("customers.reason"), state.draft.reason)),
        rx.el.p(t("customers.adjust.words"), class_name="text-muted"),
        failure(state.failed),
        rx.el.div(
            button(t("customers.adjust.back"), on_click=state.back, auto_focus=True),
            busy_button(
                t("customers.adjust.confirm"),
                t("customers.busy"),
                answer=state.answer,
                type="button",
                on_click=state.confirm,
            ),
            class_name="flex flex-wrap justify-end gap-2 mt-2",
        ),
        class_name="grid gap-4",
    )


def _effect(row: rx.Var[EffectRow]) -> rx.Component:
    return figure(row.label, rx.fragment(row.before, " → ", rx.el.span(row.after, class_name="font-[650]")))
