"""How parameters are read: typed, nothing unknown accepted, errors worded as Stripe words them."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.money import SUPPORTED

T = TypeVar("T")
P = TypeVar("P", bound="Params")
_KEYS, _KEY_LENGTH, _VALUE_LENGTH = 50, 40, 500


class Params(BaseModel):
    """Parameters of one request, or of a part of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Expandable(Params):
    """Every request may ask for ids to be replaced by their objects."""

    expand: "Indexed[str]" = Field(default_factory=list)


def _listed(value: Any) -> Any:
    """A form writes a list as ``[0]``, ``[1]``…"""
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return value


def _metadata(value: dict[str, str]) -> dict[str, str]:
    if len(value) > _KEYS:
        raise PydanticCustomError("metadata", f"You can have up to {_KEYS} metadata keys.")
    for key, text in value.items():
        if len(key) > _KEY_LENGTH:
            raise PydanticCustomError("metadata", f"Metadata keys can have up to {_KEY_LENGTH} characters.")
        if len(text) > _VALUE_LENGTH:
            raise PydanticCustomError("metadata", f"Metadata values can have up to {_VALUE_LENGTH} characters.")
    return value


def _currency(value: str) -> str:
    lowered = value.lower()
    if lowered not in SUPPORTED:
        raise PydanticCustomError("currency", f"Invalid currency: {value[:20]}.")
    return lowered


def _email(value: str) -> str:
    name, _, host = value.partition("@")
    if not name or "." not in host or any(sign.isspace() for sign in value):
        raise PydanticCustomError("email_invalid", f"Invalid email address: {value[:100]}")
    return value


def _url(value: str) -> str:
    if not value.startswith(("http://", "https://")) or any(sign.isspace() for sign in value):
        raise PydanticCustomError("url_invalid", "Not a valid URL. URLs must begin with http:// or https://.")
    return value


Indexed = Annotated[list[T], BeforeValidator(_listed)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
Metadata = Annotated[dict[str, str], AfterValidator(_metadata)]
Currency = Annotated[Text, AfterValidator(_currency)]
Email = Annotated[Text, AfterValidator(_email)]
Url = Annotated[Text, AfterValidator(_url)]
Expandable.model_rebuild()


def read(model: type[P], params: Object) -> P:
    """The parameters as ``model``; raises StripeError about the first that is wrong."""
    try:
        return model.model_validate(params)
    except ValidationError as error:
        raise _as_stripe_error(error.errors()[0]) from error


# Stripe's code and words for what pydantic finds; what is not here speaks for itself.
_WORDS: dict[str, tuple[str | None, str]] = {
    "extra_forbidden": ("parameter_unknown", "Received unknown parameter: {param}"),
    "missing": ("parameter_missing", "Missing required param: {param}."),
    "int_parsing": ("parameter_invalid_integer", "Invalid integer: {given}"),
    "int_type": ("parameter_invalid_integer", "Invalid integer: {given}"),
    "int_from_float": ("parameter_invalid_integer", "Invalid integer: {given}"),
    "bool_parsing": (None, "Invalid boolean: {given}"),
    "bool_type": (None, "Invalid boolean: {given}"),
    "string_too_short": (
        "parameter_invalid_empty",
        "You passed an empty string for '{param}'. You should remove '{param}' from your request or supply a"
        " non-empty value.",
    ),
    "email_invalid": ("email_invalid", "{message}"),
    "url_invalid": ("url_invalid", "{message}"),
    "metadata": (None, "{message}"),
    "currency": (None, "{message}"),
}


def _as_stripe_error(found: ErrorDetails) -> StripeError:
    param = _name(found["loc"])
    given = found["input"] if isinstance(found["input"], str) else "a hash"
    code, words = _WORDS.get(found["type"], (None, "Invalid {param}: {message}"))
    return StripeError(words.format(param=param, given=given[:200], message=found["msg"]), code=code, param=param)


def _name(location: tuple[int | str, ...]) -> str:
    first, *rest = location or ("",)
    return str(first) + "".join(f"[{part}]" for part in rest)
