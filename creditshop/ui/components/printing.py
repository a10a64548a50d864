"""Printing: a Content-Security-Policy without eval leaves no other way to it than a component of its own."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import Kind, look


class _PrintButton(rx.Component):
    """The component of assets/print.js."""

    library = "$/public/print.js"
    tag = "PrintButton"


def print_button(label: str | rx.Var[str], kind: Kind = "plain") -> rx.Component:
    """A button that opens the browser's print dialog."""
    props: dict[str, Any] = {"class_name": look(kind)}
    return _PrintButton.create(label, **props)
