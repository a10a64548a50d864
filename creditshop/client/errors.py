"""Why the shop refused: one exception for each `code` of its problem documents, with the same data."""

from dataclasses import dataclass
from typing import Any

from creditshop.client.reading import AnswerInvalid, read


@dataclass(eq=False)
class CreditShopError(Exception):
    """The shop did not do it. `code` is for programs, `detail` for people, `request_id` for asking the shop.

    `status` is that of HTTP. What has no class of its own comes as this one: codes of newer shops, and with the code
    ANSWER_INVALID or UNKNOWN what is not the shop's at all, so that `url` may be wrong.
    """

    status: int = 0
    code: str = ""
    detail: str = ""
    request_id: str | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


@dataclass(eq=False)
class Unavailable(CreditShopError):
    """No answer came, however often it was tried: whether it was done is unknown, and `status` may be 0.

    The same call with this `idempotency_key` finds out: it acts once. None: the call can be repeated as it is.
    """

    idempotency_key: str | None = None


@dataclass(eq=False)
class Unauthenticated(CreditShopError):
    """The API key is unknown or revoked."""


@dataclass(eq=False)
class Forbidden(CreditShopError):
    """The API key lacks `scope`; `shop`: only the shop's own keys may do this."""

    scope: str = ""


@dataclass(eq=False)
class RateLimited(CreditShopError):
    """Too many requests; `retry_after` seconds are longer than this client waits."""

    retry_after: int = 0


@dataclass(eq=False)
class InvalidRequest(CreditShopError):
    """Not what the shop documents; `errors` say where (`loc`) and why (`msg`)."""

    errors: tuple[dict[str, Any], ...] = ()


@dataclass(eq=False)
class IdempotencyConflict(CreditShopError):
    """The idempotency key was used before, for something else."""

    key: str = ""


@dataclass(eq=False)
class InsufficientCredits(CreditShopError):
    """The wallet cannot pay; figures in credits. At `top_up_url` its owner buys more."""

    required: int = 0
    available: int = 0
    held: int = 0
    top_up_url: str = ""


@dataclass(eq=False)
class AmountInvalid(CreditShopError):
    """Not an amount of credits that can be moved."""


@dataclass(eq=False)
class WalletNotFound(CreditShopError):
    """No wallet has this id, or it is not one that the key may see."""

    wallet: str = ""


@dataclass(eq=False)
class WalletSuspended(CreditShopError):
    """The wallet accepts credits but spends none."""

    wallet: str = ""


@dataclass(eq=False)
class SpendNotFound(CreditShopError):
    """No spend has this id."""

    spend: str = ""


@dataclass(eq=False)
class HoldNotFound(CreditShopError):
    """No hold has this id."""

    hold: str = ""


@dataclass(eq=False)
class HoldNotOpen(CreditShopError):
    """The hold was captured or released before; `state` says which."""

    hold: str = ""
    state: str = ""


@dataclass(eq=False)
class HoldExpired(CreditShopError):
    """The hold's time was over before it was captured; its credits can be spent again."""

    hold: str = ""


@dataclass(eq=False)
class CaptureExceedsHold(CreditShopError):
    """More was to be captured than is held, in credits."""

    hold: str = ""
    held: int = 0
    wanted: int = 0


@dataclass(eq=False)
class FeatureNotFound(CreditShopError):
    """The price list has no such feature."""

    feature: str = ""


@dataclass(eq=False)
class QuantityInvalid(CreditShopError):
    """Not a quantity of this feature."""

    feature: str = ""


@dataclass(eq=False)
class PackageNotFound(CreditShopError):
    """The package is not on sale in this currency."""

    currency: str = ""


@dataclass(eq=False)
class EmailInvalid(CreditShopError):
    """Not an e-mail address."""


@dataclass(eq=False)
class EmailTaken(CreditShopError):
    """Another account has this address."""


@dataclass(eq=False)
class CustomerNotFound(CreditShopError):
    """The wallet's owner cannot do this."""


@dataclass(eq=False)
class CheckoutBlocked(CreditShopError):
    """The shop takes no payment from this customer at the moment."""


@dataclass(eq=False)
class CheckoutRefused(CreditShopError):
    """The payment provider refuses."""


@dataclass(eq=False)
class TooLarge(CreditShopError):
    """More bytes than the shop takes."""


@dataclass(eq=False)
class ImageNotFound(CreditShopError):
    """No image has this id."""

    image: str = ""


@dataclass(eq=False)
class ImageTypeUnknown(CreditShopError):
    """Not an image, or of none of the `accepted` media types."""

    accepted: tuple[str, ...] = ()


@dataclass(eq=False)
class ImageBroken(CreditShopError):
    """The image is damaged."""


@dataclass(eq=False)
class ImageTooManyPixels(CreditShopError):
    """The image has more than `most_pixels`."""

    most_pixels: int = 0


@dataclass(eq=False)
class ImagesFull(CreditShopError):
    """The wallet has as many images, or bytes of them, as it may."""

    images: int = 0
    bytes: int = 0


def _code(kind: type[CreditShopError]) -> str:
    """The code of an exception is its name: HoldNotOpen is HOLD_NOT_OPEN."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in kind.__name__)[1:]


KINDS = {_code(kind): kind for kind in CreditShopError.__subclasses__()}


def error_of(status: int, document: Any) -> CreditShopError:
    """The exception for a problem document, or for whatever else came with this status."""
    facts = document if isinstance(document, dict) else {}
    kind = KINDS.get(str(facts.get("code")), CreditShopError)
    try:
        return read(kind, {"code": "UNKNOWN", "detail": f"The answer was HTTP {status}.", **facts, "status": status})
    except AnswerInvalid as error:
        return CreditShopError(status, "ANSWER_INVALID", str(error))
