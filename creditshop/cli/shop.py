"""The commands that make the shop ready and run it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from creditshop import logs, metric_files
from creditshop.cli.base import configured
from creditshop.config import Settings, settings

app = typer.Typer()

Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Where to listen.")]
Host = Annotated[str, typer.Option(envvar="HOST", help="The address to listen on; 0.0.0.0 for every one.")]


@app.command()
def serve(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    prepare: Annotated[bool, typer.Option(help="First build, migrate and seed what is not there yet.")] = False,
) -> None:
    """Serve the shop: pages, websocket, webhooks, and on SQLite the jobs."""
    config = configured(PORT=str(port))
    logs.configure(config)
    metric_files.share(config.creditshop_data_dir)
    from creditshop import serving

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
    _seed(configured())


@app.command()
def worker() -> None:
    """Run jobs: mail, retries, expiry. Beside the web server on PostgreSQL; on SQLite the server runs them itself."""
    config = configured()
    metric_files.share(config.creditshop_data_dir)
    from creditshop.work import run_worker

    asyncio.run(run_worker(config))


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


def _seed(config: Settings) -> None:
    from creditshop.seeding import seed as put

    put(config)
