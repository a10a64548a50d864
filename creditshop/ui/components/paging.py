"""Turning the pages of a list that lives in State."""

from typing import Any

import reflex as rx

from creditshop.ui.components.table import pager
from creditshop.ui.words import t


def turning(state: Any) -> rx.Component:
    """Newer and older, of a list's State (states/paging.py)."""
    return pager(
        t("table.newer"),
        t("table.older"),
        on_newer=state.newer,
        on_older=state.older,
        has_newer=state.has_newer,
        has_older=state.has_older,
    )
