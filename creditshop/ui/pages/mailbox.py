"""The sandbox's mailbox; in any other mode an address without a page."""

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.surface import card, empty, message, skeleton
from creditshop.ui.layout import page
from creditshop.ui.pages.errors import missing
from creditshop.ui.states.mailbox import MailboxState, MailRow
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t

# A mail is our own document, but a document all the same: no scripts, no forms; a click on a link opens it in this tab.
_ALLOWED = "allow-top-navigation-by-user-activation"


def view() -> rx.Component:
    """The list on the left, the chosen mail on the right; on a phone one or the other."""
    return rx.cond(SessionState.known & ~SessionState.sandbox, missing(), _mailbox())


def _mailbox() -> rx.Component:
    return page(
        rx.el.h1(t("mailbox.title"), class_name="text-2xl mt-6 mb-4"),
        message(t("mailbox.words"), "warn", class_name="mb-5"),
        rx.cond(
            MailboxState.loaded,
            rx.cond(MailboxState.mails.length() > 0, _both(), card(_nothing(), class_name="")),
            skeleton("h-96"),
        ),
        class_name="pb-20",
    )


def _nothing() -> rx.Component:
    return empty(t("mailbox.empty.title"), t("mailbox.empty.words"))


def _both() -> rx.Component:
    reading = MailboxState.chosen != ""
    unread = rx.el.p(t("mailbox.choose"), class_name="text-muted text-center p-12 max-lg:hidden")
    return rx.el.div(
        rx.el.nav(
            rx.el.ul(rx.foreach(MailboxState.mails, _line)),
            class_name=[
                _PANE,
                "overflow-y-auto lg:max-h-[760px]",
                rx.cond(reading, "max-lg:hidden", ""),
            ],
            custom_attrs={"aria-label": t("mailbox.list")},
        ),
        rx.el.section(
            rx.cond(reading, _reading(), unread),
            class_name=[_PANE, "min-w-0", rx.cond(reading, "", "max-lg:hidden")],
            custom_attrs={"aria-label": t("mailbox.frame")},
        ),
        class_name="grid gap-4 lg:grid-cols-[360px_1fr] items-start",
    )


_PANE = "bg-surface border border-line rounded overflow-hidden"


def _line(row: rx.Var[MailRow]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(row.subject, class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.span(t("mailbox.to", to=row.recipient), class_name="text-sm text-muted [overflow-wrap:anywhere]"),
            rx.el.span(row.when, class_name="text-sm text-muted tabular-nums"),
            type="button",
            on_click=MailboxState.open(row.id),
            class_name="grid gap-0.5 w-full text-left px-5 py-3 hover:bg-sunken aria-[current]:bg-accent-soft",
            custom_attrs={"aria-current": rx.cond(row.id == MailboxState.chosen, "true", rx.Var.create(None))},
        ),
        class_name="border-t border-line first:border-t-0",
    )


def _reading() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.h2(MailboxState.subject, class_name="text-lg"),
                rx.el.p(t("mailbox.to", to=MailboxState.to), class_name="text-sm text-muted"),
                class_name="min-w-0",
            ),
            rx.el.div(
                button(t("mailbox.back"), on_click=MailboxState.close, class_name="lg:hidden"),
                rx.cond(
                    MailboxState.plain,
                    button(t("mailbox.html"), on_click=MailboxState.show_plain(False)),
                    button(t("mailbox.plain"), on_click=MailboxState.show_plain(True)),
                ),
                class_name="flex gap-2",
            ),
            class_name="flex flex-wrap items-center justify-between gap-3 px-5 py-4 border-b border-line",
        ),
        rx.cond(MailboxState.plain, _text(), _html()),
    )


def _text() -> rx.Component:
    return rx.el.pre(
        MailboxState.text, class_name="p-5 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere] min-h-[640px]"
    )


def _html() -> rx.Component:
    return rx.el.iframe(
        src_doc=MailboxState.html,
        title=MailboxState.subject,
        sandbox=_ALLOWED,
        class_name="block w-full h-[680px] border-0",
    )
