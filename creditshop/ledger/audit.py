"""One wallet's books worked out again from its entries and compared with what the tables say. No database in here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from creditshop.ledger.chain import entry_hash
from creditshop.ledger.models import NO_HASH
from creditshop.ledger.vocabulary import ADJUSTED, EXPIRED, ISSUED, OWED, PARTS, shift

Rule = Literal["sequence", "chain", "parts", "grant", "operation"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as it must be: at which row, what its entries say, what the table says."""

    rule: Rule
    where: str
    expected: str
    found: str


@dataclass(slots=True)
class _GrantSum:
    amount: int = 0
    remaining: int = 0
    expired: int = 0


@dataclass(slots=True)
class Audit:
    """Feed it the wallet's entries in order, then its grants, then the wallet; `violations` is what came up."""

    wallet_id: str
    violations: list[Violation] = field(default_factory=list)
    entries: int = 0
    _head: bytes = NO_HASH
    _sequence: int = 0
    _parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    _grants: dict[str, _GrantSum] = field(default_factory=lambda: defaultdict(_GrantSum))
    _kept: int = 0

    def entry(self, row: Mapping[Any, Any]) -> None:
        """Check one entry against those before it, and go on from what it says."""
        where = f"wallet {self.wallet_id}, entry {row['sequence']}"
        self._expect("sequence", where, self._sequence + 1, row["sequence"])
        self._expect("chain", where, self._head.hex(), row["previous_hash"].hex())
        self._expect("chain", where, entry_hash(row).hex(), row["hash"].hex())
        shift(self._parts, row["debit"], row["credit"], row["amount"])
        self._expect("parts", where, self._parts, _parts(row))
        self._add_to_grant(where, row)
        self.entries += 1
        self._sequence, self._head, self._parts = row["sequence"], row["hash"], _parts(row)

    def grant(self, row: Mapping[Any, Any]) -> None:
        """Check one grant against the entries that name it."""
        found = _GrantSum(row["amount"], row["remaining"], row["expired"])
        self._expect("grant", f"grant {row['id']}", self._grants.pop(row["id"], _GrantSum()), found)
        self._kept += found.remaining

    def wallet(self, row: Mapping[Any, Any]) -> None:
        """Check the wallet against its last entry and its grants; the end of the audit."""
        where = f"wallet {self.wallet_id}"
        self._expect("sequence", where, self._sequence, row["sequence"])
        self._expect("chain", where, self._head.hex(), row["head"].hex())
        self._expect("parts", where, self._parts, _parts(row))
        self._expect("grant", f"{where}, all grants", self._kept, row["available"] + row["held"] + row["frozen"])
        for grant_id, total in self._grants.items():
            self._expect("grant", f"grant {grant_id}", total, None)

    def _add_to_grant(self, where: str, row: Mapping[Any, Any]) -> None:
        if row["grant_id"] is None:
            self._expect("grant", f"{where}, a movement of no grant", OWED, row["debit"])
            return
        total = self._grants[row["grant_id"]]
        for account, change in ((row["debit"], -row["amount"]), (row["credit"], row["amount"])):
            if account in (ISSUED, ADJUSTED):
                total.amount -= change
            elif account == EXPIRED:
                total.expired += change
            elif account in PARTS and account != OWED:
                total.remaining += change
        if total.remaining < 0 or total.expired < 0:
            self._expect("grant", f"{where}, grant {row['grant_id']}", "never overdrawn", total)

    def _expect(self, rule: Rule, where: str, expected: object, found: object) -> None:
        if expected != found:
            self.violations.append(Violation(rule, where, str(expected), str(found)))


def _parts(row: Mapping[Any, Any]) -> dict[str, int]:
    return {part: row[part] for part in PARTS}
