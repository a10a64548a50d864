"""The team: who works for the shop, in which role, with two factors or without, and who is invited."""

import reflex as rx

from creditshop.ui.components.button import button
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.dialog_form import dialog_form
from creditshop.ui.components.form import field, select
from creditshop.ui.components.surface import badge, empty, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import TEAM, admin_page, title
from creditshop.ui.states.admin_team import ROLES, AdminTeamState, MemberRow, OfferRow
from creditshop.ui.words import t

_CHANGING = AdminTeamState.dialog == "change"


def view() -> rx.Component:
    """Members, invitations, and the forms in a dialog."""
    inviting = button(t("team.invite"), kind="primary", on_click=AdminTeamState.open(""))
    return admin_page(
        title(t("team.title"), rx.cond(AdminTeamState.may_change, inviting)),
        rx.el.p(t("team.words"), class_name="text-muted max-w-[72ch] mb-3"),
        rx.el.dl(*(_meaning(role) for role in ROLES), class_name="grid gap-1.5 max-w-[72ch] mb-5"),
        status(AdminTeamState.said, class_name="[&>*]:mb-4"),
        table(
            _columns(),
            AdminTeamState.rows,
            caption=t("team.title"),
            loaded=AdminTeamState.loaded,
            empty=empty(t("team.title")),
            key=lambda row: row.id,
        ),
        rx.cond(AdminTeamState.offer_rows.length() > 0, _offers()),
        dialog(
            "team",
            rx.cond(_CHANGING, t("team.change_of", email=AdminTeamState.chosen.email), t("team.invite")),
            rx.cond(AdminTeamState.dialog == "invite", _invite()),
            rx.cond(_CHANGING, _change()),
            open=AdminTeamState.dialog != "",
            on_close=AdminTeamState.close,
        ),
        here=TEAM,
    )


def _meaning(role: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(t(f"team.role.{role}"), class_name="font-medium sm:w-[14ch] flex-none"),
        rx.el.dd(t(f"team.may.{role}"), class_name="text-muted"),
        class_name="sm:flex gap-3",
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("team.member"), _member),
        Column(t("team.role"), lambda row: row.role_name),
        Column(t("team.factor"), lambda row: badge(row.factor_name, rx.cond(row.waits, "warn", "plain"))),
        Column(t("team.seen"), lambda row: row.seen),
        Column(t("admin.action"), lambda row: rx.cond(AdminTeamState.may_change, _changing(row)), right=True),
    )


def _member(row: rx.Var[MemberRow]) -> rx.Component:
    return rx.el.div(
        rx.el.span(row.email, class_name="font-medium [overflow-wrap:anywhere]"),
        rx.cond(row.own, badge(t("team.you"), "plain")),
        rx.cond(row.disabled, badge(t("team.disabled"), "bad")),
        class_name="flex flex-wrap items-center gap-2",
    )


def _changing(row: rx.Var[MemberRow]) -> rx.Component:
    return button(
        t("team.change"),
        on_click=AdminTeamState.open(row.id),
        custom_attrs={"aria-label": t("team.change_of", email=row.email)},
    )


def _offers() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("team.offers"), class_name="text-lg mt-8 mb-3"),
        table(
            (
                Column(t("team.member"), lambda row: rx.el.span(row.email, class_name="[overflow-wrap:anywhere]")),
                Column(t("team.role"), lambda row: row.role_name),
                Column(t("team.until"), lambda row: row.until),
                Column(t("admin.action"), _withdrawing, right=True),
            ),
            AdminTeamState.offer_rows,
            caption=t("team.offers"),
            loaded=AdminTeamState.loaded,
            empty=empty(t("team.offers")),
            key=lambda row: row.id,
        ),
    )


def _withdrawing(row: rx.Var[OfferRow]) -> rx.Component:
    withdraw = button(
        t("team.withdraw"),
        on_click=AdminTeamState.withdraw(row.id),
        custom_attrs={"aria-label": t("team.withdraw_of", email=row.email)},
    )
    return rx.cond(AdminTeamState.may_change, withdraw)


def _invite() -> rx.Component:
    return _form(
        AdminTeamState.invite,
        rx.el.p(t("team.invite.words"), class_name="text-muted"),
        field("email", t("auth.email"), type="email", required=True, max_length=254, auto_complete="off"),
        select("role", t("team.role"), _choices(), id_="offered-role", default_value=ROLES[0]),
        submit="team.invite.submit",
    )


def _choices() -> list[tuple[str, rx.Var[str]]]:
    return [(role, t(f"team.role.{role}")) for role in ROLES]


def _change() -> rx.Component:
    choices = [*_choices(), ("customer", t("team.role.none"))]
    lost = rx.el.div(
        rx.el.h3(t("team.lost"), class_name="font-medium"),
        rx.el.p(t("team.lost.words"), class_name="text-muted mb-3"),
        button(t("team.lost.submit"), kind="danger", on_click=AdminTeamState.reset_factor),
        class_name="mt-6 pt-5 border-t border-line",
    )
    return rx.fragment(
        _form(
            AdminTeamState.keep,
            select("role", t("team.role"), choices, id_="new-role", default_value=AdminTeamState.chosen.role),
            rx.el.p(t("team.change.words"), class_name="text-sm text-muted"),
            submit="team.keep",
        ),
        rx.cond(AdminTeamState.chosen.factor, lost),
    )


def _form(act: rx.EventHandler, *fields: rx.Component, submit: str) -> rx.Component:
    return dialog_form(
        *fields,
        failed=AdminTeamState.failed,
        close=AdminTeamState.close,
        submit=t(submit),
        busy=t("auth.working"),
        answer=AdminTeamState.answer,
        key=f"team-{AdminTeamState.visit}",
        on_submit=act,
    )
