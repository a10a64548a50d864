"""The commands that check the books, compare them, and keep them safe."""

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditshop.cli.base import configured
from creditshop.config import Settings

if TYPE_CHECKING:
    from creditshop.reconciliation import Comparison

app = typer.Typer()


@app.command()
def verify() -> None:
    """Check every invariant of the ledger against its entries; status 1 when one is broken."""
    configured()
    found = asyncio.run(_verify())
    typer.echo(f"{found} violations")
    sys.exit(1 if found else 0)


@app.command()
def reconcile(
    machine: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare with Stripe now: fetch what was missed, print what differs; status 1 while anything does."""
    config = configured()
    seen = asyncio.run(_reconcile(config))
    counts = {name: getattr(seen, name) for name in ("events", "payments", "refunds", "disputes", "healed")}
    found = [{**asdict(one), "kind": str(one.kind)} for one in seen.found]
    if machine:
        typer.echo(json.dumps(counts | {"differences": found}))
    else:
        typer.echo(", ".join(f"{name}: {count}" for name, count in counts.items()))
        for one in found:
            typer.echo(f"{one['subject']} {one['kind']}: {one['found']} instead of {one['expected']}", err=True)
        typer.echo(f"{len(found)} differences")
    sys.exit(1 if found else 0)


@app.command()
def backup(
    file: Path,
    check: Annotated[bool, typer.Option(help="Only read an existing backup, and say whether it is whole.")] = False,
) -> None:
    """Put database, keys, signed heads and pictures into one new file, while the shop runs. It holds secrets."""
    from creditshop import backup as shop

    manifest = shop.check(file) if check else shop.back_up(configured(), file)
    typer.echo(f"{file}: {manifest.summary}")


@app.command()
def restore(file: Path) -> None:
    """Put a backup back where there is no shop yet, migrate and verify it; status 1 when the ledger is broken."""
    from creditshop.backup import restore as put_back

    manifest = put_back(configured(), file)
    typer.echo(f"{file}: {manifest.summary}")
    verify()


@app.command()
def statement(wallet: str) -> None:
    """Print the signed statement of a wallet: all its movements, to be checked with verify_statement.py."""
    configured()
    asyncio.run(_print_statement(wallet))


async def _verify() -> int:
    from creditshop.alerts import violations
    from creditshop.database import transactions

    found = 0
    async for violation in violations():
        typer.echo(violation, err=True)
        found += 1
    transactions.shutdown()
    return found


async def _reconcile(config: Settings) -> "Comparison":
    from creditshop.clock import utcnow
    from creditshop.database import transactions
    from creditshop.reconciliation import reconcile as compare
    from creditshop.work import wire

    gateway = wire(config)
    try:
        return await compare(now=utcnow())
    finally:
        await gateway.close()
        transactions.shutdown()


async def _print_statement(wallet_id: str) -> None:
    from creditshop.api.statements import statement_of
    from creditshop.database import transactions

    async for part in await statement_of(wallet_id):
        sys.stdout.buffer.write(part)
    transactions.shutdown()
