"""The ledger: wallets, grants, operations and entries. README.md has its accounts and invariants."""

from creditshop.ledger import protection  # noqa: F401 - attaches the append-only triggers to the tables
from creditshop.ledger.audit import Violation
from creditshop.ledger.errors import (
    AmountInvalid,
    IdempotencyConflict,
    InsufficientCredits,
    LedgerError,
    WalletNotFound,
    WalletSuspended,
)
from creditshop.ledger.expiry import expire_due, register_jobs
from creditshop.ledger.history import (
    GrantView,
    Movement,
    MovementPage,
    balance_at,
    grants_of,
    live_grants,
    movements,
)
from creditshop.ledger.operations import INTERNAL, Expire, GrantCredits, Lot, Operation, Revoke, Spend
from creditshop.ledger.outcomes import Balance, Moved, Outcome, Parts, Posted
from creditshop.ledger.post import post, post_one
from creditshop.ledger.verify import Checked, verify
from creditshop.ledger.wallets import balance, open_wallet, suspend, wallet_of

__all__ = [
    "INTERNAL",
    "AmountInvalid",
    "Balance",
    "Checked",
    "Expire",
    "GrantCredits",
    "GrantView",
    "IdempotencyConflict",
    "InsufficientCredits",
    "LedgerError",
    "Lot",
    "Moved",
    "Movement",
    "MovementPage",
    "Operation",
    "Outcome",
    "Parts",
    "Posted",
    "Revoke",
    "Spend",
    "Violation",
    "WalletNotFound",
    "WalletSuspended",
    "balance",
    "balance_at",
    "expire_due",
    "grants_of",
    "live_grants",
    "movements",
    "open_wallet",
    "post",
    "post_one",
    "register_jobs",
    "suspend",
    "verify",
    "wallet_of",
]
