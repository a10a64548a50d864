"""Charts by day, drawn by recharts. It is heavy and comes with the pages that draw with it: for staff only.

They are for the eye, and by keyboard: whoever uses them puts the figures into a table beside them.
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_base.vars.function import FunctionStringVar

from creditshop.ui.states.session import SessionState

Text = str | rx.Var[str]

_AXIS: dict[str, Any] = {"stroke": "var(--muted)", "tick_line": False, "axis_line": False, "min_tick_gap": 32}
_BOX = {
    "background": "var(--surface)",
    "borderColor": "var(--line)",
    "borderRadius": "6px",
    "boxShadow": "var(--shadow)",
}
# A tooltip shows what a row says of its number: `revenue_says` beside `revenue`.
_SAYS: rx.Var[Any] = rx.Var("((number, name, { dataKey, payload }) => [payload[`${dataKey}_says`], name])")


@dataclass(frozen=True, slots=True)
class Series:
    """A line or a row of bars: the field of a row that it draws, and its name. Dashed ones differ without colour."""

    key: str
    name: Text
    dashed: bool = False

    @property
    def color(self) -> str:
        """Which token it is drawn in."""
        return "var(--ink)" if self.dashed else "var(--accent)"


def bars(rows: rx.Var[Any], series: Series, *, about: Text) -> rx.Component:
    """A bar for each row. Rows have `day`, and for each key a number and what it says in words (`key_says`)."""
    bar = rx.recharts.bar(
        data_key=series.key, name=series.name, fill=series.color, radius=[2, 2, 0, 0], is_animation_active=False
    )
    return _figure(rx.recharts.bar_chart, bar, rows=rows, about=about)


def curves(rows: rx.Var[Any], *series: Series, about: Text) -> rx.Component:
    """A line for each series, with the names of several above."""
    lines = [
        rx.recharts.line(
            data_key=one.key,
            name=one.name,
            type_="linear",
            stroke=one.color,
            stroke_width=2,
            stroke_dasharray="4 4" if one.dashed else "0",
            dot=False,
            active_dot={"fill": one.color, "stroke": "var(--surface)"},
            is_animation_active=False,
        )
        for one in series
    ]
    legend = rx.el.div(*map(_name, series), class_name="flex flex-wrap gap-x-5 text-sm text-muted mb-2")
    return rx.el.div(
        legend if len(series) > 1 else rx.fragment(),
        _figure(rx.recharts.line_chart, *lines, rows=rows, about=about),
    )


def _name(series: Series) -> rx.Component:
    kind = "dashed" if series.dashed else "solid"
    mark = rx.el.span(
        class_name="inline-block w-6 border-t-2", style={"border-color": series.color, "border-top-style": kind}
    )
    return rx.el.span(mark, series.name, class_name="inline-flex items-center gap-2")


def _figure(chart: Any, *marks: rx.Component, rows: rx.Var[Any], about: Text) -> rx.Component:
    return rx.el.div(
        chart(
            rx.recharts.cartesian_grid(vertical=False, stroke="var(--line)"),
            rx.recharts.x_axis(data_key="day", custom_attrs={"height": 22}, **_AXIS),
            rx.recharts.y_axis(
                custom_attrs={"width": "auto"}, allow_decimals=False, tick_formatter=_compact(), **_AXIS
            ),
            rx.recharts.graphing_tooltip(
                separator=": ",
                content_style=_BOX,
                label_style={"color": "var(--muted)"},
                item_style={"color": "var(--ink)"},
                cursor={"fill": "var(--sunken)", "stroke": "var(--line)"},
                is_animation_active=False,
                custom_attrs={"formatter": _SAYS},
            ),
            *marks,
            data=rows.to(list[dict[str, Any]]),
            margin={"top": 8, "right": 8, "bottom": 0, "left": 0},
            custom_attrs={"title": about},
        ),
        class_name="h-52 text-sm tabular-nums",
    )


def _compact() -> rx.Var[Any]:
    """How the axis writes numbers: as in 1.2K, in the reader's language."""
    locale = SessionState.locale
    short = f"new Intl.NumberFormat({locale!s}, {{ notation: 'compact', maximumFractionDigits: 1 }})"
    return FunctionStringVar.create(f"((number) => {short}.format(number))", _var_data=locale._get_all_var_data())
