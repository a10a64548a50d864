"""Closing one's account: what happens, and the form that does it."""

import reflex as rx

from creditshop.ui.components.button import busy_button
from creditshop.ui.components.detail import LINK
from creditshop.ui.components.form import field, native_form
from creditshop.ui.components.proof import own_code, own_password
from creditshop.ui.components.surface import message, section, skeleton
from creditshop.ui.pages.account.frame import SETTINGS, account_page, heading
from creditshop.ui.states.closing import ClosingState as State
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t


def view() -> rx.Component:
    """What goes, what stays, and the form, unless something must come to its end first."""
    failed = rx.el.div(rx.cond(State.error != "", message(State.error, "bad")), role="alert", class_name="empty:hidden")
    return account_page(
        rx.el.a(f"← {t('settings.title')}", href=SETTINGS, class_name=f"inline-block text-muted mt-6 {LINK}"),
        heading(t("close.title")),
        rx.el.div(
            failed,
            rx.cond(State.loaded, rx.fragment(_consequences(), _act()), skeleton("h-64")),
            class_name="grid gap-4 max-w-[640px]",
        ),
        here=SETTINGS,
    )


def _consequences() -> rx.Component:
    return section(
        t("close.what"),
        rx.el.ul(
            rx.cond(State.credits != "", rx.el.li(t("close.credits", credits=State.credits), class_name="font-medium")),
            rx.cond(State.held != "", rx.el.li(t("close.held", credits=State.held))),
            rx.el.li(t("close.goes")),
            rx.el.li(t("close.stays")),
            rx.el.li(t("close.final")),
            class_name="grid gap-2 list-disc pl-5",
        ),
    )


def _act() -> rx.Component:
    form = native_form(
        field(
            "email",
            t("close.email"),
            hint=State.email,
            id_="close-email",
            type="email",
            required=True,
            max_length=254,
            auto_complete="off",
        ),
        rx.cond(SessionState.has_factor, own_code("close-code"), own_password("close-password")),
        rx.el.div(busy_button(t("close.submit"), t("auth.working"), kind="danger")),
        action="/auth/close",
    )
    return section(t("close.do"), rx.cond(State.obstacle != "", message(State.obstacle, "warn"), form))
