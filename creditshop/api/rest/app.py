"""The FastAPI application that is mounted at /api/v1."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response

from creditshop.api.errors import KeyMissing, NoSuchRoute, RequestInvalid, TooLarge, WrongMethod
from creditshop.api.problems import REFUSALS
from creditshop.api.request_log import RequestLog
from creditshop.api.rest import docs, holds, images, shop, spends, wallets
from creditshop.api.rest.answering import refuse
from creditshop.api.rest.dependencies import scope_of
from creditshop.api.rest.documents import SCHEMA
from creditshop.api.rest.edge import VERSION, Edge
from creditshop.config import settings

PARTS = (spends.router, holds.router, wallets.router, shop.router, images.router)
_KEY = ("header", "Idempotency-Key")
_FRAMEWORKS: dict[int, Exception] = {404: NoSuchRoute(), 405: WrongMethod(), 413: TooLarge()}
_ABOUT = """Apps spend their customers' credits here. Every request carries an API key, every POST that moves credits an
idempotency key: the same key with the same request acts once and is answered with the same bytes."""


class _Api(FastAPI):
    """Its OpenAPI document is made when somebody asks for it: that takes longer than all else at the start."""

    def openapi(self) -> dict[str, Any]:
        """The document, with what FastAPI does not know: what problems look like, and which scope a route asks."""
        if self.openapi_schema:
            return self.openapi_schema
        document = super().openapi()
        document["components"]["schemas"]["Problem"] = SCHEMA
        for route in (route for part in PARTS for route in part.routes if isinstance(route, APIRoute)):
            for method in route.methods or ():
                document["paths"][route.path][method.lower()]["security"] = [{"ApiKey": [scope_of(route)]}]
        return document


def create_api() -> FastAPI:
    """The application; its documentation names the shop's address."""
    api = _Api(
        title=f"{settings().shop_name} API",
        version=VERSION,
        description=_ABOUT,
        servers=[{"url": f"{settings().public_url}/api/v1"}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(RequestLog), Middleware(Edge)],
        separate_input_output_schemas=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # tracing/ watches every route alike
        generate_unique_id_function=lambda route: route.name,
    )
    for part in PARTS:
        api.include_router(part)
    api.include_router(docs.router)
    for error in REFUSALS:
        api.add_exception_handler(error, refuse)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    return api


async def _invalid(request: Request, error: Exception) -> Response:
    """A request that is not as documented; says where and why, and repeats nothing of it."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if any(one["loc"] == _KEY for one in found):
        return await refuse(request, KeyMissing())
    return await refuse(request, RequestInvalid([{"loc": list(one["loc"]), "msg": one["msg"]} for one in found]))


async def _http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: a path or method without route, a body that cannot be read."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = await refuse(request, _FRAMEWORKS.get(status, RequestInvalid([])))
    response.headers.update(getattr(error, "headers", None) or {})  # which methods are allowed
    return response
