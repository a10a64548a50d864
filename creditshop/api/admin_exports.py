"""The list of payments as CSV for staff who decide about money: what the page shows, with the provider's ids."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from creditshop.accounts import DECIDERS
from creditshop.api.exports import AT_ONCE, CSV, Rows, attachment, lines, sign_in_first, signed_in_reader, too_many
from creditshop.api.session import actor
from creditshop.audit import record
from creditshop.checkout import PurchaseFilter, PurchaseView, latest_purchases
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.refunds import named_by_return

_HEADING = (
    "payment", "created_at", "paid_at", "state", "needs_a_person", "customer", "email", "package", "credits",
    "bonus_credits", "currency", "offered_minor", "charged_minor", "discount_minor", "tax_minor", "refunded_minor",
    "dispute", "stripe_session", "stripe_payment_intent",
)  # fmt: skip


async def payments_csv(request: Request) -> Response:
    """The payments that the query asks for as the page's address does, newest first; amounts in minor units.

    The audit log holds who exported which, before the first line leaves.
    """
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    if user.role not in DECIDERS:
        return PlainTextResponse("Finance and owners export payments.", status_code=403)
    if refusal := await too_many(user):
        return refusal
    wanted = PurchaseFilter.read(request.query_params)
    asked = wanted.query() | ({"search": "…"} if wanted.search else {})  # the log forgets nobody, so it names nobody
    await transact(record, actor(request, user), "purchase.export", "payments", after=asked, now=utcnow())
    named = await read(named_by_return, wanted)
    return attachment("payments.csv", CSV, lines(_HEADING, payment_pages(named)))


async def payment_pages(wanted: PurchaseFilter, at_once: int = AT_ONCE) -> Rows:
    """These payments as lines, newest first, read `at_once` at a time."""
    before: str | None = None
    while True:
        page = await read(latest_purchases, wanted, before=before, limit=at_once)
        yield map(_line, page.purchases)
        before = page.next_before
        if before is None:
            return


def _line(purchase: PurchaseView) -> Sequence[object]:
    """What the provider has not told is left empty, other than 0."""
    return (
        purchase.id,
        purchase.created_at.isoformat(),
        purchase.paid_at.isoformat() if purchase.paid_at else "",
        purchase.state,
        purchase.attention or "",
        purchase.owner_id,
        purchase.email,
        purchase.name,
        purchase.credits,
        purchase.bonus_credits,
        purchase.currency,
        purchase.amount_minor,
        "" if purchase.amount_total is None else purchase.amount_total,
        "" if purchase.amount_discount is None else purchase.amount_discount,
        "" if purchase.amount_tax is None else purchase.amount_tax,
        purchase.refunded_minor,
        purchase.dispute_status or "",
        purchase.session_id or "",
        purchase.payment_intent_id or "",
    )


routes = [Route("/api/admin/payments.csv", payments_csv, methods=["GET"])]
