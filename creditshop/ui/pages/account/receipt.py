"""A receipt on one sheet, to keep or to print."""

import reflex as rx

from creditshop.config import settings
from creditshop.ui.components.brand import brand
from creditshop.ui.components.detail import LINK, fact, facts, figure, mono
from creditshop.ui.components.printing import print_button
from creditshop.ui.components.surface import card, message, skeleton
from creditshop.ui.pages.account.frame import PAYMENTS
from creditshop.ui.states.receipt import ReceiptState
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t


def view() -> rx.Component:
    """The sheet, and around it what is not printed."""
    nothing = rx.fragment(
        rx.el.h1(t("receipt.none"), class_name="text-2xl mb-3"),
        rx.el.p(t("receipt.none.words"), class_name="text-muted"),
    )
    sheet = rx.cond(ReceiptState.loaded, rx.cond(ReceiptState.found, _sheet(), nothing), skeleton("h-[560px]"))
    return rx.el.main(
        rx.el.div(
            rx.el.a(f"← {t('receipt.back')}", href=PAYMENTS, class_name=f"text-muted {LINK}"),
            rx.cond(ReceiptState.found, print_button(t("receipt.print"))),
            class_name="flex flex-wrap items-center justify-between gap-3 mb-5 min-h-[42px] print:hidden",
        ),
        sheet,
        lang=SessionState.locale,
        class_name="w-full max-w-[680px] mx-auto px-4 py-6 sm:py-10 print:p-0",
    )


def _sheet() -> rx.Component:
    return card(
        rx.el.div(
            brand(settings().shop_name),
            rx.el.h1(t("receipt.title"), class_name="text-2xl"),
            class_name="flex items-center justify-between gap-4 mb-8",
        ),
        rx.cond(SessionState.sandbox, message(t("receipt.sandbox"), "warn", class_name="mb-6")),
        facts(
            fact(t("receipt.number"), mono(ReceiptState.number)),
            fact(t("receipt.paid"), ReceiptState.paid),
            fact(t("receipt.buyer"), ReceiptState.email),
            fact(t("receipt.seller"), _seller()),
            class_name="mb-8",
        ),
        facts(
            figure(t("receipt.item", package=ReceiptState.package, credits=ReceiptState.credits), ReceiptState.price),
            rx.cond(
                ReceiptState.bonus != "", figure(t("receipt.bonus", credits=ReceiptState.bonus), t("receipt.free"))
            ),
            rx.cond(ReceiptState.discount != "", figure(t("receipt.discount"), f"− {ReceiptState.discount}")),
            rx.cond(ReceiptState.tax != "", figure(t("receipt.tax"), ReceiptState.tax)),
            figure(t("receipt.total"), ReceiptState.total, strong=True),
            rx.cond(ReceiptState.refunded != "", figure(t("receipt.refunded"), f"− {ReceiptState.refunded}")),
            class_name="text-lg",
        ),
        rx.el.p(t("receipt.by"), class_name="text-muted mt-8"),
        class_name="p-6 sm:p-10 print:border-0 print:p-0",
    )


def _seller() -> rx.Component:
    lines = [
        settings().legal_name or settings().shop_name,
        *settings().legal_address.split(","),
        settings().legal_email,
    ]
    return rx.el.div(*(rx.el.div(line.strip()) for line in lines if line.strip()))
