"""The shop's calls to Stripe, or to whatever speaks its API at `api_base`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import stripe

from creditshop.payments.errors import EventMalformed, GatewayRefused, GatewayUnavailable
from creditshop.payments.events import PURCHASE_KEY, CheckoutSession, Dispute, Event, Refund
from creditshop.payments.gateway import CheckoutRequest, Evidence, RefundRequest, SessionStatus
from creditshop.payments.records import MoneyMovement, Payment
from creditshop.providers.stripe import history, records, returns
from creditshop.providers.stripe.errors import translate
from creditshop.providers.stripe.events import parse_event
from creditshop.providers.stripe.fields import Json, metadata_id
from creditshop.providers.stripe.objects import checkout_session
from creditshop.providers.stripe.requests import checkout_params, evidence_params, refund_params

if TYPE_CHECKING:
    from stripe.checkout import Session, SessionService
    from stripe.params import RefundListParams
    from stripe.params.checkout import SessionListParams, SessionListParamsCreated

T = TypeVar("T")
stripe.enable_telemetry = False
_RETRIES = 2
_PAGE = 100  # the most that Stripe gives at once
_KEY_LIFE = timedelta(hours=24)  # calls with a purchase's key end before, and so does the making of its session


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may take, in seconds: to connect, to wait for the next byte, and in all with its retries."""

    connect: float = 5
    answer: float = 10
    whole: float = 20


class StripeGateway:
    """`payments.gateway.PaymentGateway` for Stripe. The client is made on first use: workers fork, and loops differ."""

    def __init__(self, key: str, api_base: str | None = None, patience: Patience | None = None) -> None:
        self._key = key
        self._api_base = api_base
        self._patience = patience or Patience()

    async def account_id(self) -> str:
        """The id of the account that the key belongs to."""
        account = await self._call(self._client.v1.accounts.retrieve_current_async())
        return account.id

    async def create_checkout(self, request: CheckoutRequest) -> CheckoutSession:
        """Open a hosted checkout. Raises StoredFailure when this idempotency key can only fail from now on."""
        options: stripe.RequestOptions = {"idempotency_key": request.idempotency_key}
        return _read(await self._call(self._sessions.create_async(checkout_params(request), options)))

    async def retrieve_checkout(self, session_id: str) -> CheckoutSession:
        """The session as it is now, and whether its delayed payment failed. Raises SessionMissing."""
        return _read(await self._call(self._sessions.retrieve_async(session_id, {"expand": ["payment_intent"]})))

    async def expire_checkout(self, session_id: str) -> CheckoutSession:
        """Close an open session. Stripe refuses when it was paid or expired meanwhile: then, the session as it is."""
        try:
            return _read(await self._call(self._sessions.expire_async(session_id)))
        except GatewayRefused:
            found = await self.retrieve_checkout(session_id)
            if found.status == SessionStatus.OPEN:
                raise
            return found

    async def find_checkout(self, purchase_id: str, created_from: datetime) -> CheckoutSession | None:
        """The session that names this purchase. Stripe cannot search by metadata: all of that day are read."""
        async for session in self._created_within(created_from, created_from + _KEY_LIFE):
            if metadata_id(session.to_dict(), PURCHASE_KEY) == purchase_id:
                return _read(session)
        return None

    async def create_refund(self, request: RefundRequest) -> Refund:
        """Give money back. Raises StoredFailure when this idempotency key can only fail from now on."""
        options: stripe.RequestOptions = {"idempotency_key": request.idempotency_key}
        made = await self._call(self._client.v1.refunds.create_async(refund_params(request), options))
        return _read_as(returns.refund, made)

    async def refunds_of(self, payment_intent_id: str) -> tuple[Refund, ...]:
        """Every refund of a payment, whoever made it."""
        params: RefundListParams = {"payment_intent": payment_intent_id, "limit": _PAGE}
        found: list[Refund] = []
        while True:
            page = await self._call(self._client.v1.refunds.list_async(params))
            found += [_read_as(returns.refund, one) for one in page.data]
            if not page.has_more:
                return tuple(found)
            params["starting_after"] = page.data[-1].id

    async def retrieve_dispute(self, dispute_id: str) -> Dispute:
        """The dispute as it is now."""
        return _read_as(returns.dispute, await self._call(self._client.v1.disputes.retrieve_async(dispute_id)))

    async def submit_evidence(self, dispute_id: str, evidence: Evidence, *, idempotency_key: str) -> Dispute:
        """Answer a dispute, for good; return it as it is then."""
        params, options = evidence_params(evidence), stripe.RequestOptions(idempotency_key=idempotency_key)
        answered = await self._call(self._client.v1.disputes.update_async(dispute_id, params, options))
        return _read_as(returns.dispute, answered)

    async def events_since(self, since: datetime, types: Collection[str]) -> tuple[Event, ...]:
        """The events of these types from then on, oldest first; Stripe keeps them for 30 days."""
        found = await history.events_since(self._call, self._client.v1.events.list_async, since, types)
        return tuple(_read_as(lambda source: parse_event(dict(source)), one) for one in found)

    async def payments_since(self, since: datetime) -> tuple[Payment, ...]:
        """The charges made from then on that succeeded, oldest first."""
        found = await history.read_since(self._call, self._client.v1.charges.list_async, since)
        return tuple(_read_as(records.payment, one) for one in found if one["status"] == "succeeded")

    async def payment_of(self, payment_intent_id: str) -> Payment | None:
        """The charge of this intent that succeeded, or None."""
        page = await self._call(self._client.v1.charges.list_async({"payment_intent": payment_intent_id}))
        return next((_read_as(records.payment, one) for one in page.data if one.status == "succeeded"), None)

    async def refunds_since(self, since: datetime) -> tuple[Refund, ...]:
        """The refunds made from then on, oldest first."""
        found = await history.read_since(self._call, self._client.v1.refunds.list_async, since)
        return tuple(_read_as(returns.refund, one) for one in found)

    async def disputes_since(self, since: datetime) -> tuple[Dispute, ...]:
        """The disputes opened from then on, oldest first."""
        found = await history.read_since(self._call, self._client.v1.disputes.list_async, since)
        return tuple(_read_as(returns.dispute, one) for one in found)

    async def movements_since(self, since: datetime) -> tuple[MoneyMovement, ...]:
        """The balance transactions from then on, oldest first."""
        found = await history.read_since(self._call, self._client.v1.balance_transactions.list_async, since)
        return tuple(_read_as(records.movement, one) for one in found)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def _created_within(self, first: datetime, last: datetime) -> AsyncIterator["Session"]:
        created: SessionListParamsCreated = {"gte": int(first.timestamp()), "lte": int(last.timestamp())}
        params: SessionListParams = {"created": created, "limit": _PAGE}
        while True:
            page = await self._call(self._sessions.list_async(params))
            for session in page.data:
                yield session
            if not page.has_more:
                return
            params["starting_after"] = page.data[-1].id

    async def _call(self, call: Coroutine[Any, Any, T]) -> T:
        try:
            async with asyncio.timeout(self._patience.whole):
                return await call
        except stripe.StripeError as error:
            raise translate(error) from error
        except TimeoutError as error:
            raise GatewayUnavailable(f"Stripe has not answered within {self._patience.whole:g} seconds") from error
        except AttributeError as error:  # the SDK trips over an error that is not Stripe's, such as a proxy's
            raise GatewayUnavailable("Stripe's answer cannot be read") from error

    @property
    def _sessions(self) -> "SessionService":
        return self._client.v1.checkout.sessions

    @cached_property
    def _client(self) -> stripe.StripeClient:
        return stripe.StripeClient(
            self._key,
            base_addresses={"api": self._api_base} if self._api_base else {},
            max_network_retries=_RETRIES,
            http_client=self._http,
        )

    @cached_property
    def _http(self) -> stripe.HTTPXClient:
        return stripe.HTTPXClient(timeout=httpx.Timeout(self._patience.answer, connect=self._patience.connect))


def _read(session: "Session") -> CheckoutSession:
    return _read_as(checkout_session, session)


def _read_as(read: Callable[[Json], T], answer: stripe.StripeObject) -> T:
    try:
        return read(answer.to_dict())
    except EventMalformed as error:
        raise GatewayUnavailable(f"Stripe's answer cannot be read: {error}") from error
