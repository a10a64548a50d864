"""Address, password, and where the reader is signed in. Every change is a native form to api/auth.py."""

import reflex as rx

from creditshop.accounts.passwords import SHORTEST
from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.detail import fact, facts
from creditshop.ui.components.form import field, hidden, native_form
from creditshop.ui.components.surface import badge, message, section, skeleton, status
from creditshop.ui.pages.account.frame import SETTINGS, account_page, heading
from creditshop.ui.states.session import SessionState
from creditshop.ui.states.settings import SessionRow, SettingsState
from creditshop.ui.words import t

_LONGEST = 128


def view() -> rx.Component:
    """Profile, password, sessions."""
    return account_page(
        heading(t("settings.title")),
        status(SettingsState.done, class_name="[&>*]:mb-4"),
        rx.el.div(
            rx.cond(SettingsState.error != "", message(SettingsState.error, "bad", class_name="mb-4")), role="alert"
        ),
        rx.el.div(
            rx.el.div(_profile(), _password(), class_name="grid gap-4 content-start"),
            _sessions(),
            class_name="grid gap-4 lg:grid-cols-2 items-start",
        ),
        here=SETTINGS,
    )


def _profile() -> rx.Component:
    known = rx.fragment(
        facts(
            fact(
                t("settings.email"),
                rx.el.div(SettingsState.email, _verified(), class_name="grid justify-items-end gap-1.5"),
            ),
            rx.cond(SettingsState.role != "", fact(t("settings.role"), SettingsState.role)),
        ),
        rx.cond(
            SettingsState.verified,
            rx.fragment(),
            native_form(
                hidden("locale", SessionState.locale),
                button(t("settings.resend"), type="submit"),
                action="/auth/resend",
                class_name="mt-3",
            ),
        ),
    )
    return section(t("settings.profile"), rx.cond(SettingsState.loaded, known, skeleton("h-16")))


def _verified() -> rx.Component:
    return rx.cond(SettingsState.verified, badge(t("settings.verified")), badge(t("settings.unverified"), "warn"))


def _password() -> rx.Component:
    return section(
        t("settings.password"),
        rx.el.p(t("settings.password_words"), class_name="text-muted mb-4"),
        native_form(
            rx.el.input(
                type="email",
                name="username",
                value=SettingsState.email,
                auto_complete="username",
                read_only=True,
                hidden=True,
            ),
            field(
                "current",
                t("settings.current"),
                type="password",
                required=True,
                max_length=_LONGEST,
                auto_complete="current-password",
            ),
            field(
                "password",
                t("settings.new"),
                hint=t("auth.password_hint", least=SHORTEST),
                type="password",
                required=True,
                min_length=SHORTEST,
                max_length=_LONGEST,
                auto_complete="new-password",
            ),
            rx.el.div(busy_button(t("settings.change"), t("auth.working"), kind="plain")),
            action="/auth/password",
        ),
    )


def _sessions() -> rx.Component:
    rows = rx.el.ul(rx.foreach(SettingsState.sessions, _session))
    return section(
        t("settings.sessions"),
        rx.el.p(t("settings.sessions_words"), class_name="text-muted mb-4"),
        rx.cond(SettingsState.loaded, rows, skeleton("h-24")),
        rx.cond(
            SettingsState.others,
            native_form(
                hidden("others", "1"),
                button(t("settings.revoke_others"), kind="danger", type="submit"),
                action="/auth/sessions/revoke",
                class_name="mt-4",
            ),
        ),
    )


def _session(row: rx.Var[SessionRow]) -> rx.Component:
    revoke = native_form(
        hidden("session_id", row.id),
        button(
            t("settings.revoke"),
            type="submit",
            custom_attrs={"aria-label": t("settings.revoke_label", device=row.device)},
        ),
        action="/auth/sessions/revoke",
        class_name="flex-none",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.device, class_name="font-medium"),
            rx.el.p(t("settings.seen", when=row.seen, ip=row.ip), class_name="text-sm text-muted"),
            class_name="min-w-0",
        ),
        rx.cond(row.this, badge(t("settings.this")), revoke),
        class_name="flex items-center justify-between gap-4 py-3 border-t border-line tabular-nums",
    )
