"""A hold that lasts as long as a `with` block: everything of it but the sending."""

from collections.abc import Iterator
from contextlib import contextmanager

from creditshop.client.answers import Hold, HoldClosing
from creditshop.client.calls import uses
from creditshop.client.calls.call import Call
from creditshop.client.errors import CreditShopError, Unavailable


class Holding:
    """The hold as it was opened, and what came of it.

    Its end has an idempotency key of the hold's own: a program that dies inside the block and runs it again with the
    same `idempotency_key` finds the same hold, and charges it once.
    """

    def __init__(self, hold: Hold) -> None:
        self.hold = hold
        self.closing: HoldClosing | None = None
        self.left_alone = False

    @property
    def id(self) -> str:
        """The hold's id."""
        return self.hold.id

    def _capturing(self, credits: int | None) -> Call[HoldClosing]:
        return uses.capture(self.id, credits=credits, idempotency_key=f"{self.id}/capture")

    def _releasing(self) -> Call[HoldClosing]:
        return uses.release(self.id, idempotency_key=f"{self.id}/release")

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """The block's end has nothing to do after this, unless the shop refuses: without an answer it may be done."""
        self.left_alone = True
        try:
            yield
        except CreditShopError as error:
            self.left_alone = isinstance(error, Unavailable)
            raise
