"""The ledger: wallets, grants, operations and entries. README.md has its accounts and invariants."""

from creditshop.jobs import Registry, registry
from creditshop.ledger import (
    expiry,
    protection,  # noqa: F401 - attaches the append-only triggers to the tables
    witness,
)
from creditshop.ledger.audit import Violation
from creditshop.ledger.errors import (
    AmountInvalid,
    CaptureExceedsHold,
    ExternalIdTaken,
    HoldExpired,
    HoldNotFound,
    HoldNotOpen,
    IdempotencyConflict,
    InsufficientCredits,
    LedgerError,
    WalletNotFound,
    WalletSuspended,
)
from creditshop.ledger.expiry import Expiring, expire_due, expiring
from creditshop.ledger.flows import first_wallet_at, flows
from creditshop.ledger.guarding import guard
from creditshop.ledger.heads import SignedHead, sign_head
from creditshop.ledger.history import (
    Explanation,
    GrantThen,
    GrantView,
    Movement,
    MovementPage,
    balance_at,
    explain,
    grants_at,
    grants_in_use,
    grants_of,
    is_used,
    live_grants,
    movements,
    operation_wallet,
)
from creditshop.ledger.holds import HoldPage, HoldView, find_hold, holds, open_holds, purposes
from creditshop.ledger.liability import unused_value
from creditshop.ledger.listening import Happened, listen
from creditshop.ledger.operations import (
    INTERNAL,
    Capture,
    Expire,
    Freeze,
    GrantCredits,
    Lot,
    OpenHold,
    Operation,
    Reinstate,
    Release,
    Revoke,
    Spend,
    Unfreeze,
    Use,
)
from creditshop.ledger.outcomes import Balance, Moved, Outcome, Parts, Posted, opening_of
from creditshop.ledger.post import post, post_one
from creditshop.ledger.signed_statement import STATEMENT_END, statement_beginning, statement_entries
from creditshop.ledger.signing import public_key
from creditshop.ledger.summary import (
    OwnerPage,
    Summary,
    Trouble,
    balances,
    grants_named,
    owners_in,
    owners_named,
    summary,
)
from creditshop.ledger.usage import DayUse, daily_use
from creditshop.ledger.verify import Checked, verify
from creditshop.ledger.vocabulary import ACCOUNTS, MAX_CREDITS, SOURCES
from creditshop.ledger.wallets import (
    WalletView,
    balance,
    hold_wallet,
    open_wallet,
    suspend,
    wallet_by_external_id,
    wallet_of,
    wallet_view,
    wallets,
)
from creditshop.ledger.witness import heads_files, verify_heads

__all__ = [
    "ACCOUNTS",
    "INTERNAL",
    "MAX_CREDITS",
    "SOURCES",
    "STATEMENT_END",
    "AmountInvalid",
    "Balance",
    "Capture",
    "CaptureExceedsHold",
    "Checked",
    "DayUse",
    "Expire",
    "Expiring",
    "Explanation",
    "ExternalIdTaken",
    "Freeze",
    "GrantCredits",
    "GrantThen",
    "GrantView",
    "Happened",
    "HoldExpired",
    "HoldNotFound",
    "HoldNotOpen",
    "HoldPage",
    "HoldView",
    "IdempotencyConflict",
    "InsufficientCredits",
    "LedgerError",
    "Lot",
    "Moved",
    "Movement",
    "MovementPage",
    "OpenHold",
    "Operation",
    "Outcome",
    "OwnerPage",
    "Parts",
    "Posted",
    "Reinstate",
    "Release",
    "Revoke",
    "SignedHead",
    "Spend",
    "Summary",
    "Trouble",
    "Unfreeze",
    "Use",
    "Violation",
    "WalletNotFound",
    "WalletSuspended",
    "WalletView",
    "balance",
    "balance_at",
    "balances",
    "daily_use",
    "expire_due",
    "expiring",
    "explain",
    "find_hold",
    "first_wallet_at",
    "flows",
    "grants_at",
    "grants_in_use",
    "grants_named",
    "grants_of",
    "guard",
    "heads_files",
    "hold_wallet",
    "holds",
    "is_used",
    "listen",
    "live_grants",
    "movements",
    "open_holds",
    "open_wallet",
    "opening_of",
    "operation_wallet",
    "owners_in",
    "owners_named",
    "post",
    "post_one",
    "public_key",
    "purposes",
    "register_jobs",
    "sign_head",
    "statement_beginning",
    "statement_entries",
    "summary",
    "suspend",
    "unused_value",
    "verify",
    "verify_heads",
    "wallet_by_external_id",
    "wallet_of",
    "wallet_view",
    "wallets",
]


def register_jobs(kinds: Registry = registry) -> None:
    """Register the ledger's jobs: expiry every minute, signed heads every hour."""
    expiry.register_jobs(kinds)
    witness.register_jobs(kinds)
