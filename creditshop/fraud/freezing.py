"""Who takes credits out of reach when a warning comes: bound by the composition root."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from creditshop.fraud.rules import DEFINITIONS, Action, RuleName

Freeze = Callable[[Session, str, datetime], None]
_freezers: list[Freeze] = []


def on_warning(freeze: Freeze) -> None:
    """Have `freeze(session, purchase_id, now)` called when a warning comes and its rule says to hold. Bound twice is
    bound once.
    """
    if freeze not in _freezers:
        _freezers.append(freeze)


def freeze_credits(session: Session, purchase_id: str, *, now: datetime) -> None:
    """Take what is left of the purchase's credits out of reach."""
    for freeze in _freezers:
        freeze(session, purchase_id, now)


def actions_of(name: RuleName) -> tuple[Action, ...]:
    """What a rule may be set to do here: a warning can hold only where somebody freezes credits."""
    actions = DEFINITIONS[name].actions
    if name is RuleName.EARLY_FRAUD_WARNING and not _freezers:
        return tuple(action for action in actions if action is not Action.HOLD)
    return actions
