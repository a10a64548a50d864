"""The command line: `python -m creditshop COMMAND`. Imports are inside the commands, so that each starts at once."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from creditshop.config import Settings, SettingsError, settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The credit shop.")
user_app = typer.Typer(no_args_is_help=True, help="People who sign in.")
app.add_typer(user_app, name="user")

Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Where to listen.")]
RoleName = Literal["customer", "support", "finance", "owner"]
Host = Annotated[str, typer.Option(envvar="HOST", help="The address to listen on; 0.0.0.0 for every one.")]


def main() -> None:
    """Run the command line; an expected failure ends with one line and status 2."""
    from creditshop.database.identity import WrongDatabase
    from creditshop.frontend import BuildFailed
    from creditshop.ledger import WalletNotFound
    from creditshop.sandbox.errors import LiveKeyRefused
    from creditshop.serving import AccountUnknown, NotPrepared, PortTaken

    try:
        app()
    except (
        SettingsError,
        WrongDatabase,
        AccountUnknown,
        BuildFailed,
        NotPrepared,
        PortTaken,
        LiveKeyRefused,
        WalletNotFound,
    ) as error:
        typer.echo(f"creditshop: {error}", err=True)
        sys.exit(2)


@app.command()
def serve(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    prepare: Annotated[bool, typer.Option(help="First build, migrate and seed what is not there yet.")] = False,
) -> None:
    """Serve the shop: pages, websocket, webhooks, and on SQLite the jobs."""
    from creditshop import serving

    config = _configured(PORT=str(port))
    if prepare:
        serving.prepare(config)
        _seed(config)
    else:
        serving.check(config)
    typer.echo(f"creditshop ({config.mode}) on {config.public_url}")
    serving.serve(config, host)


@app.command()
def build() -> None:
    """Build the frontend if its sources changed."""
    from creditshop import frontend

    frontend.build()


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from creditshop.database import migrations

    migrations.upgrade(settings().database_url.get_secret_value())


@app.command()
def seed() -> None:
    """Put the four packages into the catalog and, in sandbox mode, the demo accounts. Safe to repeat."""
    _seed(_configured())


@app.command()
def worker() -> None:
    """Run jobs: mail, retries, expiry. Beside the web server on PostgreSQL; on SQLite the server runs them itself."""
    from creditshop.work import run_worker

    asyncio.run(run_worker(_configured()))


@app.command()
def sandbox(
    port: Port = 4242,
    host: Host = "127.0.0.1",
    webhook_url: Annotated[str, typer.Option(help="Where events are delivered.")] = (
        "http://127.0.0.1:8000/api/stripe/webhook"
    ),
    state: Annotated[Path, typer.Option(help="The file that keeps its state.")] = Path(".data/sandbox-alone.db"),
) -> None:
    """Run the Stripe sandbox alone, speaking Stripe's API at its root."""
    from creditshop.sandbox.server import serve as serve_sandbox

    config = settings()
    typer.echo(f"Stripe sandbox on http://{host}:{port}, events to {webhook_url}")
    serve_sandbox(
        host=host,
        port=port,
        state=state,
        secret_key=config.stripe_key,
        webhook_secret=",".join(config.webhook_secrets),
        webhook_url=webhook_url,
    )


@app.command()
def verify() -> None:
    """Check every invariant of the ledger against its entries; status 1 when one is broken."""
    _configured()
    found = asyncio.run(_verify())
    typer.echo(f"{found} violations")
    sys.exit(1 if found else 0)


@app.command()
def statement(wallet: str) -> None:
    """Print the signed statement of a wallet: all its movements, to be checked with verify_statement.py."""
    _configured()
    asyncio.run(_print_statement(wallet))


@user_app.command("create")
def create_user(
    email: str,
    role: Annotated[RoleName, typer.Option(help="What they may do.")] = "customer",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Create somebody who can sign in; the address counts as verified."""
    from creditshop.accounts import Role
    from creditshop.accounts.errors import AccountError
    from creditshop.seeding import create_person

    _configured()
    try:
        create_person(email, password, Role(role))
    except AccountError as error:
        typer.echo(f"creditshop: {error.__doc__}", err=True)
        sys.exit(2)
    typer.echo(f"{email} can sign in as {role}.")


def _configured(**environment: str) -> Settings:
    os.environ.update(environment)
    settings.cache_clear()
    return settings().check()


async def _verify() -> int:
    from creditshop.database import transactions
    from creditshop.work import violations

    found = 0
    async for violation in violations():
        typer.echo(violation, err=True)
        found += 1
    transactions.shutdown()
    return found


async def _print_statement(wallet_id: str) -> None:
    from creditshop.api.statements import statement_of
    from creditshop.database import transactions

    async for part in await statement_of(wallet_id):
        sys.stdout.buffer.write(part)
    transactions.shutdown()


def _seed(config: Settings) -> None:
    from creditshop.seeding import seed as put

    put(config)
