"""How much one operation may ask for, known before it is validated and run.

A field weighs 1, one that asks the database 200, the schema itself 2000; what is listed weighs as often as it may be
answered. Every alias and every use of a fragment counts. So one request does some twenty things, or reads a few long
pages.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    get_operation_ast,
    parse,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema_converter import GraphQLCoreConverter

from creditshop.api.graphql.wallets import USUAL_LIMIT

MOST_TOKENS = 500
MOST_WEIGHT = 5000
DEEPEST = 16  # as deep as the usual introspection query; what the shop answers is half as deep
ASKING = 200
INTROSPECTING = 2000
_LONGEST_PAGE = 100


class Load(NamedTuple):
    """What a part of an operation asks for."""

    weight: int
    depth: int


class Bounded(SchemaExtension):
    """Refuses operations that are too long, too deep or too heavy, then validates."""

    def on_operation(self) -> Iterator[None]:
        """Bound what is parsed."""
        self.execution_context.parse_options["max_tokens"] = MOST_TOKENS
        yield

    def on_validate(self) -> Iterator[None]:
        """Bound what is validated: that takes time that grows with the square of the fields."""
        context = self.execution_context
        schema, document = context.schema._schema, context.graphql_document
        assert document is not None  # noqa: S101 - it was parsed before
        if get_operation_ast(document, context._provided_operation_name) is None:  # Strawberry would run the first
            context.pre_execution_errors = [GraphQLError("`operationName` must say which operation to run.")]
        else:
            context.pre_execution_errors = _excess(_Scale(schema, document, context.variables or {}).load())
        if not context.pre_execution_errors:
            try:
                _check(schema, context.query or "")
            except _Invalid as invalid:
                context.pre_execution_errors = invalid.errors
        yield


class _Invalid(Exception):
    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


@lru_cache(maxsize=256)
def _check(schema: GraphQLSchema, query: str) -> None:
    """Raise _Invalid, or remember that the document is valid: apps send few different ones, and this takes longest."""
    if errors := validate(schema, parse(query)):
        raise _Invalid(errors)


def _excess(load: Load) -> list[GraphQLError]:
    if load.depth > DEEPEST:
        return [GraphQLError(f"The operation is {load.depth} fields deep; at most {DEEPEST} are allowed.")]
    if load.weight > MOST_WEIGHT:
        return [GraphQLError(f"The operation weighs {load.weight}; at most {MOST_WEIGHT} is allowed.")]
    return []


class _Scale:
    """Weighs a document that may be wrong in every way: unknown fields weigh 1, a fragment inside itself nothing."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.schema, self.document, self.variables = schema, document, variables
        self.fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self.weighed: dict[str, Load] = {}

    def load(self) -> Load:
        """That of the heaviest operation."""
        found = [one for one in self.document.definitions if isinstance(one, OperationDefinitionNode)]
        loads = [self._selection(one.selection_set, self.schema.get_root_type(one.operation)) for one in found]
        return max(loads, default=Load(0, 0))

    def _selection(self, selection: SelectionSetNode | None, parent: Any) -> Load:
        loads = [self._node(node, parent) for node in selection.selections] if selection else []
        return Load(sum(one.weight for one in loads), max((one.depth for one in loads), default=0))

    def _node(self, node: SelectionNode, parent: Any) -> Load:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)  # noqa: S101 - there is no fourth kind
        named = node.type_condition
        return self._selection(node.selection_set, self.schema.get_type(named.name.value) if named else parent)

    def _fragment(self, name: str) -> Load:
        """Weighed once, however often it is used: fragments in fragments would take forever else."""
        if name not in self.weighed:
            self.weighed[name] = Load(0, 0)
            if fragment := self.fragments.get(name):
                kind = self.schema.get_type(fragment.type_condition.name.value)
                self.weighed[name] = self._selection(fragment.selection_set, kind)
        return self.weighed[name]

    def _field(self, node: FieldNode, parent: Any) -> Load:
        name = node.name.value
        field = None if str(parent).startswith("__") else getattr(parent, "fields", {}).get(name)
        inner = self._selection(node.selection_set, get_named_type(field.type) if field else None)
        if field is None:
            own = INTROSPECTING if name in ("__schema", "__type") else 1
            return Load(own + inner.weight, inner.depth + 1)
        own = ASKING if _asks(field) else 1
        return Load(own + self._size(node, field, parent.name) * inner.weight, inner.depth + 1)

    def _size(self, node: FieldNode, field: GraphQLField, parent: str) -> int:
        """How often what is inside may be answered. A page's limit counts for the page, not again for its list."""
        if "limit" in field.args:
            return self._limit(node)
        is_list = isinstance(get_nullable_type(field.type), GraphQLList) and not parent.endswith("Page")
        return USUAL_LIMIT if is_list else 1

    def _limit(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value == "limit":
                value: object = None
                if isinstance(argument.value, IntValueNode):
                    value = int(argument.value.value)
                elif isinstance(argument.value, VariableNode):
                    value = self.variables.get(argument.value.name.value)
                return value if isinstance(value, int) and 0 < value < _LONGEST_PAGE else _LONGEST_PAGE
        return USUAL_LIMIT


def _asks(field: GraphQLField) -> bool:
    declared = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return declared is not None and declared.base_resolver is not None
