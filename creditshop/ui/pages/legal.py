"""Imprint, terms and privacy."""

import reflex as rx

from creditshop.ui.components.surface import message, skeleton
from creditshop.ui.layout import prose_page
from creditshop.ui.states.legal import LegalState
from creditshop.ui.words import t


def imprint() -> rx.Component:
    """Who runs the shop."""
    return prose_page(
        t("imprint.title"),
        rx.cond(
            LegalState.imprint_name != "",
            _imprint(),
            rx.cond(LegalState.loaded, rx.el.p(t("imprint.missing"), class_name="text-muted"), _waiting()),
        ),
    )


def terms() -> rx.Component:
    """The terms of sale."""
    return prose_page(t("terms.title"), _document(LegalState.terms, LegalState.terms_are_example))


def privacy() -> rx.Component:
    """What is stored and why."""
    return prose_page(t("privacy.title"), _document(LegalState.privacy, LegalState.privacy_is_example))


def _imprint() -> rx.Component:
    return rx.fragment(
        rx.el.h2(t("imprint.address")),
        rx.el.address(
            LegalState.imprint_name,
            rx.foreach(LegalState.imprint_address, lambda line: rx.fragment(rx.el.br(), line)),
            class_name="not-italic",
        ),
        rx.cond(
            LegalState.imprint_email != "",
            rx.fragment(
                rx.el.h2(t("imprint.contact")),
                rx.el.a(LegalState.imprint_email, href=f"mailto:{LegalState.imprint_email}", class_name="underline"),
            ),
        ),
    )


def _document(paragraphs: rx.Var[list[str]], example: rx.Var[bool]) -> rx.Component:
    return rx.fragment(
        rx.cond(example, message(t("legal.example"), "warn")),
        rx.cond(LegalState.loaded, rx.foreach(paragraphs, _paragraph), _waiting()),
    )


def _paragraph(paragraph: rx.Var[str]) -> rx.Component:
    return rx.cond(paragraph.startswith("# "), rx.el.h2(paragraph[2:]), rx.el.p(paragraph))


def _waiting() -> rx.Component:
    return rx.el.div(*(skeleton("h-5") for _ in range(6)), class_name="grid gap-3")
