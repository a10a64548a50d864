"""Lists of rows, paged on the server by keyset; on a phone each row becomes a labelled block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.surface import card, skeleton

Text = str | rx.Var[str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and what a row shows in it. `right` for figures; `wide` is left out on a phone."""

    label: Text
    cell: Callable[[Any], Any]
    right: bool = False
    wide: bool = False

    @property
    def class_name(self) -> str:
        """The classes of its cells."""
        return " ".join(name for name, on in (("right", self.right), ("wide", self.wide)) if on)


def table(
    columns: Sequence[Column],
    rows: rx.Var[Any],
    *,
    caption: Text,
    loaded: rx.Var[bool],
    empty: rx.Component,
    footer: rx.Component | None = None,
    key: Callable[[Any], Any] | None = None,
) -> rx.Component:
    """A card with a table over `rows`; a skeleton until `loaded`, `empty` when there are none.

    `caption` names the table for those who cannot see it. `footer` is usually a `pager`. `key` tells rows apart that
    change places: the focus goes with them.
    """
    filled = rx.el.table(
        rx.el.caption(caption, class_name="sr-only"),
        rx.el.thead(rx.el.tr(*(rx.el.th(c.label, scope="col", class_name=c.class_name) for c in columns))),
        rx.el.tbody(rx.foreach(rows, lambda row: _row(columns, row, key))),
        class_name="rows",
    )
    waiting = rx.el.div(*(skeleton("h-5") for _ in range(4)), class_name="grid gap-6 p-4")
    body = rx.cond(loaded, rx.cond(rows.length() > 0, filled, empty), waiting)
    return card(rx.el.div(body, class_name="overflow-x-auto"), footer or rx.fragment(), class_name="overflow-hidden")


def _row(columns: Sequence[Column], row: Any, key: Callable[[Any], Any] | None) -> rx.Component:
    return rx.el.tr(
        *(rx.el.td(c.cell(row), class_name=c.class_name, custom_attrs={"data-label": c.label}) for c in columns),
        **({} if key is None else {"key": key(row)}),
    )


def pager(
    newer: Text, older: Text, *, on_newer: Any, on_older: Any, has_newer: rx.Var[bool], has_older: rx.Var[bool]
) -> rx.Component:
    """Newer and older; hidden when everything fits on one page."""
    return rx.cond(
        has_newer | has_older,
        rx.el.nav(
            button(newer, on_click=on_newer, disabled=~has_newer),
            button(older, on_click=on_older, disabled=~has_older),
            class_name="flex justify-between gap-2 p-3 border-t border-line",
        ),
    )
