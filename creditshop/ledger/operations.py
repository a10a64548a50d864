"""What can be asked of the ledger: plain values. A batch of them is what `post` takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from creditshop.ledger.canonical import microseconds
from creditshop.ledger.vocabulary import LotCause, RevokeCause

INTERNAL = "internal"  # the scope of the shop's own keys; an app's or owner's keys are in the scope of its id
_SECOND = timedelta(seconds=1)


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
    """What all have: the wallet, the idempotency key in its scope (the owner's or app's id, or INTERNAL), and who asks.

    `asked` is what makes two operations the same: who asks is left out, since a webhook and a page may both fulfil one
    purchase.
    """

    kind: ClassVar[str]
    wallet_id: str
    scope: str
    key: str
    actor: str

    @property
    def amounts(self) -> tuple[int, ...]:
        """The credits it names."""
        return ()

    @property
    def terms(self) -> list[object]:
        """What else makes two of them the same."""
        return []

    @property
    def feature(self) -> str | None:
        """What of the price list it uses."""
        return None


@dataclass(frozen=True, slots=True)
class GrantCredits(_Operation):
    """Lots arrive; debt is paid first. `reference` names what they came from, such as a purchase."""

    kind: ClassVar[str] = "grant"
    lots: tuple[Lot, ...]
    reference: str

    @property
    def asked(self) -> list[object]:
        return [self.reference, *(lot.parameters() for lot in self.lots)]

    @property
    def amounts(self) -> tuple[int, ...]:
        return tuple(lot.credits for lot in self.lots) or (0,)


@dataclass(frozen=True, slots=True)
class Use:
    """A feature of the price list, and how much of it. Its price may change: the same use is the same operation."""

    feature: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class _Using(_Operation):
    """Credits that are used, by themselves or for a feature. `reference` names what for."""

    credits: int
    reference: str
    use: Use | None = None

    @property
    def asked(self) -> list[object]:
        what = [self.credits] if self.use is None else [self.use.feature, self.use.quantity]
        return [self.reference, *what, *self.terms]

    @property
    def amounts(self) -> tuple[int, ...]:
        return (self.credits,)

    @property
    def feature(self) -> str | None:
        return self.use.feature if self.use else None


@dataclass(frozen=True, slots=True)
class Spend(_Using):
    """Credits are used up, in burn order."""

    kind: ClassVar[str] = "spend"


@dataclass(frozen=True, slots=True)
class OpenHold(_Using):
    """Credits are reserved, in burn order, until they are captured or released, or `lasts` is over."""

    kind: ClassVar[str] = "hold"
    lasts: timedelta = timedelta(minutes=15)

    @property
    def terms(self) -> list[object]:
        return [self.lasts // _SECOND]


@dataclass(frozen=True, slots=True)
class _Closing(_Operation):
    """The end of a hold."""

    hold_id: str

    @property
    def reference(self) -> str:
        """The hold."""
        return self.hold_id


@dataclass(frozen=True, slots=True)
class Capture(_Closing):
    """Held credits are used up, all of them or `credits`; the rest is released."""

    kind: ClassVar[str] = "capture"
    credits: int | None = None

    @property
    def asked(self) -> list[object]:
        return [self.hold_id, self.credits]

    @property
    def amounts(self) -> tuple[int, ...]:
        return () if self.credits is None else (self.credits,)


@dataclass(frozen=True, slots=True)
class Release(_Closing):
    """Held credits can be spent again."""

    kind: ClassVar[str] = "release"

    @property
    def asked(self) -> list[object]:
        return [self.hold_id]


@dataclass(frozen=True, slots=True)
class Expire(_Operation):
    """Whatever is due expires. With nothing due it leaves no trace, and its key stays free."""

    kind: ClassVar[str] = "expire"
    reference: str = "expiry"

    @property
    def asked(self) -> list[object]:
        return [self.reference]


@dataclass(frozen=True, slots=True)
class _Returning(_Operation):
    """Credits of `reference` (a purchase) follow the money that goes back, or does not after all."""

    credits: int
    cause: RevokeCause
    reference: str

    @property
    def asked(self) -> list[object]:
        return [self.reference, self.credits, self.cause, *self.terms]

    @property
    def amounts(self) -> tuple[int, ...]:
        return (self.credits,)


@dataclass(frozen=True, slots=True)
class Revoke(_Returning):
    """Credits are taken back: those of `reference` first, then others in burn order, the rest is owed.

    Of its own the frozen ones go first, then what can be spent, then what had expired.
    """

    kind: ClassVar[str] = "revoke"


@dataclass(frozen=True, slots=True)
class Reinstate(_Returning):
    """Some of what the operations with the keys `of`, in the same scope, took comes back, the last taken first.

    `of` names every Revoke and every earlier Reinstate of `reference`, in any order.
    """

    kind: ClassVar[str] = "reinstate"
    of: tuple[str, ...]

    @property
    def terms(self) -> list[object]:
        return [*sorted(self.of)]


@dataclass(frozen=True, slots=True)
class _Freezing(_Operation):
    """What a dispute does to the credits of `reference` (a purchase)."""

    reference: str
    cause: RevokeCause = "dispute"

    @property
    def asked(self) -> list[object]:
        return [self.reference, self.cause]


@dataclass(frozen=True, slots=True)
class Freeze(_Freezing):
    """What remains of the grants is kept from use. With nothing left it leaves no trace, and its key stays free."""

    kind: ClassVar[str] = "freeze"


@dataclass(frozen=True, slots=True)
class Unfreeze(_Freezing):
    """All that is frozen pays debt, the rest can be spent. With nothing frozen, as Freeze with nothing left."""

    kind: ClassVar[str] = "unfreeze"


Operation = GrantCredits | Spend | OpenHold | Capture | Release | Expire | Revoke | Freeze | Unfreeze | Reinstate
