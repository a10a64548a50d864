"""Jobs: what waits, runs and died, and why; one in detail; one more chance; and the schedule."""

import reflex as rx

from creditshop.jobs import Stage
from creditshop.ui.components.button import busy_button, button
from creditshop.ui.components.detail import LINK, code_block, fact, facts, moment, mono, remark
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty, message, section, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import JOBS, admin_page, detail_page, state_filter, title
from creditshop.ui.states.admin_jobs import AdminJobsState, AdminJobState, JobRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """A filter, the list, the schedule."""
    columns = (
        Column(t("admin.when"), lambda row: moment(row.when)),
        Column(t("admin.kind"), _kind),
        Column(t("admin.state"), _state),
        Column(t("admin.attempts"), lambda row: row.attempts, right=True),
        Column(t("admin.error"), lambda row: rx.cond(row.error != "", remark(row.error))),
        Column(t("admin.action"), _action, right=True),
    )
    return admin_page(
        title(t("admin.jobs.title"), state_filter(AdminJobsState, "job.stage", Stage)),
        status(AdminJobsState.said, class_name="[&>*]:mb-4"),
        table(
            columns,
            AdminJobsState.rows,
            caption=t("admin.jobs.title"),
            loaded=AdminJobsState.loaded,
            empty=empty(t("admin.jobs.empty"), t("admin.empty.words")),
            footer=turning(AdminJobsState),
        ),
        _schedule(),
        here=JOBS,
    )


def _kind(row: rx.Var[JobRow]) -> rx.Component:
    return rx.el.div(rx.el.a(row.kind, href=f"/admin/job/?id={row.id}", class_name=LINK), rx.el.br(), mono(row.key))


def _state(row: rx.Var[JobRow]) -> rx.Component:
    return rx.el.div(
        badge(row.state, row.tone),
        rx.cond(row.next != "", rx.el.div(remark(row.next), class_name="mt-1")),
    )


def _action(row: rx.Var[JobRow]) -> rx.Component:
    return rx.cond(row.dead, button(t("admin.retry"), on_click=AdminJobsState.retry(row.id)))


def _schedule() -> rx.Component:
    columns = (
        Column(t("admin.kind"), lambda row: row.name),
        Column(t("admin.schedule.every"), lambda row: row.every),
        Column(t("admin.schedule.next"), lambda row: row.next, right=True),
    )
    return rx.el.section(
        rx.el.h2(t("admin.schedule"), class_name="text-lg mt-8"),
        rx.el.p(t("admin.schedule.words"), class_name="text-muted mb-3"),
        table(
            columns,
            AdminJobsState.schedule,
            caption=t("admin.schedule"),
            loaded=AdminJobsState.loaded,
            empty=empty(t("admin.schedule.empty")),
        ),
    )


def job() -> rx.Component:
    """One job."""
    return detail_page(AdminJobState, _job(), back=t("admin.back.jobs"), here=JOBS)


def _job() -> rx.Component:
    row = AdminJobState.row
    again = busy_button(
        t("admin.retry"),
        t("admin.job.retry.busy"),
        answer=AdminJobState.answer,
        type="button",
        on_click=AdminJobState.retry,
    )
    return rx.fragment(
        title(
            rx.fragment(row.kind, rx.el.span(badge(row.state, row.tone), class_name="ml-3 align-middle")),
            rx.cond(row.dead, again),
        ),
        status(AdminJobState.said, class_name="[&>*]:mb-4"),
        rx.cond(row.error != "", message(row.error, "bad", class_name="mb-4 font-mono text-sm")),
        section(
            t("admin.job.title"),
            facts(
                fact(t("admin.job.key"), mono(row.key)),
                fact(t("admin.job.created"), row.when),
                fact(t("admin.attempts"), row.attempts),
                rx.cond(row.next != "", fact(t("admin.job.next"), row.next)),
                rx.cond(row.finished != "", fact(t("admin.job.finished"), row.finished)),
                rx.cond(row.owner != "", fact(t("admin.job.owner"), mono(row.owner))),
            ),
            class_name="mb-4",
        ),
        section(t("admin.job.arguments"), code_block(AdminJobState.arguments, t("admin.job.arguments"))),
    )
