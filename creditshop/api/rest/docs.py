"""The readable page of the API, made from its OpenAPI document and the table of problems."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from creditshop.api.problems import PROBLEMS
from creditshop.config import settings

router = APIRouter(include_in_schema=False)
_HERE = Path(__file__).parent
_LOOK = _HERE.parents[2] / "assets" / "shop.css"
_CODE = re.compile(r"`([^`]+)`")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a table: a parameter, or a field of a body."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One route. `answer` names the schema of its success, `problems` the codes of its failures."""

    method: str
    path: str
    tag: str
    words: str
    scope: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    status: str
    answer: str
    problems: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"{self.method}{self.path}".lower()


def _marked(words: str) -> Markup:
    """Words in which what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(words))))  # noqa: S704 - escaped


_TEMPLATES = Environment(loader=FileSystemLoader(_HERE), autoescape=select_autoescape(), trim_blocks=True)
_TEMPLATES.filters["marked"] = _marked


@router.get("/docs")
async def docs(request: Request) -> Response:
    """`GET /docs`: everything that openapi.json says, for people."""
    return HTMLResponse(_page(json.dumps(request.app.openapi())))


@cache
def _page(document: str) -> str:
    described: Json = json.loads(document)
    operations = tuple(_operations(described))
    schemas = {name: tuple(_fields(schema)) for name, schema in described["components"]["schemas"].items()}
    return _TEMPLATES.get_template("docs.html").render(
        shop=settings().shop_name,
        home=settings().public_url,
        url=described["servers"][0]["url"],
        version=described["info"]["version"],
        look=_LOOK.read_text(),
        groups={tag: [one for one in operations if one.tag == tag] for tag in dict.fromkeys(o.tag for o in operations)},
        schemas={name: fields for name, fields in schemas.items() if not name.endswith(("Request", "_"))},
        problems={problem.code: problem for problem in PROBLEMS.values()},
    )


def _operations(document: Json) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            status, success = next((code, answer) for code, answer in one["responses"].items() if code < "300")
            yield Operation(
                method=method.upper(),
                path=path,
                tag=one["tags"][0],
                words=one["description"],
                scope=one["security"][0]["ApiKey"][0],
                parameters=tuple(_parameter(each) for each in one.get("parameters", ())),
                body=tuple(_body(document, one)),
                status=status,
                answer=_kind(success["content"]["application/json"]["schema"]) if "content" in success else "nothing",
                problems=tuple(_codes(one["responses"])),
            )


def _parameter(one: Json) -> Field:
    return Field(one["name"], f"{_kind(one['schema'])} · {one['in']}", one.get("required", False), _words(one))


def _body(document: Json, operation: Json) -> Iterator[Field]:
    content: Json = operation.get("requestBody", {}).get("content", {})
    if described := content.get("application/json"):
        yield from _fields(document["components"]["schemas"][_kind(described["schema"])])
    elif content:
        yield Field("the body itself", " or ".join(content), True, operation["requestBody"].get("description", ""))


def _fields(schema: Json) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        yield Field(name, _kind(one), name in required, _words(one))


def _words(one: Json) -> str:
    """What is said of a field, or of the kind of value that it may be."""
    said: str = one.get("description") or next((_words(kind) for kind in one.get("anyOf", ())), "")
    return said


def _codes(responses: Json) -> Iterator[str]:
    for answer in responses.values():
        yield from (part.split("`")[1] for part in answer["description"].split(" · ") if part.startswith("`"))


def _kind(schema: Json) -> str:
    """A schema in a word or two."""
    if reference := schema.get("$ref"):
        return str(reference).rpartition("/")[2].removesuffix("_").replace("Page_", "page of ")
    if kinds := schema.get("anyOf"):
        return " or ".join(_kind(one) for one in kinds)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "object")
