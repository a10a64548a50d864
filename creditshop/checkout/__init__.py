"""Selling: from a buyer's wish to paid credits, whatever happens in between. The states are in states.py."""

from creditshop.checkout.aftermath import add_note, hold_purchase, hold_purchase_of, keep_returns
from creditshop.checkout.errors import (
    AgreementMissing,
    CheckoutBlocked,
    CheckoutRefused,
    CheckoutUnavailable,
    NotInReview,
    NotLinkedYet,
    PurchaseNotFound,
)
from creditshop.checkout.figures import PurchaseFigures, first_purchase_at, purchase_figures
from creditshop.checkout.filters import ATTENTION, LONGEST_SEARCH, PurchaseFilter
from creditshop.checkout.forgetting import forget_buyer, has_payment_under_way, purchases_of
from creditshop.checkout.fulfilment import apply_session, dismiss, flag, grant_reviewed, record_failed_attempt
from creditshop.checkout.happenings import Happening, declines, steps
from creditshop.checkout.intent import Agreement, Buyer
from creditshop.checkout.lately import Place, count_buyers, count_declines, has_paid, last_prices
from creditshop.checkout.listening import listen
from creditshop.checkout.listing import (
    buyer_of,
    currencies_sold,
    find_purchase,
    latest_news,
    latest_purchases,
    paid_since,
    pending_purchases,
    purchase_by_session,
    purchase_detail,
    purchase_of_payment,
    purchases,
)
from creditshop.checkout.look import look_after_payment, register_jobs
from creditshop.checkout.screening import Sale, Screen, screen
from creditshop.checkout.start import start_checkout
from creditshop.checkout.states import PurchaseState, Signal
from creditshop.checkout.verify import PurchaseViolation, sold_credits, verify_purchases
from creditshop.checkout.views import (
    AttemptView,
    PurchaseDetail,
    PurchaseNews,
    PurchasePage,
    PurchaseView,
    TimelineEntry,
)

__all__ = [
    "ATTENTION",
    "LONGEST_SEARCH",
    "Agreement",
    "AgreementMissing",
    "AttemptView",
    "Buyer",
    "CheckoutBlocked",
    "CheckoutRefused",
    "CheckoutUnavailable",
    "Happening",
    "NotInReview",
    "NotLinkedYet",
    "Place",
    "PurchaseDetail",
    "PurchaseFigures",
    "PurchaseFilter",
    "PurchaseNews",
    "PurchaseNotFound",
    "PurchasePage",
    "PurchaseState",
    "PurchaseView",
    "PurchaseViolation",
    "Sale",
    "Screen",
    "Signal",
    "TimelineEntry",
    "add_note",
    "apply_session",
    "buyer_of",
    "count_buyers",
    "count_declines",
    "currencies_sold",
    "declines",
    "dismiss",
    "find_purchase",
    "first_purchase_at",
    "flag",
    "forget_buyer",
    "grant_reviewed",
    "has_paid",
    "has_payment_under_way",
    "hold_purchase",
    "hold_purchase_of",
    "keep_returns",
    "last_prices",
    "latest_news",
    "latest_purchases",
    "listen",
    "look_after_payment",
    "paid_since",
    "pending_purchases",
    "purchase_by_session",
    "purchase_detail",
    "purchase_figures",
    "purchase_of_payment",
    "purchases",
    "purchases_of",
    "record_failed_attempt",
    "register_jobs",
    "screen",
    "sold_credits",
    "start_checkout",
    "steps",
    "verify_purchases",
]
