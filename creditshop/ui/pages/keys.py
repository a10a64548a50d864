"""What the pages of API keys show, the account's and staff's: the list, and its dialogs."""

from collections.abc import Collection
from typing import Any

import reflex as rx

from creditshop.apikeys import Scope
from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.detail import code_block, mono
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.form import field, tick
from creditshop.ui.components.surface import badge, empty, failure, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.states.api_keys import FIELDS, LONGEST_NAME, KeyRow
from creditshop.ui.words import t

_WHOLE = "select-all whitespace-pre-wrap [overflow-wrap:anywhere]"  # one click marks all of it


def add_button(state: Any) -> rx.Component:
    """Opens the form for a new key, for whoever may make one."""
    return rx.cond(state.may_change, button(t("keys.add"), kind="primary", on_click=state.open("new", "")))


def content(state: Any, words: rx.Var[str], scopes: Collection[Scope]) -> rx.Component:
    """Everything below the heading. `words` say what these keys are for, `scopes` are those they may have."""
    return rx.el.div(
        rx.el.p(words, class_name="text-muted max-w-[72ch] mb-5"),
        status(state.said, class_name="[&>*]:mb-4"),
        table(
            _columns(state),
            state.rows,
            caption=t("keys.title"),
            loaded=state.loaded,
            empty=empty(t("keys.empty.title"), t("keys.empty.words")),
        ),
        _new(state, scopes),
        _end(state),
        on_unmount=state.close,
    )


def _columns(state: Any) -> tuple[Column, ...]:
    return (
        Column(t("keys.name"), _name),
        Column(t("keys.scopes"), _scopes),
        Column(t("keys.made"), lambda row: rx.el.span(row.made)),
        Column(t("keys.used"), lambda row: rx.el.span(row.used)),
        Column(t("keys.action"), lambda row: rx.cond(state.may_change, _revoke(state, row)), right=True),
    )


def _name(row: rx.Var[KeyRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.name, class_name="font-medium [overflow-wrap:anywhere]"), mono(row.token), class_name="min-w-0"
    )


def _scopes(row: rx.Var[KeyRow]) -> rx.Component:
    return rx.el.div(
        rx.foreach(row.scopes, lambda scope: badge(scope, "plain")),
        class_name="flex flex-wrap gap-1.5 max-sm:justify-end",
    )


def _revoke(state: Any, row: rx.Var[KeyRow]) -> rx.Component:
    label = t("keys.revoke_of", name=row.name)
    return button(
        t("keys.revoke"), kind="danger", on_click=state.open("revoke", row.id), custom_attrs={"aria-label": label}
    )


def _new(state: Any, scopes: Collection[Scope]) -> rx.Component:
    """The form, and in its place what came of it: closing one dialog for the other would end what is shown once."""
    is_made = state.token != ""
    return dialog(
        "key-new",
        rx.cond(is_made, t("keys.made.title"), t("keys.add")),
        rx.cond(is_made, _made(state), rx.cond(state.dialog == "new", _form(state, scopes))),
        open=is_made | (state.dialog == "new"),
        on_close=state.close,
    )


def _form(state: Any, scopes: Collection[Scope]) -> rx.Component:
    return rx.el.form(
        field(
            "name",
            t("keys.name"),
            hint=t("keys.name_hint"),
            required=True,
            max_length=LONGEST_NAME,
            auto_complete="off",
        ),
        rx.el.fieldset(
            rx.el.legend(t("keys.may"), class_name="font-medium mb-2"),
            *(_scope(scope) for scope in Scope if scope in scopes),
            class_name="grid gap-2",
        ),
        failure(state.failed),
        _buttons(
            button(t("keys.cancel"), on_click=state.close),
            busy_button(t("keys.create"), t("keys.create.busy"), answer=state.answer),
        ),
        on_submit=state.create,
        class_name="grid gap-4",
    )


def _scope(scope: Scope) -> rx.Component:
    words = rx.fragment(
        t(f"keys.scope.{scope}"), rx.el.span(t(f"keys.scope.{scope}.words"), class_name="block text-sm text-muted")
    )
    return tick(FIELDS[scope], words, default_checked=scope in (Scope.READ, Scope.SPEND))


def _made(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(t("keys.made.words"), class_name="text-muted mb-3"),
        code_block(state.token, t("keys.made.title"), _WHOLE),
        rx.el.p(t("keys.made.try"), class_name="text-muted mt-5 mb-3"),
        code_block(state.example, t("keys.made.try"), _WHOLE),
        _buttons(button(t("keys.made.done"), kind="primary", on_click=state.close)),
    )


def _end(state: Any) -> rx.Component:
    return dialog(
        "key-revoke",
        t("keys.revoke.title", name=state.chosen_name),
        rx.el.p(t("keys.revoke.words"), class_name="text-muted"),
        failure(state.failed, class_name="mt-2"),
        _buttons(
            button(t("keys.cancel"), on_click=state.close),
            busy_button(
                t("keys.revoke"),
                t("keys.revoke.busy"),
                answer=state.answer,
                kind="danger",
                type="button",
                on_click=state.revoke(state.chosen),
            ),
        ),
        open=state.dialog == "revoke",
        on_close=state.close,
    )


def _buttons(*buttons: rx.Component) -> rx.Component:
    return rx.el.div(*buttons, class_name="flex flex-wrap justify-end gap-2 mt-6")
