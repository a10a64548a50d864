"""Links that an app hands to its customer: to pay, and to sign in."""

from datetime import datetime

from sqlmodel import Session

from creditshop import accounts, ledger
from creditshop.accounts import NewLink, find_customer
from creditshop.accounts.emails import normalise
from creditshop.api import answers
from creditshop.api.acting import act, look
from creditshop.api.acts.places import wallet_for
from creditshop.api.requests import CheckoutLinkRequest, SignInLinkRequest
from creditshop.apikeys import Caller
from creditshop.catalog import OfferNotFound, offers
from creditshop.checkout import Agreement, Buyer, purchases, start_checkout
from creditshop.ratelimit import hit

_RECENT = 25


async def checkout_link(caller: Caller, request: CheckoutLinkRequest, *, now: datetime) -> answers.CheckoutLink:
    """Where this customer pays for a package. Asked for again it is the same, until it is paid or about to end.

    Raises WalletNotFound, NoSuchUser, InvalidEmail, OfferNotFound, RateLimited, CheckoutBlocked, CheckoutUnavailable,
    CheckoutRefused.
    """
    buyer, package_id = await act(_wish, caller, request, now=now)
    await hit("checkout.user", buyer.user_id)
    url = await start_checkout(buyer, package_id, request.currency, _agreement(caller), now=now)
    return answers.CheckoutLink(url, await look(_purchase_at, buyer.user_id, url))


def sign_in_link(session: Session, caller: Caller, request: SignInLinkRequest, *, now: datetime) -> answers.SignInLink:
    """A link that signs the wallet's owner in, once. Raises WalletNotFound, NoSuchUser (staff among them)."""
    owner_id = _owner(session, caller, request.wallet, now=now)
    link: NewLink = accounts.create_sign_in_link(session, owner_id, now=now)
    return answers.SignInLink(link.url, link.expires_at)


def _wish(session: Session, caller: Caller, request: CheckoutLinkRequest, *, now: datetime) -> tuple[Buyer, str]:
    customer = find_customer(session, _owner(session, caller, request.wallet, now=now))
    on_sale = {offer.slug: offer.package_id for offer in offers(session, request.currency)}
    if request.package not in on_sale:
        raise OfferNotFound(request.package, request.currency)
    email = customer.email or (normalise(request.email) if request.email else "")
    return Buyer(customer.user_id, email, customer.locale), on_sale[request.package]


def _owner(session: Session, caller: Caller, place: str, *, now: datetime) -> str:
    return ledger.wallet_view(session, wallet_for(session, caller, place, now=now)).owner_id


def _agreement(caller: Caller) -> Agreement:
    """The customer agreed in the app, whose words we do not know; the app says so by asking for the link."""
    return Agreement(terms_version=f"app:{caller.key_id}", withdrawal_wording="as agreed in the app")


def _purchase_at(session: Session, owner_id: str, url: str) -> str:
    """Which of the owner's purchases is paid at this address, or was: two may be asked for at the same moment."""
    found = purchases(session, owner_id, limit=_RECENT).purchases
    return next(one.id for one in found if one.session_id and (one.session_url == url or url.endswith(one.session_id)))
