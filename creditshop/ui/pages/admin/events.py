"""The webhook inbox: the list, and one event with its body."""

import reflex as rx

from creditshop.inbox import EventState
from creditshop.ui.components.button import busy_button
from creditshop.ui.components.detail import LINK, code_block, fact, facts, long_word, mono, remark
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty, message, section, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import EVENTS, admin_page, detail_page, state_filter, title
from creditshop.ui.states.admin_events import AdminEventsState, AdminEventState, EventRow
from creditshop.ui.words import t


def events() -> rx.Component:
    """A filter and the list."""
    columns = (
        Column(t("admin.when"), _when),
        Column(t("admin.type"), lambda row: long_word(row.type)),
        Column(t("admin.state"), lambda row: badge(row.state, row.tone)),
        Column(t("admin.attempts"), lambda row: row.attempts, right=True),
        Column(
            t("admin.error"),
            lambda row: rx.cond(row.error != "", remark(row.error)),
        ),
    )
    return admin_page(
        title(t("admin.events.title"), state_filter(AdminEventsState, "event.state", EventState)),
        table(
            columns,
            AdminEventsState.rows,
            caption=t("admin.events.title"),
            loaded=AdminEventsState.loaded,
            empty=empty(t("admin.events.empty"), t("admin.empty.words")),
            footer=turning(AdminEventsState),
        ),
        here=EVENTS,
    )


def _when(row: rx.Var[EventRow]) -> rx.Component:
    return rx.el.a(row.when, href=f"/admin/event/?id={row.id}", class_name=f"{LINK} inline-block sm:min-w-[13ch]")


def event() -> rx.Component:
    """One event."""
    return detail_page(AdminEventState, _event(), back=t("admin.back.events"), here=EVENTS)


def _event() -> rx.Component:
    row = AdminEventState.row
    return rx.fragment(
        title(
            rx.fragment(row.type, rx.el.span(badge(row.state, row.tone), class_name="ml-3 align-middle")),
            busy_button(
                t("admin.replay"),
                t("admin.replay.busy"),
                answer=AdminEventState.answer,
                type="button",
                on_click=AdminEventState.replay,
            ),
        ),
        status(AdminEventState.said, class_name="[&>*]:mb-4"),
        rx.cond(row.error != "", message(row.error, "bad", class_name="mb-4 font-mono text-sm")),
        section(
            t("admin.event.title"),
            facts(
                fact(t("admin.event.id"), mono(row.event_id)),
                fact(t("admin.event.received"), row.when),
                fact(t("admin.attempts"), row.attempts),
                rx.cond(row.retry != "", fact(t("admin.event.retry"), row.retry)),
                rx.cond(row.purchase != "", fact(t("admin.event.purchase"), _purchase(row))),
            ),
            rx.el.p(t("admin.replay.words"), class_name="text-sm text-muted mt-3"),
            class_name="mb-4",
        ),
        section(t("admin.payload"), code_block(AdminEventState.payload, t("admin.payload"))),
    )


def _purchase(row: rx.Var[EventRow]) -> rx.Component:
    return rx.el.a(row.purchase, href=f"/admin/payment/?id={row.purchase}", class_name=f"{LINK} font-mono text-sm")
