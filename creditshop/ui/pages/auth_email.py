"""The pages behind the two mails about another address: confirm it, or object to it."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import busy_button, link_button
from creditshop.ui.components.form import hidden, native_form
from creditshop.ui.components.surface import card, message
from creditshop.ui.layout import narrow_page
from creditshop.ui.states.auth import AuthState
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t


def confirm() -> rx.Component:
    """The new mailbox's link."""
    onwards = link_button(t("email.on"), href="/account/", kind="primary")
    return _page("email", "/auth/email/confirm", onwards)


def objection() -> rx.Component:
    """The old mailbox's link."""
    mailbox = rx.cond(SessionState.sandbox, link_button(t("sent.mailbox"), href="/mailbox/", kind="primary"))
    return _page("objection", "/auth/email/object", mailbox)


def _page(name: str, action: str, onwards: rx.Component) -> rx.Component:
    """One button behind a link: reading it changes nothing, since scanners follow links."""
    ask = rx.fragment(
        _words(t(f"{name}.words")),
        card(
            native_form(
                hidden("token", AuthState.token),
                busy_button(t(f"{name}.submit"), t("auth.working"), disabled=~AuthState.ready, class_name="w-full"),
                action=action,
            )
        ),
    )
    failed = rx.el.div(rx.cond(AuthState.error != "", message(AuthState.error, "bad", class_name="mb-6")), role="alert")
    without = rx.cond(AuthState.ready, _words(t(f"{name}.without")))
    asked = rx.cond((AuthState.token != "") & (AuthState.error == ""), ask, without)
    done = rx.fragment(_words(t(f"{name}.done")), onwards)
    return narrow_page(t(f"{name}.title"), failed, rx.cond(AuthState.sent, done, asked))


def _words(words: Any) -> rx.Component:
    return rx.el.p(words, class_name="text-muted mb-6")
