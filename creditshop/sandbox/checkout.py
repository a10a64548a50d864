"""A buyer's way through a session: pays, is declined, proves who they are, waits for the bank."""

from dataclasses import dataclass
from typing import Literal

from creditshop.sandbox import aftermath
from creditshop.sandbox.cards import Decline, TestCard
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.objects import balance, charges, payment_intents, payment_methods, reviews, sessions
from creditshop.sandbox.objects import customers as customer_objects
from creditshop.sandbox.requests.catalog import WriteCustomer
from creditshop.sandbox.work import Work

Settlement = Literal["succeed", "fail"]

AUTHENTICATION_FAILED = Decline(
    "payment_intent_authentication_failure",
    "authentication_required",
    "Your bank could not confirm that it was you. Try again, or use another card.",
    "The customer failed 3D Secure authentication.",
)
DEBIT_FAILED = Decline(
    "payment_intent_payment_attempt_failed",
    "insufficient_funds",
    "The bank debit failed because the account holds too little money.",
    "The customer's account has insufficient funds to cover this payment.",
)


@dataclass(eq=False)
class SessionClosed(Exception):
    """The session can no longer be paid: it is complete or expired."""

    status: str


@dataclass(frozen=True)
class Buyer:
    """Who pays, as typed into the form."""

    email: str
    name: str | None = None
    accepts_terms: bool = False


@dataclass(frozen=True)
class Done:
    """The session is complete; the buyer goes back to the shop."""

    url: str


@dataclass(frozen=True)
class Declined:
    """The session stays open; the buyer reads why."""

    message: str


@dataclass(frozen=True)
class Authenticate:
    """The buyer's bank asks for 3-D Secure first."""


Outcome = Done | Declined | Authenticate


def pay_by_card(work: Work, session_id: str, card: TestCard, expiry: tuple[int, int], buyer: Buyer) -> Outcome:
    """Charge a test card; raises SessionClosed if there is nothing left to pay."""
    session = _open_session(work, session_id)
    intent = _intent(work, session)
    method = payment_methods.create_card(work, card, expiry, buyer.email, buyer.name)
    in_store = {"refund": card.refund, "aftermath": card.aftermath, "elevated_risk": card.elevated_risk}
    work.tx.hide(intent["id"], buyer=vars(buyer), **in_store)
    if card.needs_authentication:
        payment_intents.require_action(work, intent, method, f"{work.base_url}/pay/{session_id}/authenticate")
        return Authenticate()
    if card.decline:
        return _decline(work, intent, method, card.decline)
    return _capture(work, session, intent, method, buyer)


def authenticate(work: Work, session_id: str, *, confirmed: bool) -> Outcome:
    """The buyer answered their bank's question; raises SessionClosed if the session ended meanwhile."""
    session = _open_session(work, session_id)
    intent = work.tx.get(session["payment_intent"] or "")
    if intent is None or intent["status"] != "requires_action":
        return Declined("There is nothing to confirm. Enter your card again.")
    method = work.find("payment_method", intent["payment_method"])
    if not confirmed:
        payment_intents.fail(work, intent, method, AUTHENTICATION_FAILED, None)
        return Declined(AUTHENTICATION_FAILED.message)
    buyer = Buyer(**work.tx.hidden(intent["id"])["buyer"])
    return _capture(work, session, intent, method, buyer, authenticated=True)


def pay_by_debit(
    work: Work, session_id: str, buyer: Buyer, *, settlement: Settlement = "succeed", after_seconds: float = 5
) -> Outcome:
    """Complete the session with a bank debit that settles or fails later; raises SessionClosed."""
    session = _open_session(work, session_id)
    intent = _intent(work, session)
    kind = sessions.BANK_DEBITS[session["currency"]]
    method = payment_methods.create_bank(work, kind, buyer.email, buyer.name)
    charge = charges.new_charge(work, intent, method)
    charges.wait(charge)
    work.tx.put(charge)
    work.emit("charge.pending", charge)
    payment_intents.process(work, intent, charge, settle_at=work.now + after_seconds)
    work.tx.hide(intent["id"], settlement=settlement, session=session_id)
    return _complete(work, session, buyer, "unpaid")


def settle(work: Work, intent: Object, settlement: Settlement | None = None) -> None:
    """The bank decided about a debit: as the buyer chose on the page, unless ``settlement`` says otherwise."""
    hidden = work.tx.hidden(intent["id"])
    session = work.find("checkout.session", hidden["session"])
    charge = work.find("charge", intent["latest_charge"])
    if (settlement or hidden["settlement"]) == "succeed":
        _settle_charge(work, intent, charge)
        session["payment_status"] = "paid"
        sessions.save(work, session)
        work.emit("checkout.session.async_payment_succeeded", session)
        return
    charges.decline(charge, DEBIT_FAILED)
    work.tx.put(charge)
    work.emit("charge.failed", charge)
    payment_intents.fail(work, intent, work.find("payment_method", charge["payment_method"]), DEBIT_FAILED, charge)
    work.emit("checkout.session.async_payment_failed", session)


def complete_free(work: Work, session_id: str, buyer: Buyer) -> Outcome:
    """Complete a session that costs nothing; raises SessionClosed."""
    return _complete(work, _open_session(work, session_id), buyer, "no_payment_required")


def _open_session(work: Work, session_id: str) -> Object:
    session = work.find("checkout.session", session_id)
    if session["status"] != "open":
        raise SessionClosed(session["status"])
    if session["expires_at"] <= work.now:
        raise SessionClosed("expired")
    return session


def _intent(work: Work, session: Object) -> Object:
    if session["payment_intent"]:
        return work.find("payment_intent", session["payment_intent"])
    intent = payment_intents.create_for(work, session)
    session["payment_intent"] = intent["id"]
    sessions.save(work, session)
    return intent


def _decline(work: Work, intent: Object, method: Object, reason: Decline) -> Declined:
    charge = charges.new_charge(work, intent, method)
    charges.decline(charge, reason)
    work.tx.put(charge)
    work.emit("charge.failed", charge)
    payment_intents.fail(work, intent, method, reason, charge)
    return Declined(reason.message)


def _capture(
    work: Work, session: Object, intent: Object, method: Object, buyer: Buyer, *, authenticated: bool = False
) -> Done:
    charge = charges.new_charge(work, intent, method, authenticated=authenticated)
    _settle_charge(work, intent, charge)
    return _complete(work, session, buyer, "paid")


def _settle_charge(work: Work, intent: Object, charge: Object) -> None:
    in_store = work.tx.hidden(intent["id"])
    charges.approve(charge)
    if in_store.get("elevated_risk"):
        charges.flag(charge)
    work.tx.put(charge)
    work.tx.hide(charge["id"], refund=in_store.get("refund", "at_once"))
    work.emit("charge.succeeded", charge)
    if in_store.get("elevated_risk"):
        reviews.open_for(work, charge, intent, "rule")
    payment_intents.succeed(work, intent, charge)
    charge["balance_transaction"] = balance.book_charge(work, charge)["id"]
    work.tx.put(charge)
    work.emit("charge.updated", charge, {"balance_transaction": None})
    if in_store.get("aftermath"):
        aftermath.schedule(work, charge, in_store["aftermath"])


def _complete(work: Work, session: Object, buyer: Buyer, payment_status: str) -> Done:
    session |= {"status": "complete", "payment_status": payment_status, "url": None}
    session["customer_details"] = sessions.customer_details(buyer.email, buyer.name)
    if session["consent_collection"]:
        session["consent"] = {"promotions": None, "terms_of_service": "accepted" if buyer.accepts_terms else None}
    if session["customer_creation"] == "always":
        made = customer_objects.create(work, WriteCustomer(email=buyer.email, name=buyer.name))
        session["customer"] = made["id"]
    sessions.save(work, session)
    work.emit("checkout.session.completed", session)
    return Done(return_url(session))


def return_url(session: Object) -> str:
    """Where a buyer who has paid goes: the shop's success URL with the session's id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
