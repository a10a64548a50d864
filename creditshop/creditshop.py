"""The composition root: the pages, the HTTP routes and what runs beside them, as one ASGI app."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from reflex_base import otel
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from creditshop import frontend, tracing
from creditshop.api import (
    admin_exports,
    admin_statement,
    audit,
    auth,
    closing,
    email_change,
    exports,
    graphql,
    oidc,
    own_data,
    staff_exports,
    statements,
    webhooks,
)
from creditshop.api.address import OneAddress
from creditshop.api.bounds import Bounds
from creditshop.api.headers import Headers, content_security_policy
from creditshop.api.health import health_routes
from creditshop.api.https import HttpsOnly
from creditshop.api.images import create_images
from creditshop.api.metrics import metrics_route
from creditshop.api.request_log import RequestLog
from creditshop.api.rest import create_api
from creditshop.api.security_txt import security_txt_route
from creditshop.config import Mode, Settings, settings
from creditshop.database import transactions
from creditshop.leaving import Leaving
from creditshop.sandbox.app import create_app as create_sandbox
from creditshop.sandbox.app import run_background
from creditshop.ui import live
from creditshop.ui.app import make_app
from creditshop.work import running_jobs, wire

config = settings()
frontend_was_built = frontend.is_built()  # when this process started: what it serves does not change with the sources
leaving = Leaving(config.drain_seconds)
sandbox_app: Starlette | None = None


def make_sandbox(config: Settings) -> Starlette:
    """The Stripe stand-in, as it is mounted under /sandbox; its events come back to this very server."""
    return create_sandbox(
        state=config.creditshop_data_dir / "sandbox.db",
        secret_key=config.stripe_key,
        webhook_secret=",".join(config.webhook_secrets),
        webhook_url=f"http://127.0.0.1:{config.port}{webhooks.PATH}",
        base_url=f"{config.public_url}/sandbox",
    )


def with_routes(pages: ASGIApp) -> ASGIApp:
    """The shop's own routes, in front of Reflex's."""
    routes: list[BaseRoute] = [
        *webhooks.routes,
        *health_routes(lambda: frontend_was_built, lambda: leaving.has_begun),
        metrics_route,
        security_txt_route,
        *auth.routes,
        *email_change.routes,
        *closing.routes,
        *oidc.routes,
        *exports.routes,
        *own_data.routes,
        *staff_exports.routes,
        *audit.routes,
        *admin_exports.routes,
        *admin_statement.routes,
        *statements.routes,
        graphql.route,
        Mount("/api/v1", create_api()),
        Mount("/api/images", create_images()),
    ]
    if sandbox_app is not None:
        routes.append(Mount("/sandbox", sandbox_app))
    return Starlette(routes=[*routes, Mount("", pages)])


def with_one_address(inner: ASGIApp) -> ASGIApp:
    """PUBLIC_URL is where the shop is used, also by who types 127.0.0.1."""
    return OneAddress(inner, public_url=config.public_url)


def guarded(inner: ASGIApp) -> ASGIApp:
    """Around everything, Reflex's own answers too. From the inside: bounds, https, headers, an id, a trace."""
    bounded: ASGIApp = Bounds(inner, body_seconds=config.body_seconds)
    if is_https := config.public_url.startswith("https://"):
        bounded = HttpsOnly(bounded, public_url=config.public_url, hops=config.trusted_proxy_hops)
    policy = content_security_policy(frontend.WEB.rglob("*.html"))
    return tracing.traced(RequestLog(Headers(bounded, policy=policy, https=is_https)))


def serve() -> ASGIApp:
    """The shop as an ASGI application, made in the process that serves it."""
    tracing.start(config)
    if config.otel_exporter_otlp_endpoint:
        otel.enable()  # Reflex's events
    return guarded(app())


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """What runs beside the pages, once a worker: provider, pushes, and on SQLite the jobs."""
    config.check()
    gateway = wire(config)
    live.bind()
    leaving.listen()
    async with AsyncExitStack() as beside:
        beside.push_async_callback(asyncio.to_thread, tracing.stop)
        beside.callback(transactions.shutdown)
        beside.push_async_callback(gateway.close)
        if sandbox_app is not None:
            await beside.enter_async_context(run_background(sandbox_app))
        if config.is_sqlite:
            await beside.enter_async_context(running_jobs())
        yield


if config.mode is Mode.SANDBOX:
    sandbox_app = make_sandbox(config)
app = make_app(api_transformer=[with_routes, with_one_address])
app.register_lifespan_task(lifespan)
app.register_lifespan_task(live.subscriber)
