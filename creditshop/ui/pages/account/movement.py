"""One movement explained: in words, entry by entry, and back to the payment."""

import reflex as rx

from creditshop.ui.components.detail import LINK, fact, facts, meter, mono
from creditshop.ui.components.surface import card, empty, section, skeleton
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.account.frame import MOVEMENTS, account_page, heading
from creditshop.ui.states.movement import EntryRow, MovementState, SourceRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """What happened, in detail, and why."""
    nothing = card(empty(t("explain.missing"), t("explain.missing.words")), class_name="")
    found = rx.cond(MovementState.found, _explained(), nothing)
    return account_page(
        heading(
            t("explain.title"), rx.el.a(t("account.movements_all"), href=MOVEMENTS, class_name=f"text-muted {LINK}")
        ),
        rx.cond(MovementState.loaded, found, skeleton("h-96")),
        here=MOVEMENTS,
    )


def _explained() -> rx.Component:
    state = MovementState
    return rx.el.div(
        section(
            state.sentence,
            facts(
                fact(t("explain.when"), state.when),
                fact(t("explain.who"), state.actor),
                fact(t("explain.balance"), state.balance),
                fact(t("explain.number"), mono(state.number)),
            ),
        ),
        rx.el.div(rx.el.h2(t("explain.entries"), class_name="text-xl mt-6 mb-4"), _entries()),
        rx.cond(state.sources.length() > 0, _sources()),
        class_name="grid gap-4",
    )


def _entries() -> rx.Component:
    columns = (
        Column(t("movements.what"), lambda row: rx.el.span(row.what)),
        Column(t("explain.from_to"), _way),
        Column(t("explain.grant_of"), lambda row: rx.el.span(row.grant)),
        Column(t("movements.change"), lambda row: row.credits, right=True),
    )
    return table(
        columns,
        MovementState.entries,
        caption=t("explain.entries"),
        loaded=MovementState.loaded,
        empty=rx.fragment(),
    )


def _way(row: rx.Var[EntryRow]) -> rx.Component:
    return rx.el.span(row.source, " → ", row.target)


def _sources() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("explain.sources"), class_name="text-xl mt-6 mb-2"),
        rx.el.p(t("explain.sources.words"), class_name="text-muted mb-4"),
        rx.el.ul(rx.foreach(MovementState.sources, _source), class_name="grid gap-3 sm:grid-cols-2"),
    )


def _source(row: rx.Var[SourceRow]) -> rx.Component:
    receipt = rx.el.a(
        t("history.receipt"), href=f"/account/receipt/?purchase={row.grant.receipt}", class_name=f"{LINK} text-ink"
    )
    line = "flex flex-wrap justify-between gap-x-4"
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.grant.name, class_name="font-medium"),
            rx.el.span(row.grant.left, " ", row.grant.of),
            class_name=line,
        ),
        rx.el.div(rx.el.span(row.came), rx.el.span(row.grant.expires), class_name=f"{line} text-sm text-muted"),
        meter(row.grant.percent),
        rx.cond(row.grant.frozen != "", rx.el.div(row.grant.frozen, class_name="text-sm text-muted mt-3")),
        rx.cond(
            row.payment != "",
            rx.el.div(rx.el.span(row.payment), receipt, class_name=f"{line} text-sm text-muted mt-3"),
        ),
        class_name="bg-surface border border-line rounded px-6 py-5 tabular-nums",
    )
