"""What the benchmark serves: the webhook route as the shop has it, and an empty route to compare with."""

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from creditshop import inbox
from creditshop.api.webhooks import routes
from creditshop.config import settings
from creditshop.handlers import AWAITED, HANDLERS
from creditshop.payments import current
from creditshop.providers.stripe import StripeGateway, parse_event, verify_webhook

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))


async def empty(request: Request) -> JSONResponse:
    """Reads the body and answers: what server and framework cost."""
    await request.body()
    return JSONResponse({"received": True})


def app() -> Starlette:
    """The application, for granian's --factory."""
    current.bind(StripeGateway(settings().stripe_key, settings().stripe_url), verify_webhook, parse_event)
    inbox.bind(HANDLERS, AWAITED)
    return Starlette(routes=[*routes, Route("/empty", empty, methods=["POST"])])
