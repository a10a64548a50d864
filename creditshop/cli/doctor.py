"""The command that looks whether everything is there."""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from creditshop.config import SettingsError, settings

if TYPE_CHECKING:
    from creditshop.doctor import Diagnosis

app = typer.Typer()
_MARKS = {"ok": "ok", "skipped": "-", "warning": "!", "problem": "✗"}


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Make or mend the webhook endpoint at Stripe.")] = False,
    machine: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look at key, webhooks, clock, database, mail, Redis, disk and TLS; say what to do; status 1 at a problem."""
    if repair and not machine and not sys.stdout.isatty():
        words = "Stripe tells a new endpoint's secret once: run it in a terminal, or with --json."
        raise typer.BadParameter(words, param_hint="--repair")
    diagnosis = _diagnosis(repair=repair)
    if machine:
        lines = [asdict(line) for line in diagnosis.lines]
        typer.echo(json.dumps({"lines": lines} | ({"secret": diagnosis.secret} if diagnosis.secret else {})))
    else:
        for line in diagnosis.lines:
            typer.echo(f"{_MARKS[line.state]:3}{line.name:18}{line.seen}")
            if line.do:
                typer.echo(f"{'':21}{line.do}")
        if diagnosis.secret:
            typer.echo(f"\nSTRIPE_WEBHOOK_SECRET={diagnosis.secret}")
    sys.exit(0 if diagnosis.is_well else 1)


def _diagnosis(*, repair: bool) -> "Diagnosis":
    from creditshop.api.webhooks import PATH
    from creditshop.clock import utcnow
    from creditshop.database import transactions
    from creditshop.doctor import Diagnosis, Line, State, examine
    from creditshop.handlers import HANDLERS

    settings.cache_clear()
    try:
        config = settings()
    except SettingsError as error:
        return Diagnosis((Line("settings", State.PROBLEM, str(error), "Mend this setting: README, Configuration."),))
    try:
        return asyncio.run(examine(config, path=PATH, events=HANDLERS, repair=repair, clock=utcnow))
    finally:
        transactions.shutdown()
