"""The way between pages that belong together: in sight where there is room, on a phone behind this page's name."""

from typing import Any

import reflex as rx

Text = str | rx.Var[str]


def tabs(label: Text, links: list[tuple[Text, str]], here: str) -> rx.Component:
    """Links in a row, as many as there are; `links` are (words, address), `here` is this page's address."""
    return rx.el.nav(
        folded(
            next(words for words, href in links if href == here),
            *(place(words, href, here) for words, href in links),
            class_name="lg:hidden",
        ),
        rx.el.div(
            *(
                rx.el.a(words, href=href, class_name=_tab(href == here), **current(href == here))
                for words, href in links
            ),
            class_name="hidden lg:flex flex-wrap gap-x-5 border-b border-line",
        ),
        custom_attrs={"aria-label": label},
    )


def folded(here: Text, *entries: Any, class_name: str = "") -> rx.Component:
    """A box with the words `here` that opens and shows the `entries`; works before the page's scripts do."""
    return rx.el.details(
        rx.el.summary(here, class_name="px-3.5 py-2.5 rounded font-medium"),
        rx.el.div(*entries, class_name="grid p-1.5 border-t border-line"),
        class_name=f"bg-surface border border-line rounded {class_name}",
    )


def place(words: Any, href: str, here: str) -> rx.Component:
    """A link of a list below one another; it is marked where it leads `here`."""
    look = "bg-accent-soft text-accent font-medium" if href == here else "text-muted hover:text-ink"
    return rx.el.a(words, href=href, class_name=f"{PLACE} {look}", **current(href == here))


PLACE = "px-3 py-2 rounded-sm no-underline whitespace-nowrap text-left"


def current(here: bool) -> dict[str, Any]:
    """The mark of the link to the page that is shown, for screen readers."""
    return {"custom_attrs": {"aria-current": "page"}} if here else {}


def _tab(here: bool) -> str:
    return "py-2.5 -mb-px border-b-2 no-underline whitespace-nowrap " + (
        "border-accent text-ink font-medium" if here else "border-transparent text-muted hover:text-ink"
    )
