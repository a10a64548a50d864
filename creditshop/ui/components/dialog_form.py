"""The form in a dialog that staff decide in: fields, what went wrong, and the choice between leaving and doing it."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import Kind, busy_button, button
from creditshop.ui.components.form import field
from creditshop.ui.components.surface import failure
from creditshop.ui.words import t

Text = str | rx.Var[str]


def dialog_form(
    *fields: Any,
    failed: rx.Var[str],
    close: Any,
    submit: Text,
    busy: Text,
    answer: rx.Var[Any],
    kind: Kind = "primary",
    **props: Any,
) -> rx.Component:
    """A form whose `on_submit` does it and whose other button calls `close`; `answer` is as in `busy_button`.

    With `key`, another value of it makes the form anew, empty.
    """
    choice = rx.el.div(
        button(t("admin.cancel"), on_click=close),
        busy_button(submit, busy, answer=answer, kind=kind),
        class_name="flex flex-wrap justify-end gap-2 mt-2",
    )
    return rx.el.form(*fields, failure(failed), choice, class_name="grid gap-4", **props)


def note_field(label: Text, id_: str) -> rx.Component:
    """Why somebody decided so: required, and kept with the decision."""
    return field(
        "note",
        label,
        hint=t("flags.note.hint"),
        id_=id_,
        required=True,
        max_length=500,
        auto_complete="off",
    )
