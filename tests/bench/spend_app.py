"""What the benchmark serves: the REST API, and beside its routes an empty one that wants a key, too."""

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from creditshop.api.rest import create_api
from creditshop.api.rest.answering import answer
from creditshop.api.rest.dependencies import Spender
from tests.bench.webhook_app import empty

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))


async def authenticated(_caller: Spender, request: Request) -> Response:
    """Reads the body and answers: what server, framework and authentication cost."""
    await request.body()
    return answer({"received": True})


def app() -> Starlette:
    """The application, for granian's --factory."""
    api = create_api()
    api.add_api_route("/empty", authenticated, methods=["POST"])
    return Starlette(routes=[Route("/empty", empty, methods=["POST"]), Mount("/api/v1", api)])
