"""What can be done. The mutations of one request run one after the other, each in a transaction of its own."""

from datetime import datetime
from typing import Any

import strawberry

from creditshop.api import acts
from creditshop.api.errors import KeyMissing, RequestInvalid
from creditshop.api.graphql import results
from creditshop.api.graphql.resolving import Info, checked
from creditshop.api.graphql.results import SpendBatch, mutation, refusal
from creditshop.api.graphql.scalars import BigInt
from creditshop.api.requests import (
    BatchRequest,
    CaptureRequest,
    CheckoutLinkRequest,
    GrantRequest,
    HoldRequest,
    Id,
    Key,
    Place,
    ReasonRequest,
    SignInLinkRequest,
    SpendRequest,
    WalletRequest,
)
from creditshop.apikeys import Scope
from creditshop.clock import utcnow

_ONE = BigInt(1)


@strawberry.input(description="One spend of a batch: `credits`, or a `feature` and how much of it.")
class SpendInput:
    """As the arguments of `spend`."""

    wallet: strawberry.ID
    credits: BigInt | None = None
    feature: str | None = None
    quantity: BigInt = _ONE
    reference: str = ""


@strawberry.type(description="What can be done.")
class Mutation:
    """What customers' keys may do with their own wallet, and the shop's keys with every wallet."""

    @mutation(results.SPEND_RESULT, Scope.SPEND)
    async def spend(
        self,
        info: Info,
        *,
        idempotency_key: str,
        wallet: strawberry.ID,
        credits: BigInt | None = None,
        feature: str | None = None,
        quantity: BigInt = _ONE,
        reference: str = "",
    ) -> Any:
        """Use credits: so many, or what a feature costs. `wallet` is an id, or `external:` and your app's name for it.

        The same key with the same arguments acts once, and is answered the same.
        """
        wish = {"wallet": wallet, "credits": credits, "feature": feature, "quantity": quantity, "reference": reference}
        request, key = checked(SpendRequest, wish), _key(idempotency_key)
        return (await acts.act(acts.spend, info.context.caller, request, key, now=utcnow())).answer

    @mutation(results.SPEND_BATCH_RESULT, Scope.SPEND)
    async def spend_batch(self, info: Info, idempotency_key: str, spends: list[SpendInput]) -> Any:
        """Use credits up to a hundred times, each by itself. The key of each is `{idempotencyKey}/{index}`."""
        batch = checked(BatchRequest, {"spends": [vars(one) for one in spends]})
        key = _key(idempotency_key)
        outcomes = await acts.act(acts.spend_batch, info.context.caller, batch.spends, key, now=utcnow())
        return SpendBatch(data=[refusal(one) if isinstance(one, Exception) else one.answer for one in outcomes])

    @mutation(results.HOLD_RESULT, Scope.SPEND)
    async def open_hold(
        self,
        info: Info,
        *,
        idempotency_key: str,
        wallet: strawberry.ID,
        credits: BigInt | None = None,
        feature: str | None = None,
        quantity: BigInt = _ONE,
        expires_in: int = 900,
        reference: str = "",
    ) -> Any:
        """Reserve credits for so many seconds (60 to 86400); what is not captured by then can be spent again."""
        wish = {"wallet": wallet, "credits": credits, "feature": feature, "quantity": quantity, "reference": reference}
        request, key = checked(HoldRequest, {**wish, "expires_in": expires_in}), _key(idempotency_key)
        return (await acts.act(acts.hold, info.context.caller, request, key, now=utcnow())).answer

    @mutation(results.CAPTURE_RESULT, Scope.SPEND)
    async def capture_hold(
        self,
        info: Info,
        *,
        idempotency_key: str,
        id: strawberry.ID,
        credits: BigInt | None = None,
    ) -> Any:
        """Use what is held, or part of it; the rest is released."""
        hold_id, key = checked(Id, id, "id"), _key(idempotency_key)
        wanted = checked(CaptureRequest, {"credits": credits}).credits
        return (await acts.act(acts.capture, info.context.caller, hold_id, wanted, key, now=utcnow())).answer

    @mutation(results.RELEASE_RESULT, Scope.SPEND)
    async def release_hold(self, info: Info, idempotency_key: str, id: strawberry.ID) -> Any:
        """Give back what is held."""
        hold_id, key = checked(Id, id, "id"), _key(idempotency_key)
        return (await acts.act(acts.release, info.context.caller, hold_id, key, now=utcnow())).answer

    @mutation(results.CHECKOUT_LINK_RESULT, Scope.SPEND)
    async def create_checkout_link(
        self, info: Info, wallet: strawberry.ID, package: str, currency: str, email: str | None = None
    ) -> Any:
        """Where a customer, who has agreed to the shop's terms in your app, pays for a package (its slug).

        Asked for again it is the same link, until it is paid or about to end.
        """
        wish = {"wallet": wallet, "package": package, "currency": currency, "email": email}
        return await acts.checkout_link(info.context.caller, checked(CheckoutLinkRequest, wish), now=utcnow())


@strawberry.type(name="Mutation", description="What can be done.")
class ShopMutation(Mutation):
    """What the shop's own keys may do besides."""

    @mutation(results.CREATE_WALLET_RESULT, Scope.SPEND)
    async def create_wallet(self, info: Info, external_id: str, email: str | None = None, name: str = "") -> Any:
        """The wallet of your app's customer, made when it is first asked for."""
        wish = {"external_id": external_id, "email": email, "name": name}
        request = checked(WalletRequest, wish)
        wallet, _ = await acts.act(acts.make_wallet, info.context.caller, request, now=utcnow())
        return wallet

    @mutation(results.GRANT_RESULT, Scope.GRANT)
    async def grant_credits(
        self,
        info: Info,
        *,
        idempotency_key: str,
        wallet: strawberry.ID,
        credits: BigInt,
        reason: str,
        expires_at: datetime | None = None,
    ) -> Any:
        """Give credits; debt is paid first."""
        wish = {"wallet": wallet, "credits": credits, "reason": reason, "expires_at": expires_at}
        request, key = checked(GrantRequest, wish), _key(idempotency_key)
        return (await acts.act(acts.grant, info.context.caller, request, key, now=utcnow())).answer

    @mutation(results.SIGN_IN_LINK_RESULT, Scope.ADMIN)
    async def create_sign_in_link(self, info: Info, wallet: strawberry.ID) -> Any:
        """A link that signs the wallet's owner in to their account page, once, within five minutes."""
        request = checked(SignInLinkRequest, {"wallet": wallet})
        return await acts.act(acts.sign_in_link, info.context.caller, request, now=utcnow())

    @mutation(results.WALLET_RESULT, Scope.ADMIN)
    async def suspend_wallet(self, info: Info, wallet: strawberry.ID, reason: str) -> Any:
        """Stop a wallet from spending; credits still arrive."""
        return await _suspend(info, wallet, reason, suspended=True)

    @mutation(results.WALLET_RESULT, Scope.ADMIN)
    async def resume_wallet(self, info: Info, wallet: strawberry.ID, reason: str) -> Any:
        """Let a wallet spend again."""
        return await _suspend(info, wallet, reason, suspended=False)


async def _suspend(info: Info, wallet: str, reason: str, *, suspended: bool) -> Any:
    place, why = checked(Place, wallet, "wallet"), checked(ReasonRequest, {"reason": reason}).reason
    return await acts.act(acts.suspend, info.context.caller, place, why, suspended=suspended)


def _key(value: str) -> str:
    """An idempotency key. Raises KeyMissing."""
    try:
        return str(checked(Key, value))
    except RequestInvalid:
        raise KeyMissing from None
