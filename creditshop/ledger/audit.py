"""One wallet's books worked out again from its entries and compared with what the tables say. No database in here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from creditshop.ledger.chain import entry_hash
from creditshop.ledger.chained import digests
from creditshop.ledger.models import NO_HASH
from creditshop.ledger.tally import GrantSum, HoldSum, Tally, UseSum
from creditshop.ledger.vocabulary import PARTS, shift

Rule = Literal["sequence", "chain", "parts", "grant", "hold", "use", "operation", "head"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as it must be: at which row, what its entries say, what the table says.

    `wallet_id` is empty where it is about no one wallet.
    """

    rule: Rule
    where: str
    expected: str
    found: str
    wallet_id: str = ""


@dataclass(slots=True)
class Audit:
    """Feed it the wallet's entries in order, then its grants, holds and days of use, then the wallet.

    `violations` is what came up.
    """

    wallet_id: str
    violations: list[Violation] = field(default_factory=list)
    entries: int = 0
    _head: bytes = NO_HASH
    _sequence: int = 0
    _parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    _tally: Tally = field(default_factory=Tally)
    _of_grants: Counter[str] = field(default_factory=Counter)

    def entry(self, row: Mapping[Any, Any]) -> None:
        """Check one entry against those before it, and go on from what it says."""
        where = f"wallet {self.wallet_id}, entry {row['sequence']}"
        self._expect("sequence", where, self._sequence + 1, row["sequence"])
        self._expect("chain", where, self._head.hex(), row["previous_hash"].hex())
        self._expect("chain", where, entry_hash(row, *digests(row)).hex(), row["hash"].hex())
        shift(self._parts, row["debit"], row["credit"], row["amount"])
        self._expect("parts", where, self._parts, _parts(row))
        self._tally.add(row)
        if not self._tally.explains(row):
            self._expect("grant", f"{where}, grant {row['grant_id']}", "never overdrawn", row["amount"])
        self.entries += 1
        self._sequence, self._head, self._parts = row["sequence"], row["hash"], _parts(row)

    def grant(self, row: Mapping[Any, Any]) -> None:
        """Check one grant against the entries that name it."""
        found = GrantSum(**{column.name: row[column.name] for column in fields(GrantSum)})
        self._expect("grant", f"grant {row['id']}", self._tally.grants.pop(row["id"], GrantSum()), found)
        self._of_grants.update(available=found.remaining, held=found.held, frozen=found.frozen)

    def hold(self, row: Mapping[Any, Any]) -> None:
        """Check one hold against the entries that opened and closed it."""
        total = self._tally.holds.pop(row["id"], HoldSum())
        is_open = row["state"] == "open"
        released = 0 if is_open else row["credits"] - row["captured"]
        self._expect("hold", f"hold {row['id']}", total, HoldSum(row["credits"], row["captured"], released))

    def use(self, row: Mapping[Any, Any]) -> None:
        """Check one day's use of a feature against what was spent."""
        where = f"wallet {self.wallet_id}, {row['feature'] or 'no feature'} on {row['day']}"
        total = self._tally.use.pop((row["day"], row["feature"]), UseSum())
        self._expect("use", where, total, UseSum(row["credits"], row["spends"]))

    def wallet(self, row: Mapping[Any, Any]) -> None:
        """Check the wallet against its last entry and its grants; the end of the audit."""
        where = f"wallet {self.wallet_id}"
        self._expect("sequence", where, self._sequence, row["sequence"])
        self._expect("chain", where, self._head.hex(), row["head"].hex())
        self._expect("parts", where, self._parts, _parts(row))
        self._expect("grant", f"{where}, all grants", self._of_grants["available"], row["available"])
        self._expect("grant", f"{where}, all that is frozen of grants", self._of_grants["frozen"], row["frozen"])
        self._expect("hold", f"{where}, all that is held of grants", self._of_grants["held"], row["held"])
        for grant_id, total in self._tally.grants.items():
            self._expect("grant", f"grant {grant_id}", total, None)
        for hold_id, held in self._tally.holds.items():
            self._expect("hold", f"hold {hold_id}", held, None)
        for (day, feature), use in self._tally.use.items():
            self._expect("use", f"{where}, {feature or 'no feature'} on {day}", use, None)

    def _expect(self, rule: Rule, where: str, expected: object, found: object) -> None:
        if expected != found:
            self.violations.append(Violation(rule, where, str(expected), str(found), self.wallet_id))


def _parts(row: Mapping[Any, Any]) -> dict[str, int]:
    return {part: row[part] for part in PARTS}
