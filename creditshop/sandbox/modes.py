"""How the sandbox misbehaves: switched by a test or on the panel, kept in the store."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from creditshop.sandbox.store import Transaction

Times = Annotated[int, Field(ge=0, le=1000)] | Literal["always"]
_SETTING = "modes"


class Modes(BaseModel):
    """The defaults are Stripe on a good day."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    duplicate: Annotated[int, Field(ge=0, le=50)] = 0
    """Send each new event this many times more."""
    shuffle_seconds: Annotated[float, Field(ge=0, le=3600)] = 0
    """Send each delivery at a random moment within so many seconds, so that events overtake each other."""
    delay_seconds: Annotated[float, Field(ge=0, le=86_400)] = 0
    """Hold every delivery back so long."""
    drop: Times = 0
    """Never send the next n deliveries."""
    fail_after_acting: Times = 0
    """Do what the next n POST requests ask, and answer 500."""
    drop_answer: Times = 0
    """Do what the next n POST requests ask, and close the connection within the answer."""
    hold_answer_seconds: Annotated[float, Field(ge=0, le=300)] = 0
    """Act, and answer a POST only after so many seconds."""
    events_first: bool = False
    """Deliver a request's events before answering it, and a payment's before the page moves on."""
    aftermath_seconds: Annotated[float, Field(ge=0, le=31_536_000)] = 3
    """What is in store comes so much later: a test card's dispute or warning, a refund's news, a bank's decision."""


def read_modes(tx: Transaction) -> Modes:
    """The modes in force."""
    return Modes.model_validate(tx.setting(_SETTING) or {})


def write_modes(tx: Transaction, modes: Modes) -> None:
    """Put other modes in force, in every process."""
    tx.set_setting(_SETTING, modes.model_dump())


def spend(tx: Transaction, name: Literal["drop", "fail_after_acting", "drop_answer"]) -> bool:
    """Whether this misbehaviour strikes now; a counted one is used up by one."""
    modes = read_modes(tx)
    left: int | str = getattr(modes, name)
    if isinstance(left, int) and left > 0:
        write_modes(tx, modes.model_copy(update={name: left - 1}))
    return left != 0
