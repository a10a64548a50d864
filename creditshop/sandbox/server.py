"""Runs the sandbox alone, on a port of its own."""

import asyncio
import signal
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from creditshop.sandbox.app import create_app


def serve(*, host: str, port: int, state: Path, secret_key: str, webhook_secret: str, webhook_url: str | None) -> None:
    """Answer on ``host:port`` until SIGINT or SIGTERM; raises LiveKeyRefused for a key that moves real money."""
    app = create_app(
        state=state,
        secret_key=secret_key,
        webhook_secret=webhook_secret,
        webhook_url=webhook_url,
        base_url=f"http://{host}:{port}",
    )
    server = Server(app, address=host, port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False)
    asyncio.run(_serve(server))


async def _serve(server: Server) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    await server.serve()
