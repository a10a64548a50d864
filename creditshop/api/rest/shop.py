"""What can be bought and used, gifts, and the links that an app hands to its customer."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from creditshop.accounts.errors import InvalidEmail, NoSuchUser
from creditshop.api import acts
from creditshop.api.answers import CheckoutLink, Feature, Gift, Package, Page, SignInLink
from creditshop.api.errors import TooLarge
from creditshop.api.requests import CheckoutLinkRequest, Currency, GrantRequest, SignInLinkRequest
from creditshop.api.rest.answering import answer, replayable
from creditshop.api.rest.dependencies import Admin, Giver, IdempotencyKey, Reader, Spender
from creditshop.api.rest.documents import MOVES, problems
from creditshop.api.rest.edge import BoundedRoute
from creditshop.catalog import OfferNotFound
from creditshop.checkout import CheckoutBlocked, CheckoutRefused, CheckoutUnavailable
from creditshop.clock import utcnow
from creditshop.ledger import WalletNotFound

router = APIRouter(tags=["Shop"], route_class=BoundedRoute)


@router.post("/grants", status_code=201, response_model=Gift, responses=problems(*MOVES, WalletNotFound))
async def grant(caller: Giver, body: GrantRequest, key: IdempotencyKey) -> Response:
    """Give credits; debt is paid first."""
    return replayable(await acts.act(acts.grant, caller, body, key, now=utcnow()), 201)


@router.get("/packages", response_model=Page[Package], responses=problems())
async def list_packages(_caller: Reader, currency: Annotated[Currency, Query()]) -> Response:
    """What is on sale in a currency."""
    return answer(await acts.look(acts.list_packages, currency))


@router.get("/features", response_model=Page[Feature], responses=problems())
async def list_features(_caller: Reader) -> Response:
    """The price list: what using each feature costs."""
    return answer(await acts.look(acts.list_features))


@router.post(
    "/checkout_links",
    status_code=201,
    response_model=CheckoutLink,
    responses=problems(
        WalletNotFound,
        NoSuchUser,
        InvalidEmail,
        OfferNotFound,
        CheckoutBlocked,
        CheckoutUnavailable,
        CheckoutRefused,
        TooLarge,
    ),
)
async def checkout_link(caller: Spender, body: CheckoutLinkRequest) -> Response:
    """Where a customer, who has agreed to the shop's terms in your app, pays for a package.

    Asked for again it is the same link, until it is paid or about to end.
    """
    return answer(await acts.checkout_link(caller, body, now=utcnow()), 201)


@router.post(
    "/sign_in_links",
    status_code=201,
    response_model=SignInLink,
    responses=problems(WalletNotFound, NoSuchUser, TooLarge),
)
async def sign_in_link(caller: Admin, body: SignInLinkRequest) -> Response:
    """A link that signs the wallet's owner in to their account page, once, within five minutes."""
    return answer(await acts.act(acts.sign_in_link, caller, body, now=utcnow()), 201)
