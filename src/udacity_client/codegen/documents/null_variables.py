"""Where variables stand; what they are given to; and those that may not be null.

A nullable variable may stand at a place that takes no null if one of them has a default
(GraphQL, 5.8.5). It may be left out, but null itself is an error of the server then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLType,
    ListValueNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_non_null_type,
    visit,
)


class Receiver(NamedTuple):
    """An argument or an input field that is given the value of a variable.

    Attributes:
        variable: The variable.
        owner: The type that has the field or the input field.
        element: Its schema coordinate after the owner's name and the dot.
    """

    variable: str
    owner: GraphQLNamedType
    element: str


class VariablePlaces:
    """The places of variables in documents.

    Args:
        schema: The schema.
        definitions: The operations and the fragments.
    """

    def __init__(
        self, schema: GraphQLSchema, definitions: Sequence[ExecutableDefinitionNode]
    ) -> None:
        document = DocumentNode(definitions=tuple(definitions))
        # It keeps the places in each fragment, which many operations may use.
        self._context = ValidationContext(
            schema, document, TypeInfo(schema), on_error=lambda _: None
        )
        self._schema = schema
        self._receivers_in: dict[int, Sequence[Receiver]] = {}

    def of(
        self, operation: OperationDefinitionNode, variable: str
    ) -> Sequence[VariableNode]:
        """Return the places of *variable* in *operation*."""
        usages = self._context.get_recursive_variable_usages(operation)
        return [one.node for one in usages if one.node.name.value == variable]

    def never_null(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """Return the variables of *operation* for which null is an error."""
        return frozenset(
            usage.node.name.value
            for usage in self._context.get_recursive_variable_usages(operation)
            if is_non_null_type(usage.type)  # pyright: ignore[reportUnknownMemberType] - graphql-core's generics
        )

    def receivers(self, operation: OperationDefinitionNode) -> Iterator[Receiver]:
        """Yield what *operation* and its fragments give variables to.

        An element of a list is given to what takes the list.
        """
        fragments = self._context.get_recursively_referenced_fragments(operation)
        for definition in (operation, *fragments):
            yield from self._receivers(definition)

    def _receivers(self, definition: ExecutableDefinitionNode) -> Sequence[Receiver]:
        if id(definition) not in self._receivers_in:
            info = TypeInfo(self._schema)
            found = _Receivers(info)
            visit(definition, TypeInfoVisitor(info, found))
            self._receivers_in[id(definition)] = found.found
        return self._receivers_in[id(definition)]


class _Receivers(Visitor):
    """Finds the receivers in a definition."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.found: list[Receiver] = []

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Take the field's arguments; those of its directives have no coordinate."""
        for argument in node.arguments:
            element = f"{node.name.value}({argument.name.value}:)"
            self._add(argument.value, self._info.get_parent_type(), element)

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        """Take the field of an input object, which may be in a list."""
        type_ = self._info.get_parent_input_type()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - graphql-core's generics
        owner = get_named_type(cast("GraphQLType | None", type_))
        self._add(node.value, owner, node.name.value)

    def _add(
        self, value: ValueNode, owner: GraphQLNamedType | None, element: str
    ) -> None:
        if owner is not None:
            names = _variables(value)
            self.found += [Receiver(name, owner, element) for name in names]


def _variables(value: ValueNode) -> Iterator[str]:
    if isinstance(value, VariableNode):
        yield value.name.value
    elif isinstance(value, ListValueNode):
        for one in value.values:
            yield from _variables(one)
