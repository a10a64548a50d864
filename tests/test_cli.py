"""The command line: what it prints, and how it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from creditshop.cli import main
from creditshop.database import engine
from creditshop.ledger import public_key
from tests.audit.acting import log
from tests.conftest import Database
from tests.ledger.acts import do, spend, violations, wallet_with
from tests.ledger.heads import cut_off, sign
from tests.statements.program import is_genuine, lively_wallet


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> "Command":
    """`python -m creditshop`, in this process."""
    return Command(monkeypatch, capfdbinary)


class Command:
    """Called with words, gives the status, and what was printed and what complained of."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self.monkeypatch, self.capture = monkeypatch, capture

    def __call__(self, *words: str) -> tuple[object, bytes, bytes]:
        self.monkeypatch.setattr(sys, "argv", ["creditshop", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *self.capture.readouterr()


def test_it_prints_statements(db: Database, command: Command) -> None:
    status, printed, complaints = command("statement", lively_wallet(db))
    assert (status, complaints) == (0, b"")
    assert is_genuine(printed, public_key().hex())


def test_of_a_wallet_that_is_none_it_says_so(db: Database, command: Command) -> None:
    assert command("statement", "wal_none") == (2, b"", b"creditshop: There is no wallet wal_none.\n")


def test_verify_looks_at_the_signed_heads_too(db: Database, command: Command) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 7))
    sign(db)
    assert command("verify") == (0, b"0 violations\n", b"")
    db.transact(cut_off, wallet)
    found = len(violations(db)) + 1
    status, printed, complaints = command("verify")
    assert (status, printed) == (1, f"{found} violations\n".encode())
    assert b"file 20260301T120000Z-job_1.json" in complaints


def test_whom_it_makes_is_in_the_audit_log(db: Database, command: Command) -> None:
    words = ("user", "create", "olga@example.com", "--role", "owner", "--password", "a lantern over the harbour")
    assert command(*words) == (0, b"olga@example.com can sign in as owner.\n", b"")
    (entry,) = db.transact(log)
    assert (entry.actor_id, entry.action, entry.after) == ("cli", "user.create", {"role": "owner"})
    assert entry.target.startswith("usr_")
    assert "olga" not in str(entry)


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_it_backs_up_checks_and_restores(db: Database, command: Command, tmp_path: Path) -> None:
    lively_wallet(db)
    path = str(tmp_path / "backup.zip")
    assert [command("backup", *words)[0] for words in ((path,), (path, "--check"), (path,))] == [0, 0, 2]
    assert command("restore", path)[0] == 2
    command.monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    engine.dispose()
    status, printed, _ = command("restore", path)
    assert (status, printed.splitlines()[-1]) == (0, b"0 violations")


def test_a_command_that_succeeds_imports_no_more_than_it_needs() -> None:
    words = "import sys; from creditshop import cli; sys.argv = ['creditshop', '--help']\ntry: cli.main()\nfinally: "
    check = "assert 'creditshop.serving' not in sys.modules"
    subprocess.run(
        [sys.executable, "-c", words + check], cwd=Path(__file__).parents[1], check=True, capture_output=True
    )


def test_roles_and_lost_factors_of_people(db: Database, command: Command) -> None:
    address = "olga@example.com"
    command("user", "create", address, "--role", "owner", "--password", "a lantern over the harbour")
    assert command("user", "role", address, "finance")[:2] == (2, b"")
    command("user", "create", "oskar@example.com", "--role", "owner", "--password", "a lantern over the harbour")
    assert command("user", "role", address, "finance") == (0, b"olga@example.com is finance now.\n", b"")
    said = command("user", "reset-two-factors", address)
    assert said == (0, b"olga@example.com had no second factor.\n", b"")
    assert command("user", "role", "nobody@example.com", "owner")[0] == 2
    assert [entry.action for entry in db.transact(log)] == ["team.role", "user.create", "user.create"]
