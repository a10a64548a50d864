"""Forms: a native one that posts to a route, labelled fields with hint and error, selects and tick boxes."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

Text = str | rx.Var[str]

CONTROL = (
    "w-full min-w-0 h-[42px] px-3 rounded-sm border border-[var(--field)] bg-surface text-ink text-base "
    "placeholder:text-muted aria-invalid:border-bad"
)


class _NativeForm(BaseHTML):
    """A form the browser submits by itself; Reflex's own prevents that, even without `on_submit`."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def native_form(*children: Any, action: Text, method: str = "post", class_name: str = "grid gap-4") -> rx.Component:
    """A form that goes to an HTTP route and ends in a full page load: signing in, downloads, `method="dialog"`."""
    return _NativeForm.create(*children, action=action, method=method, class_name=class_name)


def field(
    name: str,
    label: Text,
    *,
    hint: Text | None = None,
    error: Text | rx.Var[str] | None = None,
    id_: str | None = None,
    **props: Any,
) -> rx.Component:
    """A labelled input. `error` may be a Var; when it is empty the field is fine."""
    key = id_ or name
    described = {"aria-describedby": f"{key}-note"} if hint is not None or error is not None else {}
    invalid = {"aria-invalid": rx.cond(error, "true", "false")} if error is not None else {}
    return rx.el.div(
        rx.el.label(label, html_for=key, class_name="font-medium"),
        rx.el.input(
            **{"type": "text", **props}, id=key, name=name, class_name=CONTROL, custom_attrs=described | invalid
        ),
        _note(key, hint, error),
        class_name="grid gap-1.5 min-w-0",
    )


def _note(key: str, hint: Text | None, error: Text | None) -> rx.Component:
    good = rx.fragment() if hint is None else rx.el.span(hint, class_name="text-muted")
    words = good if error is None else rx.cond(error, rx.el.span(error, class_name="text-bad"), good)
    return rx.el.p(words, id=f"{key}-note", class_name="text-sm empty:hidden")


def select(
    name: str,
    label: Text,
    options: list[tuple[str, Text]],
    *,
    labelled: bool = True,
    id_: str | None = None,
    **props: Any,
) -> rx.Component:
    """A native select; `options` are (value, words). `labelled=False` keeps the label for screen readers only."""
    key = id_ or name
    choices = [rx.el.option(text, value=value) for value, text in options]
    return rx.el.div(
        rx.el.label(label, html_for=key, class_name="font-medium" if labelled else "sr-only"),
        rx.el.select(*choices, id=key, name=name, class_name=CONTROL, **props),
        class_name="grid gap-1.5",
    )


def tick(name: str, label: Any, *, id_: str | rx.Var[str] | None = None, **props: Any) -> rx.Component:
    """A tick box with its words beside it; `label` may be a component with links."""
    return rx.el.label(
        rx.el.input(
            type="checkbox", id=id_ or name, name=name, class_name="mt-1 size-4 flex-none accent-accent", **props
        ),
        rx.el.span(label),
        class_name="flex gap-3 items-start",
    )


def hidden(name: str, value: Text) -> rx.Component:
    """A value that travels with a form."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)
