"""The command line: `python -m creditshop COMMAND`. Imports are inside the commands, so that each starts at once."""

import sys

import typer

from creditshop.cli import books, doctor, people, shop
from creditshop.config import SettingsError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The credit shop.")
app.add_typer(shop.app)
app.add_typer(books.app)
app.add_typer(doctor.app)
app.add_typer(people.app, name="user", help="People who sign in.")


def main() -> None:
    """Run the command line; an expected failure ends with one line and status 2."""
    try:
        app()
    except Exception as error:
        if not isinstance(error, _expected()):
            raise
        typer.echo(f"creditshop: {error}", err=True)
        sys.exit(2)


def _expected() -> tuple[type[Exception], ...]:
    """Failures that say in one line what to do. Imported once something has failed: a command imports what it needs."""
    from creditshop.backup import BackupError
    from creditshop.database.identity import WrongDatabase
    from creditshop.database.migrations import MigrationBlocked
    from creditshop.frontend import BuildFailed
    from creditshop.ledger import WalletNotFound
    from creditshop.sandbox.errors import LiveKeyRefused
    from creditshop.serving import AccountUnknown, NotPrepared, PortTaken

    return (
        SettingsError,
        WrongDatabase,
        AccountUnknown,
        BuildFailed,
        NotPrepared,
        PortTaken,
        LiveKeyRefused,
        WalletNotFound,
        BackupError,
        MigrationBlocked,
    )
