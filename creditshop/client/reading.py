"""JSON becomes the dataclasses that the client promises. What a newer shop adds is ignored."""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN = (str, int, bool, dict)
_READERS: dict[type, Callable[[str], Any]] = {datetime: datetime.fromisoformat, date: date.fromisoformat}


class AnswerInvalid(ValueError):
    """The answer is not what the shop documents."""


def read(kind: type[T], document: Any) -> T:
    """A dataclass out of a JSON object. Raises AnswerInvalid."""
    if not isinstance(document, dict):
        raise AnswerInvalid(f"{kind.__name__} should be an object, not {type(document).__name__}.")
    try:
        # By position, so that exceptions know their arguments and can be pickled.
        return kind(*(_field(field, hint, document) for field, hint in _shape(kind)))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerInvalid(f"No valid {kind.__name__}: {error!r}") from error


@cache
def _shape(kind: type[Any]) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in fields(kind))


def _field(field: Field[Any], hint: Any, document: dict[str, Any]) -> Any:
    if field.name not in document and field.default is not MISSING:
        return field.default
    return _value(hint, document[field.name])


def _value(hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):  # X | None
        return None if value is None else _value(get_args(hint)[0], value)
    if get_origin(hint) is tuple:  # tuple[X, ...]
        return tuple(_value(get_args(hint)[0], one) for one in value)
    if hint in _READERS:
        return _READERS[hint](value)
    if (plain := get_origin(hint) or hint) in _PLAIN:
        return _plain(plain, value)
    return read(hint, value)


def _plain(kind: type[T], value: Any) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} should be {kind.__name__}")
    return value
