"""What one comparison has seen so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from creditshop.payments.records import MoneyMovement
from creditshop.reconciliation.comparing import Found


@dataclass
class Comparison:
    """What a comparison looked at, healed, and found. `examined` are the subjects that were compared."""

    since: datetime
    until: datetime
    events: int = 0
    payments: int = 0
    refunds: int = 0
    disputes: int = 0
    movements: Sequence[MoneyMovement] = ()
    healed: int = 0
    found: list[Found] = field(default_factory=list)
    examined: set[str] = field(default_factory=set)
