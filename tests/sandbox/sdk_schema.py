"""Strict JSON Schemas of Stripe's objects, out of the installed SDK's own annotations (its source is only read).

What is not Optional is required, ``Literal | str`` keeps its literals only, and nothing else is allowed. Objects in
objects are checked by their own schema, expanded or not.
"""

import ast
import importlib
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import stripe
from jsonschema import Draft202012Validator

ROOT = Path(stripe.__file__).parent
CLASSES = {
    "account": ("_account.py", "Account"),
    "balance_transaction": ("_balance_transaction.py", "BalanceTransaction"),
    "charge": ("_charge.py", "Charge"),
    "checkout.session": ("checkout/_session.py", "Session"),
    "customer": ("_customer.py", "Customer"),
    "dispute": ("_dispute.py", "Dispute"),
    "event": ("_event.py", "Event"),
    "item": ("_line_item.py", "LineItem"),
    "payment_intent": ("_payment_intent.py", "PaymentIntent"),
    "payment_method": ("_payment_method.py", "PaymentMethod"),
    "price": ("_price.py", "Price"),
    "product": ("_product.py", "Product"),
    "radar.early_fraud_warning": ("radar/_early_fraud_warning.py", "EarlyFraudWarning"),
    "refund": ("_refund.py", "Refund"),
    "review": ("_review.py", "Review"),
    "webhook_endpoint": ("_webhook_endpoint.py", "WebhookEndpoint"),
}
_SCALARS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "Decimal": "string"}
_LIST = {
    "type": "object",
    "properties": {
        "object": {"const": "list"},
        "data": {"type": "array", "items": {"type": "object", "required": ["id", "object"]}},
        "has_more": {"type": "boolean"},
        "url": {"type": "string", "pattern": "^/v1/"},
    },
    "required": ["object", "data", "has_more", "url"],
    "additionalProperties": False,
}
Schema = dict[str, Any]
# Parsing in two threads at once trips CPython 3.11's recursion check.
_READING = threading.Lock()


class NotAsStripe(AssertionError):
    """An object is not what the SDK's annotations say."""


def check_object(thing: Any) -> None:
    """Raise NotAsStripe unless ``thing`` and every Stripe object within it are as annotated."""
    for where, found in _objects_in(thing, "$"):
        if found.get("deleted") is True and found.keys() == {"id", "object", "deleted"}:
            continue
        with _READING:
            validator = _validator(found["object"])
        for error in validator.iter_errors(found):
            raise NotAsStripe(f"{where} ({found['object']}){error.json_path[1:]}: {error.message[:300]}")


def check_error(body: Any) -> None:
    """Raise NotAsStripe unless ``body`` is one of Stripe's error answers."""
    with _READING:
        schema = _of_class("_error_object.py", "ErrorObject")
    wrapped = {"type": "object", "properties": {"error": schema}, "required": ["error"], "additionalProperties": False}
    for error in Draft202012Validator(wrapped).iter_errors(body):
        raise NotAsStripe(f"error{error.json_path}: {error.message[:300]}")


def fields_of(kind: str) -> set[str]:
    """Every property that the SDK knows of this kind of object."""
    return set(_of_class(*CLASSES[kind])["properties"])


def _objects_in(value: Any, where: str) -> Iterator[tuple[str, Schema]]:
    if isinstance(value, dict):
        if isinstance(value.get("object"), str):
            yield where, value
        for name, inner in value.items():
            yield from _objects_in(inner, f"{where}.{name}")
    if isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _objects_in(inner, f"{where}[{position}]")


@cache
def _validator(kind: str) -> Draft202012Validator:
    schema = _LIST if kind == "list" else _of_class(*CLASSES[kind])
    return Draft202012Validator(schema)


@cache
def _of_class(path: str, name: str) -> Schema:
    module = ast.parse((ROOT / path).read_text())
    found = next(node for node in module.body if isinstance(node, ast.ClassDef) and node.name == name)
    return _Reader(module, f"stripe.{path.removesuffix('.py').replace('/', '.')}").schema(found, [found])


class _Reader:
    """Turns annotations of one module into schemas."""

    def __init__(self, module: ast.Module, own: str) -> None:
        self._own = own
        self._imports = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in ast.walk(module)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def schema(self, cls: ast.ClassDef, scope: list[ast.ClassDef]) -> Schema:
        properties, required = {}, []
        for node in cls.body:
            if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
                continue
            if ast.unparse(node.annotation).startswith("ClassVar") or node.target.id.startswith("_"):
                continue
            properties[node.target.id] = self._read(node.annotation, scope)
            if not ast.unparse(node.annotation).startswith("Optional"):
                required.append(node.target.id)
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def _read(self, note: ast.expr, scope: list[ast.ClassDef]) -> Schema:
        match note:
            case ast.Constant(value=None):
                return {"type": "null"}
            case ast.Constant(value=str(text)):
                return self._read(ast.parse(text, mode="eval").body, scope)
            case ast.Name(id=name):
                return self._named(name, scope)
            case ast.BinOp(left=left, right=right):
                return self._union([left, right], scope)
            case ast.Subscript(value=ast.Name(id=head)):
                inner = note.slice.elts if isinstance(note.slice, ast.Tuple) else [note.slice]
                return self._generic(head, inner, scope)
        raise NotImplementedError(ast.unparse(note))

    def _named(self, name: str, scope: list[ast.ClassDef]) -> Schema:
        if name in _SCALARS:
            return {"type": _SCALARS[name]}
        if name == "Any":
            return {}
        for outer in reversed(scope):
            for node in outer.body:
                if isinstance(node, ast.ClassDef) and node.name == name:
                    return self.schema(node, [*scope, node])
        return {"type": "object", "properties": {"object": {"const": self._object_name(name)}}, "required": ["object"]}

    def _generic(self, head: str, inner: list[ast.expr], scope: list[ast.ClassDef]) -> Schema:  # noqa: PLR0911
        match head:
            case "Optional":
                return {"anyOf": [self._read(inner[0], scope), {"type": "null"}]}
            case "Union":
                return self._union(inner, scope)
            case "Literal":
                return {"enum": [node.value for node in inner if isinstance(node, ast.Constant)]}
            case "List":
                return {"type": "array", "items": self._read(inner[0], scope)}
            case "ListObject":
                return _LIST
            case "Dict" | "UntypedStripeObject":
                return {"type": "object", "additionalProperties": self._read(inner[-1], scope)}
            case "ExpandableField":
                return {"anyOf": [{"type": "string", "minLength": 1}, self._read(inner[0], scope)]}
        raise NotImplementedError(head)

    def _union(self, parts: list[ast.expr], scope: list[ast.ClassDef]) -> Schema:
        read = [self._read(part, scope) for part in parts]
        strict = [schema for schema in read if "enum" in schema]
        return strict[0] if strict and len(read) == 2 else {"anyOf": read}

    def _object_name(self, name: str) -> str:
        module, original = self._imports.get(name, (self._own, name))
        return str(getattr(importlib.import_module(module), original).OBJECT_NAME)
