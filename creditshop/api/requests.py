"""What apps may ask for: the same bounds in every API. Unknown fields are refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import WithJsonSchema

from creditshop.api.errors import RequestInvalid
from creditshop.images import LARGEST_SIDE, Format
from creditshop.ledger import MAX_CREDITS

MOST_SPENDS = 100
LONGEST_USAGE = timedelta(days=366)
_USUAL_USAGE = timedelta(days=29)
_WHOLE = {"type": "integer", "minimum": 1, "maximum": MAX_CREDITS}


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range") from None


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
Id = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,64}$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern="^[ -~]+$")]
Currency = Annotated[str, StringConstraints(pattern="^[a-z]{3}$")]
Limit = Annotated[int, Field(ge=1, le=100)]
Sequence = Annotated[int, Field(ge=1, le=MAX_CREDITS)]
Text = Annotated[str, StringConstraints(max_length=255, pattern=r"^[^\x00]*$")]
Credits = Annotated[int, Field(strict=True), WithJsonSchema(_WHOLE)]  # the ledger itself refuses what is no amount
ExternalId = Annotated[str, StringConstraints(pattern=r"^[!-.0-~]{1,255}$")]  # printable ASCII without / and space
Place = Annotated[
    str,
    StringConstraints(pattern=r"^(wal_[a-z0-9]{1,64}|external:[!-.0-~]{1,255})$"),
    Field(description="A wallet's id, or `external:` and the name that your app has for its customer."),
]
Side = Annotated[int, Field(strict=True, ge=1, le=LARGEST_SIDE, description="Pixels.")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WalletRequest(_Request):
    """A customer of the app gets a wallet."""

    external_id: ExternalId
    email: Annotated[Text | None, Field(description="Verified by your app: it opens the account.")] = None
    name: Text = ""


class _UseRequest(_Request):
    wallet: Place
    credits: Annotated[Credits | None, Field(description="How many, if no feature says it.")] = None
    feature: Annotated[Text | None, Field(description="A feature of the price list, instead of `credits`.")] = None
    quantity: Annotated[Credits, Field(description="How many units of the feature.")] = 1
    reference: Annotated[Text, Field(description="What it is for, in your app's words.")] = ""

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if (self.credits is None) == (self.feature is None):
            raise ValueError("either `credits` or `feature` says how much")
        if self.feature is None and self.quantity != 1:
            raise ValueError("`quantity` is of a `feature`")
        return self


class SpendRequest(_UseRequest):
    """Credits are used: so many, or what a feature costs."""


class BatchRequest(_Request):
    """Several spends, each with an outcome of its own. The key of each is `{Idempotency-Key}/{index}`."""

    spends: Annotated[list[SpendRequest], Field(min_length=1, max_length=MOST_SPENDS)]


class HoldRequest(_UseRequest):
    """Credits are reserved for work in progress, until they are captured or released, or the time is over."""

    expires_in: Annotated[int, Field(strict=True, ge=60, le=86_400, description="Seconds.")] = 900


class CaptureRequest(_Request):
    """How many of the held credits were used; without it all of them. The rest is released."""

    credits: Annotated[Credits | None, Field(description="Without it all that is held.")] = None


class GrantRequest(_Request):
    """Credits are given, for nothing."""

    wallet: Place
    credits: Credits
    reason: Annotated[Text, Field(min_length=1)]
    expires_at: Moment | None = None


class ReasonRequest(_Request):
    """Why something is done, for whoever looks it up later."""

    reason: Annotated[Text, Field(min_length=1)]


class CheckoutLinkRequest(_Request):
    """A package for a customer, who has agreed to the shop's terms in the app."""

    wallet: Place
    package: Annotated[Text, Field(description="The package's slug.")]
    currency: Currency
    email: Annotated[Text | None, Field(description="For the receipt, if the shop knows no address.")] = None


class SignInLinkRequest(_Request):
    """A link for the owner of this wallet."""

    wallet: Place


class SignRequest(_Request):
    """An image is to fit a width and, if given, a height: smaller, never larger, its proportions kept."""

    src: Annotated[str, StringConstraints(pattern="^img_[a-z0-9]{1,64}$"), Field(description="The image's id.")]
    w: Side
    h: Side | None = None
    fmt: Format = Format.WEBP
    expires_in: Annotated[int, Field(strict=True, ge=60, le=2_592_000, description="Seconds.")] = 86_400


def period(since: date | None, until: date | None, *, today: date) -> tuple[date, date]:
    """The first and last day of use that is asked for; usually thirty days until today. Raises RequestInvalid."""
    last = until or today
    first = since or max(last, date.min + _USUAL_USAGE) - _USUAL_USAGE
    if not first <= last <= min(first, date.max - LONGEST_USAGE) + LONGEST_USAGE:
        raise RequestInvalid([{"loc": ["query", "from"], "msg": "must be at most 366 days before `to`"}])
    return first, last
