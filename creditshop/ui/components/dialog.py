"""A native dialog: focus stays inside, Escape closes it, the page behind is inert."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import Kind, button

Text = str | rx.Var[str]


class _Dialog(rx.Component):
    """The component of assets/kit.js."""

    library = "$/public/kit.js"
    tag = "Dialog"

    open: rx.Var[bool]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def dialog(key: Text, title: Text, *children: Any, **props: Any) -> rx.Component:
    """A modal dialog with the id `key`, unique on its page.

    It opens at once by an `opener`, or from State by `open=Var[bool]`; with `open`, give `on_close` a handler that
    clears the Var. A `native_form(…, method="dialog")` or a `closer` closes it.
    """
    label = f"{key}-title"
    return _Dialog.create(
        rx.el.h2(title, id=label, class_name="text-xl mb-4"),
        *children,
        id=key,
        custom_attrs={"aria-labelledby": label},
        **props,
    )


def opener(key: Text, label: Text, kind: Kind = "plain", **props: Any) -> rx.Component:
    """A button that opens the dialog with the id `key`, without the server."""
    return button(label, kind=kind, custom_attrs={"command": "show-modal", "commandfor": key}, **props)


def closer(key: Text, label: Text, kind: Kind = "plain", **props: Any) -> rx.Component:
    """A button that closes the dialog with the id `key`, without the server."""
    return button(label, kind=kind, custom_attrs={"command": "close", "commandfor": key}, **props)
