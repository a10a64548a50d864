"""What a handler can say about an event that it does not apply, and what an admin's request may run into."""


class NotYet(Exception):
    """Raised by a handler: the event makes sense once something else is known. The message says what it waits for."""


class Unclaimed(NotYet):
    """Raised by a handler: no purchase has this payment so far. One may claim it yet; else it is another application's.

    Such an event waits as long as any other, and is ignored then.
    """

    def __init__(self, payment_intent_id: str | None) -> None:
        super().__init__(f"No purchase of this shop has the payment {payment_intent_id} so far.")


class NotOurs(Exception):
    """Raised by a handler: the event is about somebody else's object on the same account. The message says why."""


class Unreadable(Exception):
    """Raised by a handler: the object in the event is not what its type promises."""


class EventNotFound(Exception):
    """No stored event has this id."""


class EventSettled(Exception):
    """The event was applied, or ignored, before: there is nothing to ignore."""
