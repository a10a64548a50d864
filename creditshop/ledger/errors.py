"""Why an operation is refused: expected outcomes, each with its data. `post` returns them, `post_one` raises them."""

from dataclasses import dataclass
from typing import ClassVar


class LedgerError(Exception):
    """An operation that left no trace; `code` is its name in every API."""

    code: ClassVar[str]


@dataclass(eq=False)
class InsufficientCredits(LedgerError):
    """The wallet cannot pay; all figures in credits, after what was due had expired."""

    code: ClassVar[str] = "INSUFFICIENT_CREDITS"
    required: int
    available: int
    held: int

    def __str__(self) -> str:
        return f"{self.required} credits are needed, {self.available} are available and {self.held} held."


@dataclass(eq=False)
class IdempotencyConflict(LedgerError):
    """The key was used before, for something else."""

    code: ClassVar[str] = "IDEMPOTENCY_CONFLICT"
    scope: str
    key: str

    def __str__(self) -> str:
        return f"The idempotency key {self.key!r} was used before with other parameters."


@dataclass(eq=False)
class WalletSuspended(LedgerError):
    """The wallet accepts credits but spends none."""

    code: ClassVar[str] = "WALLET_SUSPENDED"
    wallet_id: str

    def __str__(self) -> str:
        return f"The wallet {self.wallet_id} is suspended."


@dataclass(eq=False)
class WalletNotFound(LedgerError):
    """No wallet has this id."""

    code: ClassVar[str] = "WALLET_NOT_FOUND"
    wallet_id: str

    def __str__(self) -> str:
        return f"There is no wallet {self.wallet_id}."


@dataclass(eq=False)
class HoldNotFound(LedgerError):
    """The wallet has no hold with this id."""

    code: ClassVar[str] = "HOLD_NOT_FOUND"
    hold_id: str

    def __str__(self) -> str:
        return f"There is no hold {self.hold_id}."


@dataclass(eq=False)
class HoldNotOpen(LedgerError):
    """The hold was captured or released before; `state` says which."""

    code: ClassVar[str] = "HOLD_NOT_OPEN"
    hold_id: str
    state: str

    def __str__(self) -> str:
        return f"The hold {self.hold_id} is {self.state}."


@dataclass(eq=False)
class HoldExpired(LedgerError):
    """The hold's time was over before it was captured; its credits can be spent again."""

    code: ClassVar[str] = "HOLD_EXPIRED"
    hold_id: str

    def __str__(self) -> str:
        return f"The hold {self.hold_id} has expired."


@dataclass(eq=False)
class CaptureExceedsHold(LedgerError):
    """More was to be captured than is held, in credits."""

    code: ClassVar[str] = "CAPTURE_EXCEEDS_HOLD"
    hold_id: str
    held: int
    wanted: int

    def __str__(self) -> str:
        return f"The hold {self.hold_id} is for {self.held} credits, {self.wanted} were to be captured."


@dataclass(eq=False)
class ExternalIdTaken(LedgerError):
    """Another wallet is known by this name."""

    code: ClassVar[str] = "EXTERNAL_ID_TAKEN"
    external_id: str

    def __str__(self) -> str:
        return f"Another wallet has the external id {self.external_id!r}."


@dataclass(eq=False)
class AmountInvalid(LedgerError):
    """Not a whole number from 1 to 2^53-1, or more than the wallet could then hold or owe."""

    code: ClassVar[str] = "AMOUNT_INVALID"
    credits: int

    def __str__(self) -> str:
        return f"{self.credits!r} is not an amount of credits that can be moved."
