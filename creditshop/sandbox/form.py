"""Stripe's parameters: forms whose keys nest in brackets, ``line_items[0][price_data][currency]=usd``."""

import re
from collections.abc import Iterable
from typing import Any

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 8


def decode(pairs: Iterable[tuple[str, str]]) -> Object:
    """Nest flat form fields. A list keeps its indices as keys; ``key[]`` takes the next free index.

    Raises StripeError for a key that cannot be read or contradicts another.
    """
    tree: Object = {}
    for key, value in pairs:
        _put(tree, _path(key), value, key)
    return tree


def _path(key: str) -> list[str]:
    found = _KEY.match(key)
    parts = [found.group(1), *_PART.findall(found.group(2))] if found else []
    if not parts or len(parts) > _DEEPEST:
        raise StripeError(f"Invalid request parameter name: {key[:200]}", param=key[:200])
    return parts


def _put(tree: Object, path: list[str], value: str, key: str) -> None:
    node: Any = tree
    for part in path[:-1]:
        node = node.setdefault(part or str(len(node)), {})
        if not isinstance(node, dict):
            raise StripeError(f"Invalid request: {key[:200]} is given both as a value and as a hash", param=key[:200])
    last = path[-1] or str(len(node))
    if isinstance(node.get(last), dict):
        raise StripeError(f"Invalid request: {key[:200]} is given both as a value and as a hash", param=key[:200])
    node[last] = value
