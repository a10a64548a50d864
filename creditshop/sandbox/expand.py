"""``expand[]``: ids in an answer replaced by their objects (https://docs.stripe.com/api/expanding_objects)."""

from collections.abc import Callable, Sequence
from typing import Any

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import as_list, list_objects
from creditshop.sandbox.requests.lists import ListRefunds, Page
from creditshop.sandbox.work import Work

_DEEPEST = 4


def _line_items(work: Work, session: Object) -> Object:
    items = work.tx.hidden(session["id"])["line_items"]
    limit = Page().limit
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return as_list(items[:limit], url, has_more=len(items) > limit)


def _refunds(work: Work, charge: Object) -> Object:
    return list_objects(work, "refund", ListRefunds(charge=charge["id"]), f"/v1/charges/{charge['id']}/refunds")


# Properties that an answer carries only when asked for.
_INCLUDABLE: dict[tuple[str, str], Callable[[Work, Object], Object]] = {
    ("checkout.session", "line_items"): _line_items,
    ("charge", "refunds"): _refunds,
}


def expand(work: Work, thing: Object, paths: Sequence[str]) -> Object:
    """``thing`` with the objects at these dotted paths in place of their ids; raises StripeError for a bad path."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > _DEEPEST + (parts[0] == "data"):
            raise StripeError(f"You cannot expand more than {_DEEPEST} levels of a property ({path}).", param="expand")
        _expand(work, thing, parts, path)
    return thing


def _expand(work: Work, thing: Object, parts: Sequence[str], path: str) -> None:
    name, *rest = parts
    maker = _INCLUDABLE.get((thing.get("object", ""), name))
    if maker and name not in thing:
        thing[name] = maker(work, thing)
    if name not in thing:
        raise _refusal(path)
    if isinstance(thing[name], str):
        thing[name] = _by_id(work, thing[name], path)
    elif not rest and not maker and not (thing[name] is None or isinstance(thing[name], dict)):
        raise _refusal(path)
    if rest:
        for child in _children(thing[name]):
            _expand(work, child, rest, path)


def _children(value: Any) -> list[Object]:
    if isinstance(value, list):
        return [child for child in value if isinstance(child, dict)]
    return [value] if isinstance(value, dict) else []


def _by_id(work: Work, object_id: str, path: str) -> Object:
    found = work.tx.get(object_id)
    if found is None:
        raise _refusal(path)
    return found


def _refusal(path: str) -> StripeError:
    return StripeError(f"This property cannot be expanded ({path}).", param="expand")
