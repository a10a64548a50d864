"""Links that leave the pages: downloads, the payment page, the sandbox. Reflex's own would look for a page of ours."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

Text = str | rx.Var[str]


class _PlainLink(BaseHTML):
    """A link that the browser follows by itself."""

    tag = "a"

    href: rx.Var[str]
    download: rx.Var[str]


def leaving_link(*children: Any, href: Text, class_name: str = "", **props: Any) -> rx.Component:
    """A link to what this server or another one answers outside of the pages; `download` names a file to keep."""
    return _PlainLink.create(*children, href=href, class_name=class_name, **props)
