"""What goes wrong at the edge of the API, before the domain is asked."""


class Forbidden(Exception):
    """The key may not do this; `scope` is what it lacks, or `shop` when only the shop's own keys may."""

    def __init__(self, scope: str) -> None:
        super().__init__("Only the shop's own keys may do this." if scope == "shop" else f"The key lacks {scope!r}.")
        self.scope = scope


class KeyMissing(Exception):
    """Credits move once for each idempotency key, so there must be one."""

    def __str__(self) -> str:
        return (
            "Send an idempotency key (REST: the header Idempotency-Key, GraphQL: the argument idempotencyKey): "
            "1 to 255 printable ASCII characters, the same when you try again."
        )


class RequestInvalid(Exception):
    """The request does not have the documented form; `errors` say where (`loc`) and why (`msg`)."""

    def __init__(self, errors: list[dict[str, object]]) -> None:
        super().__init__("The request does not have the documented form.")
        self.errors = errors


class SpendNotFound(Exception):
    """No spend of this wallet has this id."""

    def __init__(self, spend_id: str) -> None:
        super().__init__(f"There is no spend {spend_id}.")
        self.spend_id = spend_id


class Unavailable(Exception):
    """The database or the payment provider does not answer; nothing was done, or the same key tells what was."""

    def __str__(self) -> str:
        return "Something this needs is away. Try again with the same key."


class TooLarge(Exception):
    """More bytes than any request of this kind has."""

    def __str__(self) -> str:
        return "The body is too large."


class NoSuchRoute(Exception):
    """There is nothing at this address."""


class WrongMethod(Exception):
    """There is something at this address, but not for this method."""
