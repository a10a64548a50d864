"""An app that uses GraphQL, and documents that ask for everything a schema has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)
from starlette.applications import Starlette

from creditshop.api.graphql import PATH, route
from creditshop.api.graphql.execution import SHOPS

SCHEMA = SHOPS._schema
Answer = dict[str, Any]


@dataclass
class GraphQLApp:
    """An HTTP client with a key."""

    http: httpx.AsyncClient
    token: str

    async def send(self, query: str, **variables: Any) -> httpx.Response:
        return await self.http.post(
            PATH, json={"query": query, "variables": variables}, headers={"Authorization": f"Bearer {self.token}"}
        )

    async def ask(self, query: str, **variables: Any) -> Answer:
        """The answer to an operation that has one."""
        response = await self.send(query, **variables)
        assert response.status_code == 200, response.text
        answer: Answer = response.json()
        return answer

    async def read(self, field: str, **arguments: Any) -> Any:
        """Everything that a field of Query says, or the code of the error."""
        answer = await self.ask(document("query", field, *arguments), **arguments)
        if "errors" in answer:
            assert answer["data"][field] is None
            (error,) = answer["errors"]
            return error["extensions"]["code"]
        return answer["data"][field]

    async def do(self, field: str, **arguments: Any) -> Answer:
        """Everything that a mutation says: `__typename` and the fields of that member."""
        answer = await self.ask(document("mutation", field, *arguments), **arguments)
        assert "errors" not in answer, answer
        return member(answer["data"][field])


def member(value: Answer) -> Answer:
    """A value of a union, without the aliases that keep its members' fields apart."""
    kept = {name.removeprefix(f"{value['__typename']}_"): part for name, part in value.items()}
    if kept["__typename"] == "SpendBatch":
        kept["data"] = [member(one) for one in kept["data"]]
    return kept


def document(operation: str, field: str, *names: str) -> str:
    """An operation with a variable for each of these arguments, and everything in its selection."""
    root = SCHEMA.query_type if operation == "query" else SCHEMA.mutation_type
    assert root is not None
    declared = root.fields[field]
    variables = ", ".join(f"${name}: {declared.args[name].type}" for name in names)
    arguments = ", ".join(f"{name}: ${name}" for name in names)
    if not names:
        return f"{operation} {{ {field} {everything(declared.type)} }}"
    return f"{operation} ({variables}) {{ {field}({arguments}) {everything(declared.type)} }}"


def everything(kind: GraphQLOutputType) -> str:
    """A selection of all that takes no argument and asks nothing further."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    if isinstance(named, GraphQLUnionType):
        members = (f"... on {one.name} {_fields(one, f'{one.name}_')}" for one in named.types)
        return f"{{ __typename {' '.join(members)} }}"
    assert isinstance(named, GraphQLObjectType)
    return _fields(named, "")


def _fields(kind: GraphQLObjectType, prefix: str) -> str:
    alias = f"{prefix}{{name}}: " if prefix else ""
    chosen = (
        f"{alias.format(name=name)}{name} {everything(field.type)}"
        for name, field in kind.fields.items()
        if not asks(field)
    )
    return f"{{ {' '.join(chosen)} }}"


def asks(field: GraphQLField) -> bool:
    """Whether it has a resolver of its own."""
    return field.extensions["strawberry-definition"].base_resolver is not None


@asynccontextmanager
async def calling(token: str) -> AsyncIterator[GraphQLApp]:
    """An app whose requests go straight to the API."""
    transport = httpx.ASGITransport(Starlette(routes=[route]), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
        yield GraphQLApp(http, token)
