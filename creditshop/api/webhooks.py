"""The route that payment events arrive on: verify, store, answer. What they do is decided in handlers.py."""

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from structlog.contextvars import bound_contextvars

from creditshop import inbox, metrics
from creditshop.api.session import client_ip
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import transact
from creditshop.payments import current
from creditshop.payments.errors import EventMalformed, SignatureInvalid
from creditshop.payments.events import Event
from creditshop.ratelimit import RateLimited, hit_from

LARGEST_BODY = 1024 * 1024  # bytes; Stripe's events are a few KiB, rarely a few hundred
_log = structlog.get_logger(__name__)


class BodyTooLarge(Exception):
    """More bytes than any event has."""


async def stripe_webhook(request: Request) -> Response:
    """`POST /api/stripe/webhook`: 200 once the event is stored, whatever became of it.

    400 for what is not signed by Stripe or no event, 413 for more than 1 MiB, 429 for a network that sends much of it:
    nothing is stored. 503 when the database
    fails: Stripe sends the event again (https://docs.stripe.com/webhooks#retries).
    """
    try:
        body = await _body(request)
        event = current.verify_webhook(body, request.headers.get("stripe-signature", ""), settings().webhook_secrets)
    except BodyTooLarge:
        return await _refused(request, 413, "too large")
    except SignatureInvalid as error:
        return await _refused(request, 400, "signature invalid", why=str(error))
    except EventMalformed as error:
        return _no(400, "not an event", why=str(error))
    except ClientDisconnect:
        return await _refused(request, 400, "incomplete")
    return await _store(event)


async def _store(event: Event) -> Response:
    with bound_contextvars(event_id=event.id, type=event.type, purchase_id=event.purchase_id):
        try:
            received = await transact(inbox.receive, event, now=utcnow())
        except SQLAlchemyError as error:
            # the text may hold a row's values
            _log.error("event not stored", error=type(error).__name__)
            return JSONResponse({"error": "try again later"}, 503, {"Retry-After": "10"})
        _log.info("event received", stored_id=received.id, state=received.state, new=received.new)
    return JSONResponse({"received": True})


async def _body(request: Request) -> bytes:
    """The raw bytes, which the signature is about; stops reading at the limit, whatever Content-Length says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge
    return bytes(body)


async def _refused(request: Request, status: int, reason: str, **details: str) -> Response:
    """Say no to what nobody has signed; to a network that was told so too often, without a line in the log."""
    try:
        await hit_from("webhook.network", client_ip(request))
    except RateLimited as limited:
        metrics.WEBHOOKS.labels("unknown", "refused").inc()
        return JSONResponse({"error": "too many"}, 429, {"Retry-After": str(limited.retry_after)})
    return _no(status, reason, **details)


def _no(status: int, reason: str, **details: str) -> Response:
    metrics.WEBHOOKS.labels("unknown", "refused").inc()
    _log.warning("webhook refused", reason=reason, **details)
    return JSONResponse({"error": reason}, status)


PATH = "/api/stripe/webhook"
routes = [Route(PATH, stripe_webhook, methods=["POST"])]
