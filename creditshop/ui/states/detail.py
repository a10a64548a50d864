"""One thing in detail, found by the id in the address, and live."""

import reflex as rx

from creditshop.ui.states.live_page import OwnPage, StaffPage
from creditshop.ui.states.visit import is_id


def wanted_id(state: rx.State) -> str:
    """The id that the address names; empty when it names none."""
    wanted = state.router.url.query_parameters.get("id", "")
    return wanted if is_id(wanted) else ""


class _Detail(rx.State, mixin=True):
    """`_show` reads the thing with the id `_wanted()`, and sets `found`."""

    found: bool = False

    def _wanted(self) -> str:
        return wanted_id(self)


class OwnDetail(_Detail, OwnPage, mixin=True):
    """A thing of the reader's."""


class StaffDetail(_Detail, StaffPage, mixin=True):
    """A thing for staff."""
