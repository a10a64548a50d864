"""Starting the web server: what must be true first, and the workers."""

import asyncio
import os
import socket

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from creditshop import frontend
from creditshop.config import Mode, Settings
from creditshop.database import engine, migrations, transact_sync
from creditshop.database.identity import claim, claim_account, knows_key
from creditshop.notices import smtp
from creditshop.payments.errors import GatewayError
from creditshop.providers.stripe import StripeGateway

APP = "creditshop.creditshop:serve"
_HEADER_SECONDS = 10  # for a request's head, so that nobody holds connections by trickling one
_LARGEST_HEAD = 64 * 1024  # bytes of it
_LOGS = {"handlers": {}, "loggers": {"_granian": {"propagate": True}}}  # the server's lines go where all others go
GRACE_SECONDS = 30  # for requests and jobs that have begun when the server is told to stop


class AccountUnknown(Exception):
    """A new Stripe key whose account could not be asked for; the message says why."""


class PortTaken(Exception):
    """Another process listens there; the server would share the port with it instead of failing."""


class NotPrepared(Exception):
    """The schema or the frontend is not up to date; the message names the command that helps."""


def prepare(config: Settings) -> None:
    """Build the frontend and migrate the database, each only where needed. Raises BuildFailed or WrongDatabase."""
    frontend.build()
    migrations.upgrade(config.database_url.get_secret_value())
    belong(config)


def check(config: Settings) -> None:
    """Raise NotPrepared unless migrations and frontend are current, WrongDatabase if the database is another shop's."""
    if not transact_sync(migrations.is_current):
        raise NotPrepared("The database's schema is not up to date: run `python -m creditshop migrate`.")
    if not frontend.is_built():
        raise NotPrepared("The frontend is not built, or is of other sources: run `python -m creditshop build`.")
    belong(config)


def belong(config: Settings) -> None:
    """Raise WrongDatabase unless the database is of this mode and of the key's Stripe account; a new one becomes it.

    Stripe is asked only about a key that this database has not seen. Raises AccountUnknown when it cannot tell.
    """
    transact_sync(claim, config.mode)
    if config.mode is Mode.SANDBOX or transact_sync(knows_key, config.stripe_key):
        return
    try:
        account = asyncio.run(_account(config))
    except GatewayError as error:
        raise AccountUnknown(f"Stripe did not say whose STRIPE_SECRET_KEY is: {error}") from error
    transact_sync(claim_account, account, config.stripe_key)


def _claim_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} is not free ({error.strerror}): make run PORT=8001, or another one."
            ) from error


async def _account(config: Settings) -> str:
    gateway = StripeGateway(config.stripe_key, config.stripe_url)
    try:
        return await gateway.account_id()
    finally:
        await gateway.close()


def serve(config: Settings, host: str) -> None:
    """Serve until told to stop. Raises PortTaken, SettingsError.

    The workers are forked from this process: what it has imported is there at once.
    """
    if mail_server := config.smtp_url.get_secret_value():
        smtp.server(mail_server)
    _claim_port(host, config.port)
    os.environ.update(_environment(config))
    engine.dispose()  # a connection belongs to one process
    Granian(
        APP,
        interface=Interfaces.ASGI,
        factory=True,
        address=host,
        port=config.port,
        workers=config.workers,
        workers_kill_timeout=int(config.drain_seconds) + GRACE_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGS,
        http=HTTPModes.http1,  # browsers speak HTTP/2 and 3 to the proxy; without TLS it would be one more way in
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_SECONDS * 1000, max_buffer_size=_LARGEST_HEAD),
    ).serve()


def _environment(config: Settings) -> dict[str, str]:
    """What Reflex and the workers' settings read when they are imported."""
    shared = config.redis_url.get_secret_value()
    return {
        **frontend.ENVIRONMENT,
        "PORT": str(config.port),
        "WORKERS": str(config.workers),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_STATE_MANAGER_MODE": "redis" if shared else "memory",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    } | ({"REFLEX_REDIS_URL": shared} if shared else {})
