"""The dialogs of the pages of webhooks: a new endpoint, its secret, its end; one message and its answer."""

from typing import Any

import reflex as rx

from creditshop.outgoing import EventType
from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.detail import code_block
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.form import field, tick
from creditshop.ui.components.surface import failure
from creditshop.ui.states.endpoints import FIELDS
from creditshop.ui.words import t

_LOW_BALANCE = 100


def dialogs(state: Any) -> rx.Component:
    """All of them; `state.dialog` says which is open."""
    return rx.fragment(_add(state), _secret(state), _delete(state), _message(state))


def _add(state: Any) -> rx.Component:
    form = rx.el.form(
        field(
            "url",
            t("webhooks.url"),
            hint=t("webhooks.url_hint"),
            type="url",
            required=True,
            placeholder="https://app.example.com/webhooks",
        ),
        rx.el.fieldset(
            rx.el.legend(t("webhooks.events"), class_name="font-medium mb-2"),
            *(_event(event) for event in EventType),
            class_name="grid gap-2",
        ),
        field(
            "low_balance",
            t("webhooks.low_balance"),
            type="number",
            min=1,
            default_value=_LOW_BALANCE,
            input_mode="numeric",
        ),
        failure(state.failed),
        _buttons(
            button(t("webhooks.cancel"), on_click=state.close),
            busy_button(t("webhooks.add"), t("webhooks.add.busy"), answer=state.answer),
        ),
        on_submit=state.add,
        class_name="grid gap-4",
    )
    return dialog("webhook-add", t("webhooks.add.title"), form, open=state.dialog == "add", on_close=state.close)


def _event(event: EventType) -> rx.Component:
    words = rx.fragment(
        t(f"webhooks.event.{event}"), rx.el.span(event, class_name="block font-mono text-sm text-muted")
    )
    return tick(FIELDS[event], words, default_checked=event is not EventType.CREDITS_SPENT)


def _secret(state: Any) -> rx.Component:
    return dialog(
        "webhook-secret",
        t("webhooks.secret.title"),
        rx.el.p(state.chosen_url, class_name="text-sm text-muted mb-3 [overflow-wrap:anywhere]"),
        code_block(state.secret, t("webhooks.secret.title")),
        rx.el.p(t("webhooks.secret.words"), class_name="text-muted mt-3"),
        rx.el.p(t("webhooks.secret.change_words"), class_name="text-muted mt-2"),
        failure(state.failed, class_name="mt-2"),
        _buttons(
            button(t("webhooks.secret.change"), on_click=state.change("secret", state.chosen)),
            button(t("webhooks.close"), kind="primary", on_click=state.close),
        ),
        open=state.dialog == "secret",
        on_close=state.close,
    )


def _delete(state: Any) -> rx.Component:
    return dialog(
        "webhook-delete",
        t("webhooks.delete.title"),
        rx.el.p(t("webhooks.delete.words", url=state.chosen_url), class_name="text-muted [overflow-wrap:anywhere]"),
        failure(state.failed, class_name="mt-2"),
        _buttons(
            button(t("webhooks.cancel"), on_click=state.close),
            button(t("webhooks.delete"), kind="danger", on_click=state.change("delete", state.chosen)),
        ),
        open=state.dialog == "delete",
        on_close=state.close,
    )


def _message(state: Any) -> rx.Component:
    answer = rx.fragment(
        rx.el.h3(t("webhooks.answer"), class_name="font-medium mt-4 mb-2"),
        code_block(state.response, t("webhooks.answer")),
    )
    return dialog(
        "webhook-message",
        t("webhooks.message"),
        code_block(state.message, t("webhooks.message")),
        rx.cond(state.response != "", answer),
        _buttons(button(t("webhooks.close"), kind="primary", on_click=state.close)),
        open=state.dialog == "message",
        on_close=state.close,
    )


def _buttons(*buttons: rx.Component) -> rx.Component:
    return rx.el.div(*buttons, class_name="flex flex-wrap justify-end gap-2 mt-6")
