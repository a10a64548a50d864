"""The composition root: the pages, the HTTP routes and what runs beside them, as one ASGI app."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from creditshop import frontend
from creditshop.api import admin_exports, audit, auth, exports, graphql, staff_exports, statements, webhooks
from creditshop.api.address import OneAddress
from creditshop.api.headers import Headers, content_security_policy
from creditshop.api.health import health_routes
from creditshop.api.images import create_images
from creditshop.api.rest import create_api
from creditshop.config import Mode, Settings, settings
from creditshop.database import transactions
from creditshop.sandbox.app import create_app as create_sandbox
from creditshop.sandbox.app import run_background
from creditshop.ui import live
from creditshop.ui.app import make_app
from creditshop.work import running_jobs, wire

config = settings()
frontend_was_built = frontend.is_built()  # when this process started: what it serves does not change with the sources
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
        *health_routes(lambda: frontend_was_built),
        *auth.routes,
        *exports.routes,
        *staff_exports.routes,
        *audit.routes,
        *admin_exports.routes,
        *statements.routes,
        graphql.route,
        Mount("/api/v1", create_api()),
        Mount("/api/images", create_images()),
    ]
    if sandbox_app is not None:
        routes.append(Mount("/sandbox", sandbox_app))
    return Starlette(routes=[*routes, Mount("", pages)])


def with_headers(inner: ASGIApp) -> ASGIApp:
    """Caching and security headers around everything."""
    policy = content_security_policy(frontend.WEB.rglob("*.html"))
    return Headers(inner, policy=policy, https=config.public_url.startswith("https://"))


def with_one_address(inner: ASGIApp) -> ASGIApp:
    """PUBLIC_URL is where the shop is used, also by who types 127.0.0.1."""
    return OneAddress(inner, public_url=config.public_url)


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """What runs beside the pages, once a worker: provider, pushes, and on SQLite the jobs."""
    config.check()
    gateway = wire(config)
    live.bind()
    async with AsyncExitStack() as beside:
        beside.callback(transactions.shutdown)
        beside.push_async_callback(gateway.close)
        if sandbox_app is not None:
            await beside.enter_async_context(run_background(sandbox_app))
        if config.is_sqlite:
            await beside.enter_async_context(running_jobs())
        yield


if config.mode is Mode.SANDBOX:
    sandbox_app = make_sandbox(config)
app = make_app(api_transformer=[with_routes, with_headers, with_one_address])
app.register_lifespan_task(lifespan)
app.register_lifespan_task(live.subscriber)
