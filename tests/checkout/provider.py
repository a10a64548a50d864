"""A payment provider at the port, in memory: it keeps idempotency keys as Stripe does, and misbehaves on demand."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from creditshop.payments.errors import GatewayRefused, GatewayUnavailable, SessionMissing, StoredFailure
from creditshop.payments.events import PURCHASE_KEY, CheckoutSession, PaymentAttempt
from creditshop.payments.gateway import CheckoutRequest

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHORTEST, KEY_LIFE = timedelta(minutes=30), timedelta(hours=24)


async def _nothing(request: CheckoutRequest) -> None:
    """What happens before a session is opened, unless a test wants to watch or to wait."""


def report_of(seen: CheckoutSession) -> str:
    """What a session says, in the words of the table of states."""
    if seen.status == "complete":
        return "completed" if seen.payment_status == "unpaid" else "paid"
    return "opened" if seen.status == "open" else "expired"


@dataclass
class Provider:
    """Sessions by id, and what each idempotency key was used for.

    `trouble` holds what happens to the coming calls, one word each: "lost" (done, but the answer never arrives), "down"
    (not done, no answer), "broken" (done, and a 500 that the key will repeat), "refused", or "" for nothing.
    """

    now: datetime = NOON
    prefix: str = "cs_test"
    sessions: dict[str, CheckoutSession] = field(default_factory=dict)
    born: dict[str, datetime] = field(default_factory=dict)
    keys: dict[str, tuple[datetime, CheckoutRequest, str]] = field(default_factory=dict)
    requests: list[CheckoutRequest] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    before_opening: Callable[[CheckoutRequest], object] = _nothing
    calls: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)
    """What the shop has heard: purchase id and report."""

    async def account_id(self) -> str:
        return "acct_test"

    async def create_checkout(self, request: CheckoutRequest) -> CheckoutSession:
        try:
            return await self._create(request)
        except (GatewayRefused, StoredFailure):
            self.told.append((request.client_reference_id, "not_opened"))
            raise

    async def _create(self, request: CheckoutRequest) -> CheckoutSession:
        trouble = self._trouble()
        self.requests.append(request)
        await self.before_opening(request)  # type: ignore[misc]
        if known := self._replayed(request):
            return self._answered(known, trouble)
        if request.expires_at - self.now < SHORTEST:
            raise GatewayRefused("expires_at must be at least 30 minutes from now", "parameter_invalid")
        opened = self._new(request)
        self.keys[request.idempotency_key] = self.now, request, "broken" if trouble == "broken" else opened.id
        return self._answered(opened, trouble)

    async def retrieve_checkout(self, session_id: str) -> CheckoutSession:
        trouble = self._trouble()
        return self._answered(self._known(session_id), trouble)

    async def expire_checkout(self, session_id: str) -> CheckoutSession:
        trouble = self._trouble()
        if self._known(session_id).status == "open":
            self.change(session_id, status="expired", url=None)
        return self._answered(self.sessions[session_id], trouble)

    async def find_checkout(self, purchase_id: str, created_from: datetime) -> CheckoutSession | None:
        try:
            trouble = self._trouble()
        except GatewayRefused:
            self.told.append((purchase_id, "not_opened"))
            raise
        found = [seen for seen in self.sessions.values() if seen.purchase_id == purchase_id]
        recent = [seen for seen in found if self.born[seen.id] >= created_from]
        if recent:
            return self._answered(recent[0], trouble)
        self.told.append((purchase_id, "not_opened"))
        return None

    def change(self, session_id: str, **values: object) -> CheckoutSession:
        """What buyers, banks and time do to a session."""
        self.sessions[session_id] = replace(self.sessions[session_id], **values)  # type: ignore[arg-type]
        return self.sessions[session_id]

    def pay(self, session_id: str, **values: object) -> CheckoutSession:
        """The buyer pays by card."""
        paid = {"status": "complete", "payment_status": "paid", "url": None, "payment_intent_id": f"pi_{session_id}"}
        return self.change(session_id, **(paid | values))

    def complete(self, session_id: str) -> CheckoutSession:
        """The buyer pays by a method that takes days."""
        return self.change(session_id, status="complete", url=None, payment_intent_id=f"pi_{session_id}")

    def expire(self, session_id: str) -> CheckoutSession:
        """Time is over."""
        return self.change(session_id, status="expired", url=None)

    def decline(self, session_id: str, code: str = "insufficient_funds") -> PaymentAttempt:
        """The bank says no; the session stays open."""
        seen = self.sessions[session_id]
        words = "Your card has insufficient funds."
        return PaymentAttempt(
            f"pi_{session_id}", seen.purchase_id, seen.amount_total, seen.currency, seen.livemode, code, words
        )

    @property
    def open(self) -> list[CheckoutSession]:
        """The sessions that can be paid."""
        return [seen for seen in self.sessions.values() if seen.status == "open"]

    def _trouble(self) -> str:
        self.calls += 1
        trouble = self.trouble.pop(0) if self.trouble else ""
        if trouble == "down":
            raise GatewayUnavailable("no route to host")
        if trouble == "refused":
            raise GatewayRefused("This account cannot take payments.", "account_invalid")
        return trouble

    def _answered(self, seen: CheckoutSession, trouble: str) -> CheckoutSession:
        if trouble in ("lost", "broken"):
            raise GatewayUnavailable("the connection broke")
        self.told.append((str(seen.purchase_id), report_of(seen)))
        return seen

    def _known(self, session_id: str) -> CheckoutSession:
        if session_id not in self.sessions:
            raise SessionMissing("No such checkout session", "resource_missing")
        return self.sessions[session_id]

    def _replayed(self, request: CheckoutRequest) -> CheckoutSession | None:
        used_at, used_for, outcome = self.keys.get(request.idempotency_key, (NOON, None, ""))
        if used_for is None or self.now - used_at >= KEY_LIFE:
            return None
        if used_for != request:
            raise GatewayRefused("Keys can only be used with the same parameters", "idempotency_error")
        if outcome == "broken":
            raise StoredFailure("An error occurred")
        return self.sessions[outcome]

    def _new(self, request: CheckoutRequest) -> CheckoutSession:
        session_id = f"{self.prefix}_{len(self.born) + 1}"
        self.born[session_id] = self.now
        self.sessions[session_id] = CheckoutSession(
            id=session_id,
            status="open",
            payment_status="unpaid",
            url=f"https://pay.test/{session_id}",
            currency=request.currency,
            amount_subtotal=request.amount_minor,
            amount_total=request.amount_minor,
            amount_discount=0,
            amount_tax=0,
            livemode=False,
            purchase_id=request.metadata[PURCHASE_KEY],
            payment_intent_id=None,
            expires_at=request.expires_at,
        )
        return self.sessions[session_id]
