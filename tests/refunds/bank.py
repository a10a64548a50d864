"""The provider in memory, with refunds and disputes as its dashboard and the banks make them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from creditshop.payments.errors import GatewayRefused, GatewayUnavailable, StoredFailure
from creditshop.payments.events import PURCHASE_KEY, REFUND_KEY, Dispute, MoneyReturned, Refund
from creditshop.payments.gateway import Evidence, RefundRequest
from tests.checkout.provider import Provider

DEAD = ("failed", "canceled")
Told = Refund | Dispute


class ListRefused(GatewayRefused):
    """The provider does not say what was refunded: nothing is known then."""


@dataclass
class Bank(Provider):
    """`told` of the provider, and `events`: everything it reports of returns, each as of a moment of its clock."""

    refunds: dict[str, Refund] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    refund_keys: dict[str, tuple[RefundRequest, str]] = field(default_factory=dict)
    events: list[tuple[Told, datetime]] = field(default_factory=list)
    answers: list[Evidence] = field(default_factory=list)
    ticks: int = 0

    async def create_refund(self, request: RefundRequest) -> Refund:
        trouble = self._trouble()
        known = self.refund_keys.get(request.idempotency_key)
        if known and known[1] == "broken":
            raise StoredFailure("An error occurred")
        if known:
            return self._answer_refund(self.refunds[known[1]], trouble)
        if request.amount_minor > self.left(request.payment_intent_id):
            raise GatewayRefused("greater than unrefunded amount", "charge_already_refunded")
        made = self.give_back(request.payment_intent_id, request.amount_minor, **request.metadata)
        self.refund_keys[request.idempotency_key] = request, "broken" if trouble == "broken" else made.id
        return self._answer_refund(made, trouble)

    async def refunds_of(self, payment_intent_id: str) -> tuple[Refund, ...]:
        try:
            self._trouble()
        except GatewayRefused as error:
            raise ListRefused(str(error), error.code) from None
        return tuple(one for one in self.refunds.values() if one.payment_intent_id == payment_intent_id)

    async def retrieve_dispute(self, dispute_id: str) -> Dispute:
        return self.disputes[dispute_id]

    async def submit_evidence(self, dispute_id: str, evidence: Evidence, *, idempotency_key: str) -> Dispute:
        self._trouble()
        self.answers.append(evidence)
        return self.decide(dispute_id, "under_review", submissions=1)

    def charged(self, payment_intent_id: str) -> int:
        """What was paid."""
        return next(one.amount_total for one in self.sessions.values() if one.payment_intent_id == payment_intent_id)

    def left(self, payment_intent_id: str) -> int:
        """What can be refunded yet."""
        made = [one for one in self.refunds.values() if one.payment_intent_id == payment_intent_id]
        return self.charged(payment_intent_id) - sum(one.amount_minor for one in made if one.status not in DEAD)

    def give_back(self, payment_intent_id: str, amount_minor: int, **metadata: str) -> Refund:
        """A refund is made: by the shop, or without metadata in the dashboard."""
        made = Refund(
            id=f"re_{self.prefix}_{len(self.refunds) + 1}",
            status="pending",
            amount_minor=amount_minor,
            currency="usd",
            payment_intent_id=payment_intent_id,
            purchase_id=metadata.get(PURCHASE_KEY),
            refund_id=metadata.get(REFUND_KEY),
            reason=None,
            failure_reason=None,
            created=self.now,
        )
        return self._keep_refund(made)

    def settle(self, refund_id: str, status: str) -> Refund:
        """The bank takes the money, or sends it back."""
        why = "lost_or_stolen_card" if status == "failed" else None
        return self._keep_refund(replace(self.refunds[refund_id], status=status, failure_reason=why))

    def dispute(self, payment_intent_id: str, amount_minor: int | None = None, *, inquiry: bool = False) -> Dispute:
        """A buyer goes to their bank."""
        amount = self.charged(payment_intent_id) if amount_minor is None else amount_minor
        opened = Dispute(
            id=f"du_{self.prefix}_{len(self.disputes) + 1}",
            status="warning_needs_response" if inquiry else "needs_response",
            reason="fraudulent",
            amount_minor=amount,
            currency="usd",
            payment_intent_id=payment_intent_id,
            withdrawn_minor=0 if inquiry else amount,
            fee_minor=0 if inquiry else 1500,
            movements=0 if inquiry else 1,
            due_by=self.now + timedelta(days=7),
            submissions=0,
            created=self.now,
        )
        return self._keep_dispute(opened)

    def decide(self, dispute_id: str, status: str, **values: object) -> Dispute:
        """The dispute gets further."""
        found = self.disputes[dispute_id]
        if status == "won":
            values |= {"withdrawn_minor": 0, "fee_minor": 0, "movements": 2}
        return self._keep_dispute(replace(found, status=status, **values))  # type: ignore[arg-type]

    def returned(self, payment_intent_id: str) -> MoneyReturned:
        """What a charge says of its refunds."""
        return MoneyReturned(payment_intent_id, self.charged(payment_intent_id) - self.left(payment_intent_id), "usd")

    def _keep_refund(self, refund: Refund) -> Refund:
        self.refunds[refund.id] = refund
        self._report(refund)
        return refund

    def _keep_dispute(self, dispute: Dispute) -> Dispute:
        self.disputes[dispute.id] = dispute
        self._report(dispute)
        return dispute

    def _report(self, told: Told) -> None:
        self.ticks += 1
        self.events.append((told, datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(seconds=self.ticks)))

    def _answer_refund(self, made: Refund, trouble: str) -> Refund:
        if trouble in ("lost", "broken"):
            raise GatewayUnavailable("the connection broke")
        return self.refunds[made.id]
