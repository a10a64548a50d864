"""Which purchases staff want to see: one value for the list, for its address, and for its export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from creditshop.checkout.states import PurchaseState
from creditshop.payments.charges import CURRENCIES

ATTENTION = "attention"  # stands in an address in the place of a state: what needs a person
LONGEST_SEARCH = 255
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_TICKED = ("1", "on", True)  # in an address, and in a form
_MINOR = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class PurchaseFilter:
    """All that a purchase must be to be listed; the empty filter lists every one.

    `attention`: it needs a person. `since` and `until` are days of its creation in UTC, both included. `least_minor`:
    what was or is to be charged, in minor units of `currency`, without which it says nothing. `search`: how the e-mail
    address begins, or an id of ours or of the provider's.
    """

    state: PurchaseState | None = None
    attention: bool = False
    currency: str = ""
    since: date | None = None
    until: date | None = None
    least_minor: int | None = None
    refunded: bool = False
    disputed: bool = False
    search: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "PurchaseFilter":
        """What the query of an address asks for, or a form; what makes no sense asks for nothing."""
        words = {name: value for name, value in query.items() if isinstance(value, str)}
        state = words.get("state", "")
        currency = words.get("currency", "").lower()
        least = words.get("least", "")
        return cls(
            state=PurchaseState(state) if state in tuple(PurchaseState) else None,
            attention=state == ATTENTION,
            currency=currency if currency in CURRENCIES else "",
            since=_day(words.get("since", "")),
            until=_day(words.get("until", "")),
            least_minor=int(least) if _MINOR.fullmatch(least) and currency in CURRENCIES else None,
            refunded=query.get("refunded") in _TICKED,
            disputed=query.get("disputed") in _TICKED,
            search=words.get("search", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        )

    def query(self) -> dict[str, str]:
        """What `read` makes this filter of, without what asks for nothing."""
        named = {
            "search": self.search,
            "state": ATTENTION if self.attention else self.state or "",
            "currency": self.currency,
            "least": "" if self.least_minor is None else str(self.least_minor),
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "refunded": "1" if self.refunded else "",
            "disputed": "1" if self.disputed else "",
        }
        return {name: str(value) for name, value in named.items() if value}


def _day(written: str) -> date | None:
    """A day of this century, which a database can hold and a calendar can follow."""
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:  # 2026-02-30
        return None
