"""The command line: what it prints, and how it ends."""

import sys

import pytest

from creditshop.cli import main
from creditshop.ledger import public_key
from tests.audit.acting import log
from tests.conftest import Database
from tests.ledger.acts import do, spend, violations, wallet_with
from tests.ledger.heads import cut_off, sign
from tests.test_verify_statement import is_genuine, lively_wallet


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
