"""Checkout sessions (https://docs.stripe.com/api/checkout/sessions)."""

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_given, list_objects
from creditshop.sandbox.money import MAXIMUM_CHARGE, MINIMUM_CHARGE, format_money
from creditshop.sandbox.objects import payment_intents
from creditshop.sandbox.objects.line_items import make_line_items
from creditshop.sandbox.objects.metadata import merged_metadata
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.checkout import CreateSession, UpdateSession
from creditshop.sandbox.requests.lists import ListSessions, Page
from creditshop.sandbox.work import Work

SHORTEST_LIFE_SECONDS = 30 * 60
LONGEST_LIFE_SECONDS = 24 * 3600
# Bank debits settle days later, and exist for these currencies only.
BANK_DEBITS = {"usd": "us_bank_account", "eur": "sepa_debit", "gbp": "bacs_debit"}


def create(work: Work, given: CreateSession) -> Object:
    expires_at = _expiry(work, given)
    customer = _customer(work, given)
    items, currency = make_line_items(work, given.line_items, given.currency)
    total = sum(item["amount_total"] for item in items)
    _check_total(total, currency)
    session = _new_session(work, given, currency, total, expires_at)
    email = given.customer_email or (customer or {}).get("email")
    session["customer_details"] = customer_details(email, (customer or {}).get("name")) if email else None
    save(work, session)
    work.tx.hide(
        session["id"], line_items=items, payment_intent_data=given.payment_intent_data.model_dump(exclude_unset=True)
    )
    return session


def retrieve(work: Work, _: Expandable, session_id: str) -> Object:
    return work.find("checkout.session", session_id)


def update(work: Work, given: UpdateSession, session_id: str) -> Object:
    session = work.find("checkout.session", session_id)
    session["metadata"] = merged_metadata(session["metadata"], given.metadata)
    return save(work, session)


def list_all(work: Work, page: ListSessions) -> Object:
    return list_objects(work, "checkout.session", page, "/v1/checkout/sessions")


def line_items(work: Work, page: Page, session_id: str) -> Object:
    work.find("checkout.session", session_id)
    url = f"/v1/checkout/sessions/{session_id}/line_items"
    return list_given(work.tx.hidden(session_id)["line_items"], page, url)


def expire(work: Work, _: Expandable, session_id: str) -> Object:
    session = work.find("checkout.session", session_id)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of'
            f" `{session['status']}`.",
        )
    return close_unpaid(work, session)


def close_unpaid(work: Work, session: Object) -> Object:
    """The session's time is over, or the shop ended it: nobody can pay it any more."""
    session |= {"status": "expired", "url": None}
    save(work, session)
    if session["payment_intent"]:
        payment_intents.cancel(work, work.find("payment_intent", session["payment_intent"]))
    work.emit("checkout.session.expired", session)
    return session


def save(work: Work, session: Object) -> Object:
    """Store the session; an open one changes by itself when it expires."""
    return work.tx.put(session, due_at=session["expires_at"] if session["status"] == "open" else None)


def customer_details(email: str | None, name: str | None) -> Object:
    """What the buyer told about themselves."""
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _expiry(work: Work, given: CreateSession) -> int:
    expires_at = given.expires_at or work.now + LONGEST_LIFE_SECONDS
    # A request on its way for a second is still in time.
    if expires_at < work.now + SHORTEST_LIFE_SECONDS - 60:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise StripeError(message, param="expires_at")
    if expires_at > work.now + LONGEST_LIFE_SECONDS + 60:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise StripeError(message, param="expires_at")
    return expires_at


def _customer(work: Work, given: CreateSession) -> Object | None:
    if given.customer and given.customer_email:
        raise StripeError("You may only specify one of these parameters: customer, customer_email.", param="customer")
    return work.find("customer", given.customer, "customer") if given.customer else None


def _check_total(total: int, currency: str) -> None:
    least = MINIMUM_CHARGE.get(currency, 1)
    if 0 < total < least:
        message = f"The Checkout Session's total amount due must add up to at least {format_money(least, currency)}"
        raise StripeError(message, code="amount_too_small", param="line_items")
    if total > MAXIMUM_CHARGE:
        message = f"The total amount must be no more than {format_money(MAXIMUM_CHARGE, currency)}"
        raise StripeError(message, code="amount_too_large", param="line_items")


def _new_session(work: Work, given: CreateSession, currency: str, total: int, expires_at: int) -> Object:
    session_id = new_id("checkout.session")
    given_json = given.model_dump()
    methods = ["card", BANK_DEBITS[currency]] if currency in BANK_DEBITS else ["card"]
    return {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": given.allow_promotion_codes,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": given.billing_address_collection,
        "cancel_url": given.cancel_url,
        "client_reference_id": given.client_reference_id,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": _consent_collection(given_json),
        "created": work.now,
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": given_json["custom_text"],
        "customer": given.customer,
        "customer_account": None,
        "customer_creation": None if given.customer else given.customer_creation,
        "customer_details": None,
        "customer_email": given.customer_email,
        "discounts": [],
        "expires_at": expires_at,
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": given.locale,
        "metadata": given.metadata,
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": methods if total else ["card"],
        "payment_status": "unpaid" if total else "no_payment_required",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": given.submit_type,
        "subscription": None,
        "success_url": given.success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": given.ui_mode,
        "url": f"{work.base_url}/pay/{session_id}",
        "wallet_options": None,
    }


def _consent_collection(given: Object) -> Object | None:
    wanted = given["consent_collection"]
    return {"payment_method_reuse_agreement": None, **wanted} if wanted else None
