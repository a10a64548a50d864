"""The words of the ledger: accounts, causes, limits, and how a movement changes a wallet's parts."""

from typing import Final, Literal, get_args

MAX_CREDITS: Final = 2**53 - 1  # the largest integer that JSON and JavaScript carry exactly

Part = Literal["available", "held", "frozen", "owed"]
SystemAccount = Literal["issued", "spent", "expired", "revoked", "adjusted"]
Account = Part | SystemAccount

AVAILABLE: Final = "available"
HELD: Final = "held"
FROZEN: Final = "frozen"
OWED: Final = "owed"
ISSUED: Final = "issued"
SPENT: Final = "spent"
EXPIRED: Final = "expired"
REVOKED: Final = "revoked"
ADJUSTED: Final = "adjusted"

SOURCES: Final = (ISSUED, ADJUSTED)  # where the credits of a grant come from when it arrives

PARTS: Final[tuple[Part, ...]] = get_args(Part)
ACCOUNTS: Final[tuple[Account, ...]] = (*PARTS, *get_args(SystemAccount))

LotCause = Literal["purchase", "bonus", "promotion", "adjustment"]
RevokeCause = Literal["refund", "dispute", "adjustment"]
Cause = LotCause | RevokeCause | Literal["spend", "hold", "expiry"]
LOT_CAUSES: Final[tuple[LotCause, ...]] = get_args(LotCause)
CAUSES: Final[tuple[Cause, ...]] = (*LOT_CAUSES, "refund", "dispute", "spend", "hold", "expiry")

HoldState = Literal["open", "captured", "released", "expired"]
HOLD_STATES: Final[tuple[HoldState, ...]] = get_args(HoldState)

_SIGN: Final[dict[Account, int]] = {AVAILABLE: 1, HELD: 1, FROZEN: 1, OWED: -1}


def shift(parts: dict[str, int], debit: Account, credit: Account, amount: int) -> None:
    """Apply one movement to a wallet's parts, in place. Debt grows when debited, every other part when credited."""
    for account, change in ((debit, -amount), (credit, amount)):
        if account in parts:
            parts[account] += _SIGN[account] * change
