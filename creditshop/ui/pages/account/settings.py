"""Address, password, and where the reader is signed in. Every change is a native form to api/auth.py."""

import reflex as rx

from creditshop.accounts.passwords import SHORTEST
from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.detail import LINK, fact, facts
from creditshop.ui.components.form import field, hidden, native_form
from creditshop.ui.components.leaving import leaving_link
from creditshop.ui.components.proof import own_code, own_password
from creditshop.ui.components.surface import badge, message, section, skeleton, status
from creditshop.ui.pages.account.frame import CLOSE, SETTINGS, TWO_FACTOR, account_page, heading
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
            rx.el.div(_profile(), _password(), _two_factor(), _elsewhere(), class_name="grid gap-4 content-start"),
            rx.el.div(_sessions(), _data(), _close(), class_name="grid gap-4 content-start"),
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
    return section(
        t("settings.profile"),
        rx.cond(SettingsState.loaded, known, skeleton("h-16")),
        rx.cond(SettingsState.email != "", _change_email()),
    )


def _change_email() -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("settings.change_email"), class_name=f"flex gap-2 w-fit cursor-pointer {LINK}"),
        native_form(
            field(
                "email",
                t("settings.new_email"),
                hint=t("settings.new_email_hint"),
                id_="new-email",
                type="email",
                required=True,
                max_length=254,
                auto_complete="email",
            ),
            rx.cond(SessionState.has_factor, own_code("email-code"), own_password("email-password")),
            rx.el.div(busy_button(t("settings.send_link"), t("auth.working"), kind="plain")),
            action="/auth/email",
            class_name="grid gap-4 mt-4",
        ),
        class_name="mt-4",
    )


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
            own_password("current", name="current"),
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


def _two_factor() -> rx.Component:
    state = rx.cond(SessionState.has_factor, badge(t("two_factor.on")), badge(t("two_factor.off"), "plain"))
    return section(
        t("two_factor.title"),
        rx.el.p(t("two_factor.words"), class_name="text-muted mb-4"),
        rx.el.a(t("two_factor.change"), href=TWO_FACTOR, class_name=LINK),
        action=rx.cond(SettingsState.loaded, state),
    )


def _elsewhere() -> rx.Component:
    """Signing in with an OpenID provider, where one is configured."""
    leaving = rx.el.details(
        rx.el.summary(t("settings.oidc.disconnect"), class_name=f"w-fit cursor-pointer {LINK}"),
        native_form(
            rx.cond(SessionState.has_factor, own_code("oidc-code"), own_password("oidc-password")),
            rx.el.div(busy_button(t("settings.oidc.disconnect"), t("auth.working"), kind="danger")),
            action="/auth/oidc/disconnect",
            class_name="grid gap-4 mt-4",
        ),
    )
    connecting = leaving_link(t("settings.oidc.connect"), href="/auth/oidc?connect=1", class_name=LINK)
    state = rx.cond(SettingsState.connected, badge(t("two_factor.on")), badge(t("two_factor.off"), "plain"))
    shown = section(
        t("settings.oidc", name=SettingsState.oidc_name),
        rx.el.p(t("settings.oidc.words"), class_name="text-muted mb-4"),
        rx.cond(SettingsState.connected, leaving, connecting),
        action=state,
    )
    return rx.cond(SettingsState.oidc_name != "", shown)


def _close() -> rx.Component:
    return section(
        t("settings.close"),
        rx.el.p(t("settings.close_words"), class_name="text-muted mb-4"),
        rx.el.a(t("settings.close_link"), href=CLOSE, class_name=LINK),
    )


def _data() -> rx.Component:
    return section(
        t("data.title"),
        rx.el.p(t("data.words"), class_name="text-muted mb-4"),
        leaving_link(t("data.download"), href="/api/account/data.json", download="my-data.json", class_name=LINK),
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
