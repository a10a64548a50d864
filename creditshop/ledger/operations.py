"""What can be asked of the ledger: plain values. A batch of them is what `post` takes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from creditshop.ledger.canonical import encode, microseconds
from creditshop.ledger.errors import AmountInvalid
from creditshop.ledger.vocabulary import MAX_CREDITS, LotCause, RevokeCause

INTERNAL = "internal"  # the scope of the shop's own keys; an app's or owner's keys are in the scope of its id


@dataclass(frozen=True, slots=True)
class Lot:
    """Credits that arrive together. `price_minor` is in minor units of `currency`; a lower `priority` burns earlier."""

    credits: int
    cause: LotCause
    price_minor: int = 0
    currency: str | None = None
    priority: int = 100
    expires_at: datetime | None = None

    def parameters(self) -> list[object]:
        """What makes two lots the same."""
        expires = None if self.expires_at is None else microseconds(self.expires_at)
        return [self.credits, self.cause, self.price_minor, self.currency, self.priority, expires]


@dataclass(frozen=True, slots=True)
class _Operation:
    """What all have: the wallet, the idempotency key in its scope (the owner's or app's id, or INTERNAL)."""

    kind: ClassVar[str]
    wallet_id: str
    scope: str
    key: str


@dataclass(frozen=True, slots=True)
class GrantCredits(_Operation):
    """Lots arrive; debt is paid first. `reference` names what they came from, such as a purchase."""

    kind: ClassVar[str] = "grant"
    lots: tuple[Lot, ...]
    reference: str
    actor: str


@dataclass(frozen=True, slots=True)
class Spend(_Operation):
    """Credits are used up, in burn order. `reference` names what for."""

    kind: ClassVar[str] = "spend"
    credits: int
    reference: str
    actor: str


@dataclass(frozen=True, slots=True)
class Expire(_Operation):
    """Whatever is due expires. With nothing due it leaves no trace, and its key stays free."""

    kind: ClassVar[str] = "expire"
    reference: str
    actor: str


@dataclass(frozen=True, slots=True)
class Revoke(_Operation):
    """Credits are taken back: those of `reference` (a purchase) first, then others in burn order, the rest is owed."""

    kind: ClassVar[str] = "revoke"
    credits: int
    cause: RevokeCause
    reference: str
    actor: str


Operation = GrantCredits | Spend | Expire | Revoke


def fingerprint(operation: Operation) -> bytes:
    """SHA-256 of what was asked. Who asked is left out: a webhook and a page may both fulfil one purchase."""
    asked: list[object] = [operation.kind, operation.wallet_id, operation.reference]
    if isinstance(operation, GrantCredits):
        asked += [lot.parameters() for lot in operation.lots]
    elif not isinstance(operation, Expire):
        asked.append(operation.credits)
        if isinstance(operation, Revoke):
            asked.append(operation.cause)
    return hashlib.sha256(encode(asked)).digest()


def check_amounts(operation: Operation) -> None:
    """Raise AmountInvalid unless every amount is a whole number from 1 to 2^53-1, together too."""
    if isinstance(operation, GrantCredits):
        for lot in operation.lots:
            _check(lot.credits)
        _check(sum(lot.credits for lot in operation.lots))
    elif not isinstance(operation, Expire):
        _check(operation.credits)


def _check(credits: int) -> None:  # noqa: A002 - the business's word
    if type(credits) is not int or not 1 <= credits <= MAX_CREDITS:
        raise AmountInvalid(credits)
