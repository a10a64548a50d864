"""The form of a package, beside it the pricing page as it would be."""

from typing import Any

import reflex as rx

from creditshop.ui.components.button import busy_button, button, link_button
from creditshop.ui.components.detail import mono
from creditshop.ui.components.form import CONTROL, field, tick
from creditshop.ui.components.offer import offer_action, offer_card
from creditshop.ui.components.segmented import segmented
from creditshop.ui.components.surface import card, empty, failure, status
from creditshop.ui.pages.admin.shell import PACKAGES, detail_page, title
from creditshop.ui.states.admin_package import AdminPackageState
from creditshop.ui.states.package_form import LONGEST_DESCRIPTION, LONGEST_NAME, PRICE, SLUG
from creditshop.ui.states.package_words import PriceField
from creditshop.ui.words import t

_STATE = AdminPackageState
_WHOLE = ("credits", "bonus_credits", "validity_days")


def view() -> rx.Component:
    """A new package, or one that is there."""
    return detail_page(_STATE, _package(), back=t("admin.catalog.title"), here=PACKAGES)


def _package() -> rx.Component:
    name = rx.cond(_STATE.adding, t("admin.packages.new"), _STATE.begins["name"].to(str))
    return rx.fragment(
        title(name),
        rx.cond(_STATE.adding, rx.fragment(), rx.el.p(mono(_STATE.slug), class_name="-mt-4 mb-5")),
        status(_STATE.said, class_name="[&>*]:mb-4"),
        rx.el.div(
            card(_form()),
            _preview(),
            class_name="grid gap-8 items-start xl:grid-cols-[minmax(0,440px)_minmax(0,1fr)]",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.fieldset(
            _conflict(),
            rx.el.input(type="hidden", name="version", default_value=_STATE.version),
            rx.cond(_STATE.adding, _slug()),
            _field("name", max_length=LONGEST_NAME),
            _field("description", max_length=LONGEST_DESCRIPTION),
            rx.el.div(
                *(
                    _field(name, input_mode="numeric", max_length=16)
                    for name in ("credits", "bonus_credits", "validity_days")
                ),
                class_name="grid sm:grid-cols-3 gap-4 items-start",
            ),
            _prices(),
            _tick("popular"),
            _tick("active"),
            disabled=~_STATE.may_change,
            class_name="grid gap-4 min-w-0",
        ),
        failure(_STATE.failed),
        rx.cond(_STATE.may_change, _buttons(), rx.el.p(t("admin.only_deciders"), class_name="text-muted")),
        key=f"package-{_STATE.slug}-{_STATE.version}-{_STATE.visit}",
        on_submit=_STATE.keep,
        no_validate=True,
        class_name="grid gap-4",
    )


def _conflict() -> rx.Component:
    lines = rx.el.ul(
        rx.foreach(_STATE.conflicts, lambda line: rx.el.li(line, class_name="[overflow-wrap:anywhere]")),
        class_name="grid gap-1 list-disc pl-5",
    )
    return rx.cond(
        _STATE.conflicts.length() > 0,
        rx.el.div(lines, class_name="rounded bg-warn-soft text-warn px-4 py-3"),
    )


def _buttons() -> rx.Component:
    return rx.el.div(
        link_button(t("admin.cancel"), href=PACKAGES),
        busy_button(t("admin.packages.keep"), t("admin.packages.keep.busy"), answer=_STATE.answer),
        class_name="flex flex-wrap justify-end gap-2 mt-2",
    )


def _field(name: str, **props: Any) -> rx.Component:
    return field(
        name,
        t(f"admin.packages.term.{name}"),
        error=_STATE.errors[name],
        default_value=_STATE.begins[name].to(str),
        on_blur=_STATE.edit(name),
        auto_complete="off",
        **props,
    )


def _slug() -> rx.Component:
    return field(
        "slug",
        t("admin.packages.slug"),
        hint=t("admin.packages.slug_hint"),
        error=_STATE.errors["slug"],
        pattern=SLUG,
        auto_capitalize="none",
        auto_complete="off",
    )


def _tick(name: str) -> rx.Component:
    begins = _STATE.begins[name].to(bool)
    words = rx.fragment(
        t(f"admin.packages.term.{name}"),
        rx.el.span(t(f"admin.packages.{name}_hint"), class_name="block text-sm text-muted"),
    )
    return tick(name, words, default_checked=begins, on_change=_STATE.edit(name))


def _prices() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("admin.packages.prices"), class_name="font-medium"),
        rx.el.p(t("admin.packages.prices_hint"), class_name="text-sm text-muted"),
        rx.foreach(_STATE.prices, _price),
        failure(_STATE.errors["prices"]),
        rx.cond(_STATE.may_change, _further()),
        class_name="grid gap-3 min-w-0",
    )


def _price(price: rx.Var[PriceField]) -> rx.Component:
    name = f"{PRICE}{price.currency}"
    note = f"note-{price.currency}"
    error = _STATE.errors[name]
    return rx.el.div(
        rx.el.div(
            rx.el.label(price.code, html_for=name, title=price.about, class_name="w-11 flex-none font-medium"),
            rx.el.input(
                type="text",
                id=name,
                name=name,
                default_value=price.amount,
                on_blur=_STATE.edit(name),
                input_mode="decimal",
                auto_complete="off",
                max_length=24,
                class_name=f"{CONTROL} text-right tabular-nums",
                custom_attrs={"aria-invalid": rx.cond(error, "true", "false"), "aria-describedby": note},
            ),
            rx.cond(_STATE.may_change, _drop(price)),
            class_name="flex items-center gap-2",
        ),
        rx.el.p(error, id=note, class_name="text-sm text-bad empty:hidden"),
        key=price.currency,
        class_name="grid gap-1.5",
    )


def _drop(price: rx.Var[PriceField]) -> rx.Component:
    return button(
        "×",
        kind="quiet",
        on_click=_STATE.drop_price(price.currency),
        class_name="w-[42px] px-0 flex-none text-lg",
        custom_attrs={"aria-label": t("admin.packages.drop", currency=price.code)},
    )


def _further() -> rx.Component:
    choices = rx.foreach(_STATE.further, lambda choice: rx.el.option(choice["words"], value=choice["currency"]))
    return rx.el.div(
        rx.el.select(
            rx.el.option(t("admin.packages.further"), value=""),
            choices,
            value=_STATE.further_chosen,
            on_change=_STATE.choose_further,
            class_name=f"{CONTROL} flex-1 min-w-[160px]!",
            custom_attrs={"aria-label": t("admin.packages.further")},
        ),
        button(t("admin.packages.further.add"), on_click=_STATE.add_price, disabled=_STATE.further_chosen == ""),
        class_name="flex flex-wrap gap-2",
    )


def _preview() -> rx.Component:
    nothing = card(empty(t("pricing.empty.title"), t("admin.packages.preview.empty")))
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("admin.packages.preview"), class_name="text-lg"),
            segmented(
                t("pricing.currency"),
                _STATE.currencies,
                _STATE.currency,
                _STATE.choose_currency,
                words=lambda currency: currency.upper(),
            ),
            class_name="flex flex-wrap items-center justify-between gap-3 mb-2",
        ),
        rx.el.p(t("admin.packages.preview.words"), class_name="text-muted mb-6"),
        rx.cond(
            _STATE.offers.length() > 0,
            rx.el.div(rx.foreach(_STATE.offers, _card), class_name="grid sm:grid-cols-2 gap-4"),
            nothing,
        ),
        class_name="min-w-0 xl:sticky xl:top-6",
    )


def _card(offer: rx.Var[Any]) -> rx.Component:
    """The card of the pricing page; what buys there does nothing here."""
    action = rx.el.span(t("pricing.buy", name=offer["name"]), class_name=offer_action(offer), aria_hidden="true")
    return offer_card(offer, action)
