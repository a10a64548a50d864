"""Signing in and up, and the pages behind mailed links. Native forms: a full page load brings the new cookie."""

from typing import Any

import reflex as rx

from creditshop.accounts.passwords import SHORTEST
from creditshop.ui.components.button import busy_button, link_button, look
from creditshop.ui.components.form import field, hidden, native_form
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.surface import card, message
from creditshop.ui.layout import narrow_page
from creditshop.ui.states.auth import AuthState
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t

_LINK = "underline underline-offset-2 hover:text-accent"


def login() -> rx.Component:
    """Sign in."""
    return narrow_page(
        t("login.title"),
        _continue("login.continue"),
        _form("/auth/login", _email(), _password("auth.password", "current-password"), submit="login.submit"),
        _elsewhere(),
        _below(t("login.new"), _onwards(t("login.register"), AuthState.register_href)),
        _below(rx.el.a(t("login.forgot"), href="/reset/", class_name=_LINK)),
        _demo(),
    )


def link() -> rx.Component:
    """Sign in by a link that an app handed out."""
    return narrow_page(
        t("link.title"),
        rx.el.p(t("link.words"), class_name="text-muted mb-6"),
        _form("/auth/link", hidden("token", AuthState.token), submit="link.submit"),
    )


def code() -> rx.Component:
    """The second step of signing in."""
    return narrow_page(
        t("code.title"),
        rx.el.p(t("code.words"), class_name="text-muted mb-6"),
        _form("/auth/code", _code(), submit="login.submit"),
        _below(rx.el.a(t("code.again"), href="/login/", class_name=_LINK)),
    )


def confirm() -> rx.Component:
    """Prove who one is before an act that cannot be undone."""
    by_password = _password("auth.password", "current-password")
    return narrow_page(
        t("confirm.title"),
        rx.el.p(t("confirm.words"), class_name="text-muted mb-6"),
        _form("/auth/confirm", rx.cond(SessionState.has_factor, _code(), by_password), submit="confirm.submit"),
    )


def _code() -> rx.Component:
    return field("code", t("two_factor.code"), required=True, max_length=20, auto_complete="one-time-code")


def register() -> rx.Component:
    """Ask for the link that makes an account."""
    return narrow_page(
        t("register.title"),
        _continue("register.continue"),
        _form("/auth/register", _email(t("register.hint")), submit="register.submit"),
        _elsewhere(),
        _below(t("register.have"), _onwards(t("register.sign_in"), AuthState.login_href)),
    )


def reset() -> rx.Component:
    """Ask for the link to a new password, or choose one behind that link."""
    ask = rx.fragment(
        rx.el.p(t("reset.words"), class_name="text-muted mb-6"),
        _form("/auth/reset", _email(), submit="reset.submit"),
        _below(_onwards(t("reset.back"), AuthState.login_href)),
    )
    return narrow_page(t("reset.title"), _behind_link("/auth/reset/confirm", "reset.choose", "reset.save", ask))


def verify() -> rx.Component:
    """Choose a password behind the link that makes an account."""
    return narrow_page(
        rx.cond(AuthState.sent, t("sent.title"), t("verify.title")),
        _behind_link("/auth/verify", "verify.choose", "verify.save", _no_link()),
    )


def _behind_link(action: str, words: str, submit: str, otherwise: rx.Component) -> rx.Component:
    choose = rx.fragment(
        rx.el.p(t(words), class_name="text-muted mb-6"),
        _form(
            action,
            hidden("token", AuthState.token),
            _password(
                "auth.new_password", "new-password", hint=t("auth.password_hint", least=SHORTEST), min_length=SHORTEST
            ),
            submit=submit,
        ),
    )
    return rx.cond(AuthState.sent, _sent(), rx.cond(AuthState.token != "", choose, otherwise))


def _sent() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("sent.words"), class_name="text-muted mb-6"),
        rx.cond(SessionState.sandbox, link_button(t("sent.mailbox"), href="/mailbox/", kind="primary")),
    )


def _no_link() -> rx.Component:
    return rx.fragment(
        _failure(),
        rx.el.p(t("verify.without"), class_name="text-muted mb-6"),
        link_button(t("login.register"), href=AuthState.register_href, kind="primary"),
    )


def _form(action: str, *fields: rx.Component, submit: str) -> rx.Component:
    return card(
        native_form(
            _failure(),
            *fields,
            hidden("next", AuthState.next_path),
            hidden("locale", SessionState.locale),
            busy_button(t(submit), t("auth.working"), disabled=~AuthState.ready, class_name="w-full"),
            action=action,
            class_name="grid gap-5",
        )
    )


def _failure() -> rx.Component:
    return rx.el.div(
        rx.cond(AuthState.error != "", message(AuthState.error, "bad")), role="alert", class_name="empty:hidden"
    )


def _elsewhere() -> rx.Component:
    """The way through an OpenID provider, where one is configured."""
    button = leaving_link(
        t("auth.oidc", name=AuthState.oidc_name),
        href=AuthState.oidc_href,
        class_name=look("plain", "w-full mt-4"),
    )
    return rx.cond(AuthState.ready & (AuthState.oidc_name != ""), button)


def _continue(key: str) -> rx.Component:
    return rx.cond(AuthState.buying, rx.el.p(t(key), class_name="text-muted mb-6 -mt-2"))


def _email(hint: Any = None) -> rx.Component:
    return field(
        "email", t("auth.email"), hint=hint, type="email", required=True, max_length=254, auto_complete="username"
    )


def _password(label: str, purpose: str, **props: Any) -> rx.Component:
    return field("password", t(label), type="password", required=True, max_length=128, auto_complete=purpose, **props)


def _onwards(words: Any, href: Any) -> rx.Component:
    """A link that carries on what the buyer chose, and so leads nowhere until that is known."""
    return rx.cond(AuthState.ready, rx.el.a(words, href=href, class_name=_LINK), rx.el.span(words, class_name=_LINK))


def _below(*children: Any) -> rx.Component:
    return rx.el.p(*children, class_name="flex gap-1.5 mt-5 text-muted")


def _demo() -> rx.Component:
    return rx.cond(
        AuthState.demo.length() > 0,
        rx.el.section(
            rx.el.h2(t("demo.title"), class_name="text-base mb-1"),
            rx.el.p(t("demo.words"), class_name="text-sm text-muted mb-3"),
            rx.el.div(rx.foreach(AuthState.demo, _demo_person), class_name="grid sm:grid-cols-2 gap-2"),
            class_name="mt-8 pt-6 border-t border-line",
        ),
    )


def _demo_person(person: rx.Var[Any]) -> rx.Component:
    """A form of its own: one click signs in, nothing to copy."""
    role = rx.cond(person["role"] == "owner", t("demo.owner"), t("demo.buyer"))
    return native_form(
        hidden("email", person["email"]),
        hidden("password", person["password"]),
        hidden("next", AuthState.next_path),
        rx.el.button(
            rx.el.span(role, class_name="font-medium"),
            rx.el.span(person["email"], class_name="text-sm text-muted"),
            rx.el.span(person["password"], class_name="text-sm text-muted font-mono"),
            type="submit",
            class_name="grid gap-0.5 w-full text-left p-3 rounded-sm border border-line bg-surface hover:border-muted",
        ),
        action="/auth/login",
        class_name="contents",
    )
