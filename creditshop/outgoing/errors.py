"""What can be wrong with an endpoint or with asking for a delivery."""

from typing import Literal


class OutgoingError(Exception):
    """A request about outgoing webhooks that is refused."""


class UrlInvalid(OutgoingError):
    """No webhook can go there. `why`: no http(s) address, not https, or an address inside of a network."""

    def __init__(self, why: Literal["form", "https", "address"]) -> None:
        super().__init__(why)
        self.why = why


class EventsInvalid(OutgoingError):
    """An endpoint listens to at least one known type of event; one for low balances says what is low."""


class TooManyEndpoints(OutgoingError):
    """This owner has as many endpoints as one may have; `most` of them."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} endpoints")
        self.most = most


class EndpointNotFound(OutgoingError):
    """This owner has no endpoint with this id."""


class DeliveryNotFound(OutgoingError):
    """This owner has no delivery with this id."""


class EndpointDisabled(OutgoingError):
    """Nothing is delivered to an endpoint that is disabled."""


class AddressRefused(Exception):
    """A host's name leads to no address that webhooks may go to."""
