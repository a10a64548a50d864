"""Puts the sandbox together: an ASGI app that runs alone or mounted in another one."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from creditshop.sandbox.api import Api
from creditshop.sandbox.background import running
from creditshop.sandbox.control_routes import Controls
from creditshop.sandbox.errors import LiveKeyRefused
from creditshop.sandbox.pages import HERE
from creditshop.sandbox.panel import Panel
from creditshop.sandbox.pay_routes import PayPages
from creditshop.sandbox.store import Store
from creditshop.sandbox.world import Sandbox, system_clock


def create_app(
    *,
    state: Path,
    secret_key: str,
    webhook_secret: str,
    webhook_url: str | None,
    base_url: str,
    clock: Callable[[], datetime] = system_clock,
) -> Starlette:
    """The sandbox as an ASGI app; ``base_url`` is its public address, with the prefix that it is mounted under.

    ``state`` is the SQLite file to keep everything in. ``webhook_secret`` may list several secrets, separated by
    commas: events are signed with each. Raises LiveKeyRefused for a key that moves real money. A mounted app's own
    lifespan never runs: enter ``run_background(app)`` instead.
    """
    if "_live_" in secret_key:
        raise LiveKeyRefused(secret_key[:8])
    secrets = tuple(part.strip() for part in webhook_secret.split(",") if part.strip())
    sandbox = Sandbox(Store(state), secret_key, secrets, webhook_url, base_url.rstrip("/"), clock)
    app = Starlette(
        routes=[
            Mount("/v1", Api(sandbox)),
            Mount("/assets", StaticFiles(directory=HERE / "assets")),
            *PayPages(sandbox).routes,
            *Controls(sandbox).routes,
            *Panel(sandbox).routes,
        ],
        lifespan=_lifespan,
    )
    app.state.sandbox = sandbox
    return app


def run_background(app: Starlette) -> AbstractAsyncContextManager[None]:
    """Deliver webhooks, expire sessions and settle debits while the ``async with`` block runs."""
    sandbox: Sandbox = app.state.sandbox
    return running(sandbox)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with run_background(app):
        yield
