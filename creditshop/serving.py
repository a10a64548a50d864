"""Starting the web server: what must be true first, and the process that then replaces this one."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from creditshop import frontend
from creditshop.config import Settings
from creditshop.database import migrations, transact_sync
from creditshop.database.identity import claim

APP = "creditshop.creditshop:app"


class NotPrepared(Exception):
    """The schema or the frontend is not up to date; the message names the command that helps."""


def prepare(config: Settings) -> None:
    """Build the frontend and migrate the database, each only where needed. Raises BuildFailed or WrongDatabase."""
    frontend.build()
    migrations.upgrade(config.database_url.get_secret_value())
    transact_sync(claim, config.mode)


def check(config: Settings) -> None:
    """Raise NotPrepared unless migrations and frontend are current, WrongDatabase if the database is another mode's."""
    if not transact_sync(migrations.is_current):
        raise NotPrepared("The database's schema is not up to date: run `python -m creditshop migrate`.")
    if not frontend.is_built():
        raise NotPrepared("The frontend is not built, or is of other sources: run `python -m creditshop build`.")
    transact_sync(claim, config.mode)


def serve(config: Settings, host: str) -> NoReturn:
    """Replace this process by the web server, so that signals reach it directly."""
    shared = config.redis_url.get_secret_value()
    environment = {
        **os.environ,
        **frontend.ENVIRONMENT,
        "PORT": str(config.port),
        "WORKERS": str(config.workers),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_STATE_MANAGER_MODE": "redis" if shared else "memory",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }
    if shared:
        environment["REFLEX_REDIS_URL"] = shared
    options = {
        "interface": "asgi",
        "host": host,
        "port": config.port,
        "workers": config.workers,
        "workers-kill-timeout": 15,
        "log-level": "warning",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    server = str(Path(sys.executable).parent / "granian")
    os.execve(server, [server, "--factory", "--respawn-failed-workers", *words, APP], environment)  # noqa: S606 - our own words
