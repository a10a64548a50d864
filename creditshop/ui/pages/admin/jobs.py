"""Jobs: what died and why, and one more chance."""

import reflex as rx

from creditshop.jobs import JobState
from creditshop.ui.components.button import button
from creditshop.ui.components.detail import mono, remark
from creditshop.ui.components.paging import turning
from creditshop.ui.components.surface import badge, empty, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import JOBS, admin_page, state_filter, title
from creditshop.ui.states.admin_jobs import AdminJobsState, JobRow
from creditshop.ui.words import t


def view() -> rx.Component:
    """A filter and the list."""
    columns = (
        Column(t("admin.when"), lambda row: row.when),
        Column(t("admin.kind"), _kind),
        Column(t("admin.state"), lambda row: badge(row.state, row.tone)),
        Column(t("admin.attempts"), lambda row: row.attempts, right=True),
        Column(
            t("admin.error"),
            lambda row: rx.cond(row.error != "", remark(row.error)),
        ),
        Column(t("admin.action"), _action, right=True),
    )
    return admin_page(
        title(t("admin.jobs.title"), state_filter(AdminJobsState, "job.state", JobState)),
        status(AdminJobsState.said, class_name="[&>*]:mb-4"),
        table(
            columns,
            AdminJobsState.rows,
            caption=t("admin.jobs.title"),
            loaded=AdminJobsState.loaded,
            empty=empty(t("admin.jobs.empty"), t("admin.empty.words")),
            footer=turning(AdminJobsState),
        ),
        here=JOBS,
    )


def _kind(row: rx.Var[JobRow]) -> rx.Component:
    return rx.el.div(rx.el.div(row.kind), mono(row.key))


def _action(row: rx.Var[JobRow]) -> rx.Component:
    return rx.cond(row.dead, button(t("admin.retry"), on_click=AdminJobsState.retry(row.id)))
