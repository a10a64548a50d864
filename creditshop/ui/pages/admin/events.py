"""The webhook inbox: the list with what can be done to many at once, and one event with its body."""

import reflex as rx

from creditshop.inbox import LARGEST_PAGE, EventState
from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.detail import LINK, code_block, fact, facts, moment, mono, remark
from creditshop.ui.components.dialog import closer, dialog, opener
from creditshop.ui.components.form import native_form
from creditshop.ui.components.paging import turning
from creditshop.ui.components.search import narrowed, search_form, sought
from creditshop.ui.components.surface import badge, empty, message, section, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import EVENTS, admin_page, detail_page, title
from creditshop.ui.states.admin_events import AdminEventsState, AdminEventState, EventRow
from creditshop.ui.words import t

_ALL = "replay-all"


def events() -> rx.Component:
    """A search, what can be done to many, the list."""
    columns = (
        Column(t("admin.choose"), _choice),
        Column(t("admin.when"), _when),
        Column(t("admin.type"), _type),
        Column(t("admin.state"), lambda row: badge(row.state, row.tone)),
        Column(t("admin.attempts"), lambda row: row.attempts, right=True),
        Column(t("admin.error"), lambda row: rx.cond(row.error != "", remark(row.error))),
    )
    return admin_page(
        title(t("admin.events.title")),
        _search(),
        status(AdminEventsState.said, class_name="[&>*]:mb-3"),
        _many(),
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


def _search() -> rx.Component:
    state, visit = AdminEventsState, AdminEventsState.visit
    states = (
        rx.el.option(t("admin.all"), value=""),
        *(rx.el.option(t(f"event.state.{one}"), value=str(one)) for one in EventState),
    )
    types = (
        rx.el.option(t("admin.every_type"), value=""),
        rx.foreach(state.types, lambda name: rx.el.option(name, value=name)),
    )
    return search_form(
        sought("search", t("admin.event.search"), state.search, visit),
        narrowed("type", t("admin.type"), types, state.type_, f"{visit}-{state.types.length()}"),
        narrowed("state", t("admin.state"), states, state.state, visit),
        submit=t("admin.search"),
        on_submit=state.find,
    )


def _many() -> rx.Component:
    """What can be done to the chosen events, and to all that match."""
    state = AdminEventsState
    none = state.chosen.length() == 0
    return rx.cond(
        ~state.loaded | (state.rows.length() > 0),
        rx.el.div(
            button(t("admin.choose_all"), on_click=state.choose_all),
            busy_button(
                t("admin.replay"), t("admin.replay.busy"), answer=state.answer, kind="plain", type="button",
                disabled=none, on_click=state.replay,
            ),
            busy_button(
                t("admin.ignore"), t("admin.ignore.busy"), answer=state.answer, kind="plain", type="button",
                disabled=none, on_click=state.ignore,
            ),
            rx.el.span(t("admin.chosen", count=state.chosen.length()), class_name="text-sm text-muted tabular-nums"),
            rx.cond(
                state.may_replay_all, rx.el.div(opener(_ALL, t("admin.replay_all")), _confirm(), class_name="ml-auto")
            ),
            class_name="flex flex-wrap items-center gap-2 mb-3",
        ),
    )  # fmt: skip


def _confirm() -> rx.Component:
    return dialog(
        _ALL,
        t("admin.replay_all.title"),
        rx.el.p(t("admin.replay_all.words", most=LARGEST_PAGE), class_name="text-muted"),
        native_form(
            closer(_ALL, t("admin.cancel")),
            busy_button(
                t("admin.replay_all"),
                t("admin.replay.busy"),
                answer=AdminEventsState.answer,
                on_click=AdminEventsState.replay_all,
            ),
            action="",
            method="dialog",
            class_name="flex flex-wrap justify-end gap-2 mt-6",
        ),
    )


def _type(row: rx.Var[EventRow]) -> rx.Component:
    return rx.el.span(row.type, class_name="inline-block sm:min-w-[22ch] [overflow-wrap:anywhere]")


def _choice(row: rx.Var[EventRow]) -> rx.Component:
    return rx.el.input(
        type="checkbox",
        checked=AdminEventsState.chosen.contains(row.id),
        on_change=AdminEventsState.choose(row.id),
        class_name="size-5 accent-accent",
        custom_attrs={"aria-label": t("admin.choose_one", type=row.type, when=row.when)},
    )


def _when(row: rx.Var[EventRow]) -> rx.Component:
    return moment(row.when, f"/admin/event/?id={row.id}")


def event() -> rx.Component:
    """One event."""
    return detail_page(AdminEventState, _event(), back=t("admin.back.events"), here=EVENTS)


def _event() -> rx.Component:
    row = AdminEventState.row
    return rx.fragment(
        title(
            rx.fragment(row.type, rx.el.span(badge(row.state, row.tone), class_name="ml-3 align-middle")),
            _acts(),
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
            rx.el.p(
                t("admin.replay.words"),
                rx.cond(row.open, rx.el.span(" ", t("admin.ignore.words"))),
                class_name="text-sm text-muted mt-3",
            ),
            class_name="mb-4",
        ),
        section(t("admin.payload"), code_block(AdminEventState.payload, t("admin.payload"))),
    )


def _acts() -> rx.Component:
    state = AdminEventState
    return rx.el.div(
        rx.cond(
            state.row.open,
            busy_button(
                t("admin.ignore"),
                t("admin.ignore.busy"),
                answer=state.answer,
                kind="plain",
                type="button",
                on_click=state.ignore,
            ),
        ),
        busy_button(
            t("admin.replay"), t("admin.replay.busy"), answer=state.answer, type="button", on_click=state.replay
        ),
        class_name="flex flex-wrap gap-2",
    )


def _purchase(row: rx.Var[EventRow]) -> rx.Component:
    return rx.el.a(row.purchase, href=f"/admin/payment/?id={row.purchase}", class_name=f"{LINK} font-mono text-sm")
