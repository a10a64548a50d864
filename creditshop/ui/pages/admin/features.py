"""The price list: what using each feature costs, and the form that changes it."""

from typing import Any

import reflex as rx

from creditshop.catalog import MOST_CREDITS
from creditshop.ui.components.button import button
from creditshop.ui.components.detail import mono
from creditshop.ui.components.dialog import dialog
from creditshop.ui.components.dialog_form import dialog_form
from creditshop.ui.components.form import field, tick
from creditshop.ui.components.surface import badge, empty, status
from creditshop.ui.components.table import Column, table
from creditshop.ui.pages.admin.shell import FEATURES, PACKAGES, admin_page, catalog_title
from creditshop.ui.states.admin_features import LONGEST, SLUG, AdminFeaturesState, FeatureRow
from creditshop.ui.words import t

_CHANGING = AdminFeaturesState.dialog == "change"


def view() -> rx.Component:
    """The list, and its form in a dialog."""
    adding = button(t("admin.features.add"), kind="primary", on_click=AdminFeaturesState.open(""))
    return admin_page(
        catalog_title(FEATURES, rx.cond(AdminFeaturesState.may_change, adding)),
        rx.el.p(t("admin.features.words"), class_name="text-muted max-w-[72ch] mb-5"),
        status(AdminFeaturesState.said, class_name="[&>*]:mb-4"),
        table(
            _columns(),
            AdminFeaturesState.rows,
            caption=t("admin.features.title"),
            loaded=AdminFeaturesState.loaded,
            empty=empty(t("admin.features.empty"), t("admin.features.words")),
        ),
        dialog(
            "feature",
            rx.cond(
                _CHANGING, t("admin.features.change_of", name=AdminFeaturesState.chosen.name), t("admin.features.add")
            ),
            rx.cond(AdminFeaturesState.dialog != "", _form()),
            open=AdminFeaturesState.dialog != "",
            on_close=AdminFeaturesState.close,
        ),
        here=PACKAGES,
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("admin.features.name"), lambda row: rx.el.div(rx.el.div(row.name), mono(row.slug))),
        Column(t("admin.features.price"), lambda row: row.price),
        Column(t("admin.state"), _state),
        Column(t("admin.action"), lambda row: rx.cond(AdminFeaturesState.may_change, _change(row)), right=True),
    )


def _state(row: rx.Var[FeatureRow]) -> rx.Component:
    return rx.cond(row.active, badge(t("admin.features.on")), badge(t("admin.features.off"), "plain"))


def _change(row: rx.Var[FeatureRow]) -> rx.Component:
    return button(
        t("admin.features.change"),
        on_click=AdminFeaturesState.open(row.slug),
        custom_attrs={"aria-label": t("admin.features.change_of", name=row.name)},
    )


def _form() -> rx.Component:
    chosen = AdminFeaturesState.chosen
    slug = _field(
        "slug", "admin.features.slug", pattern=SLUG, hint=t("admin.features.slug_hint"), auto_capitalize="none"
    )
    return dialog_form(
        rx.cond(_CHANGING, mono(chosen.slug), slug),
        _field("name", "admin.features.name", default_value=chosen.name, max_length=LONGEST),
        _field(
            "credits",
            "admin.features.credits",
            type="number",
            min=1,
            max=MOST_CREDITS,
            default_value=chosen.credits,
            input_mode="numeric",
        ),
        _field(
            "unit",
            "admin.features.unit",
            default_value=chosen.unit,
            max_length=LONGEST,
            hint=t("admin.features.unit_hint"),
        ),
        tick("per_unit", t("admin.features.counts"), default_checked=chosen.per_unit),
        tick("active", t("admin.features.active"), default_checked=chosen.active),
        failed=AdminFeaturesState.failed,
        close=AdminFeaturesState.close,
        submit=t("admin.features.keep"),
        busy=t("admin.features.keep.busy"),
        answer=AdminFeaturesState.answer,
        key=f"feature-{AdminFeaturesState.visit}",
        on_submit=AdminFeaturesState.keep,
    )


def _field(name: str, label: str, **props: Any) -> rx.Component:
    return field(name, t(label), required=True, auto_complete="off", **props)
