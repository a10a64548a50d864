"""What the pages of webhooks show, the account's and staff's: endpoints, their dialogs, and the log of deliveries."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.detail import LINK, mono, remark
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, card, empty, failure, skeleton, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.webhook_dialogs import dialogs
from creditshop.ui.states.webhook_rows import DeliveryRow, EndpointRow
from creditshop.ui.words import t


def add_button(state: Any) -> rx.Component:
    """Opens the form for a new endpoint, for whoever may add one."""
    return rx.cond(state.may_change, button(t("webhooks.add"), kind="primary", on_click=state.open("add", "")))


def content(state: Any, words: rx.Var[str]) -> rx.Component:
    """Everything below the heading. `state` is one of states/endpoints.py, `words` say what this is about."""
    return rx.el.div(
        rx.el.p(words, class_name="text-muted max-w-[72ch] mb-5"),
        status(state.said, class_name="[&>*]:mb-4"),
        rx.cond(state.dialog == "", failure(state.failed, class_name="[&>*]:mb-4")),
        rx.cond(state.loaded, _endpoints(state), skeleton("h-32")),
        rx.el.h2(t("webhooks.deliveries"), class_name="text-xl mt-10 mb-4"),
        _log(state),
        dialogs(state),
    )


def _endpoints(state: Any) -> rx.Component:
    nothing = card(empty(t("webhooks.empty.title"), t("webhooks.empty.words")), class_name="")
    rows = rx.el.ul(rx.foreach(state.endpoints, lambda row: _endpoint(state, row)), class_name="grid gap-3")
    return rx.cond(state.endpoints.length() > 0, rows, nothing)


def _endpoint(state: Any, row: rx.Var[EndpointRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.url, class_name="font-medium [overflow-wrap:anywhere]"),
            badge(row.state, row.tone),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-2",
        ),
        rx.el.div(rx.foreach(row.events, mono), class_name="flex flex-wrap gap-x-4 gap-y-1 mt-2"),
        rx.cond(state.may_change, _actions(state, row)),
        class_name="bg-surface border border-line rounded px-6 py-5",
    )


def _actions(state: Any, row: rx.Var[EndpointRow]) -> rx.Component:
    return rx.el.div(
        _action("webhooks.secret", row, state.open("secret", row.id)),
        rx.cond(
            row.enabled,
            _action("webhooks.disable", row, state.change("disable", row.id)),
            _action("webhooks.enable", row, state.change("enable", row.id)),
        ),
        _action("webhooks.delete", row, state.open("delete", row.id), kind="danger"),
        class_name="flex flex-wrap gap-2 mt-4",
    )


def _action(key: str, row: rx.Var[EndpointRow], does: Any, **props: Any) -> rx.Component:
    label = t("webhooks.of", action=t(key), url=row.url)
    return button(t(key), on_click=does, custom_attrs={"aria-label": label}, **props)


def _log(state: Any) -> rx.Component:
    columns = (
        Column(t("webhooks.when"), lambda row: rx.el.span(row.when, class_name="whitespace-nowrap")),
        Column(t("webhooks.event"), lambda row: _event(state, row)),
        Column(t("webhooks.state"), _state),
        Column(t("webhooks.attempts"), lambda row: row.attempts, right=True),
        Column(t("webhooks.answer"), lambda row: remark(row.answer)),
        Column(
            t("webhooks.action"),
            lambda row: button(t("webhooks.redeliver"), on_click=state.redeliver(row.id)),
            right=True,
        ),
    )
    return table(
        columns,
        state.rows,
        caption=t("webhooks.deliveries"),
        loaded=state.loaded,
        empty=empty(t("webhooks.deliveries.empty"), t("webhooks.deliveries.empty_words")),
        footer=turning(state),
    )


def _event(state: Any, row: rx.Var[DeliveryRow]) -> rx.Component:
    message = rx.el.button(row.type, type="button", on_click=state.open("message", row.id), class_name=LINK)
    return rx.el.div(rx.el.div(message), remark(row.url))


def _state(row: rx.Var[DeliveryRow]) -> rx.Component:
    return rx.el.div(badge(row.state, row.tone), rx.cond(row.next != "", rx.el.div(remark(row.next))))
