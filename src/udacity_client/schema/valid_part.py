"""The schema that the valid definitions of a document give.

A server may describe what GraphQL forbids: a default that its type refuses, one field
twice, a type that is not there. Everything else in its schema can still be used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from graphql import (
    REMOVE,
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumValueDefinitionNode,
    ExecutableDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    OperationTypeDefinitionNode,
    ParallelVisitor,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    build_ast_schema,
    validate_schema,
    visit,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.validation.specified_rules import specified_sdl_rules
from graphql.validation.validation_context import SDLValidationContext

from udacity_client.schema.dropped_defaults import (
    invalid_defaults,
    remove_cyclic_defaults,
    remove_infinite_defaults,
)

MISPLACED: Final = "An operation or fragment is among the types."
"""The error for a definition that no schema has."""

_CHAIN: Final = (
    "Input types that require each other are a chain that is too long to be checked."
)
_DEFAULTS: Final = (
    "Default values that contain each other are a chain that is too long to be read."
)
_TOO_DEEP: Final = "maximum recursion depth"
NO_QUERY_TYPE: Final = "Query root type must be provided."
"""graphql-core's error for a schema that nothing can be asked of."""

_ROUNDS: Final = 20

_VALIDATED_KEYS: Final = {
    kind: tuple(key for key in keys if key not in {"description", "name"})
    for kind, keys in QUERY_DOCUMENT_KEYS.items()
}
"""What rules for SDL can look at below a node of each kind."""

_REMOVABLE: Final = (
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    OperationTypeDefinitionNode,
)
_WITH_TYPE_LISTS: Final = (
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
)


@dataclass(frozen=True)
class ValidPart:
    """The schema of a document without its invalid definitions.

    Attributes:
        schema: The schema; `None` if there is none without them.
        errors: What is wrong with the invalid definitions.
    """

    schema: GraphQLSchema | None
    errors: tuple[GraphQLError, ...]


def build_valid_part(document: DocumentNode) -> ValidPart:
    """Return the schema that the valid definitions of *document* give.

    Defaults that are too large or contain themselves are taken out of *document*
    itself.
    """
    found = [*remove_infinite_defaults(document), *remove_cyclic_defaults(document)]
    errors: list[GraphQLError] = [
        GraphQLError(MISPLACED, node)
        for node in document.definitions
        if isinstance(node, ExecutableDefinitionNode)
    ]
    part = document
    # What names a definition that is taken away is invalid in the next round.
    for _ in range(_ROUNDS):
        found += errors
        before, part = part, _without(part, errors)
        if errors and part is before:
            break
        errors = _sdl_errors(part)
        if errors:
            continue
        schema, errors = _build(part)
        if schema is not None:
            return _checked(part, schema, found, emptied=_emptied(document, part))
    return ValidPart(None, (*found, *errors))


def _sdl_errors(document: DocumentNode) -> list[GraphQLError]:
    """Return what graphql-core's `validate_sdl` does, without its walk through names.

    They are more than half of all nodes, and no rule looks at them as nodes.
    """
    errors: list[GraphQLError] = []
    context = SDLValidationContext(document, None, errors.append)
    visitors = [rule(context) for rule in specified_sdl_rules]
    visit(document, ParallelVisitor(visitors), _VALIDATED_KEYS)
    return errors


def _checked(
    document: DocumentNode,
    schema: GraphQLSchema,
    found: list[GraphQLError],
    *,
    emptied: Collection[str],
) -> ValidPart:
    try:
        broken = validate_schema(schema)
    except RecursionError:
        return ValidPart(None, (*found, GraphQLError(_CHAIN)))
    expected = [f"ype {name} must define one or more" for name in emptied]
    errors = [
        error
        for error in broken
        if not any(words in error.message for words in expected)
    ]
    if any(error.message == NO_QUERY_TYPE for error in errors):
        return ValidPart(None, (*found, *errors))
    if errors or emptied:
        # Types that break a rule among themselves can still be read one by one.
        schema = build_ast_schema(document, assume_valid=True)
    return ValidPart(schema, (*found, *errors, *invalid_defaults(schema)))


def _emptied(before: DocumentNode, after: DocumentNode) -> set[str]:
    """Return the types that have members *before*, and none *after*."""
    return set() if before is after else _with_members(before) - _with_members(after)


def _with_members(document: DocumentNode) -> set[str]:
    return {
        node.name.value
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode)
        and any(getattr(node, name, ()) for name in ("fields", "types", "values"))
    }


def _build(document: DocumentNode) -> tuple[GraphQLSchema | None, list[GraphQLError]]:
    try:
        return build_ast_schema(document, assume_valid_sdl=True), []
    except (TypeError, GraphQLError) as error:
        return None, [GraphQLError(_reason(error), _culprit(document, str(error)))]


def _reason(error: Exception) -> str:
    text = str(error)
    # graphql-core repeats its message once for every level of the recursion.
    return _DEFAULTS if _TOO_DEEP in text else text


def _culprit(document: DocumentNode, message: str) -> Node | None:
    """Return the type definition whose name *message* begins with."""
    name = message.partition(" ")[0]
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode) and node.name.value == name:
            return node
    return None


def _without(document: DocumentNode, errors: Iterable[GraphQLError]) -> DocumentNode:
    """Return *document* without the definitions that *errors* are about."""
    # Of two definitions, the one that is invalid by itself goes first.
    alone = [error for error in errors if len(error.nodes or ()) == 1]
    blamed = {id(node) for error in alone or errors for node in _blamed(error)}
    if not blamed:
        return document
    finder = _Finder(blamed)
    visit(document, finder)
    return cast("DocumentNode", visit(document, _Remover(finder.removable)))


def _blamed(error: GraphQLError) -> Iterator[Node]:
    """Yield the nodes to blame: of what is there several times, all but the first."""
    nodes = error.nodes or []
    yield from nodes[1:] or nodes


class _Finder(Visitor):
    """Finds the smallest definition or directive around each of the *blamed* nodes."""

    def __init__(self, blamed: set[int]) -> None:
        super().__init__()
        self.removable: set[int] = set()
        self._blamed = blamed

    def enter(
        self, node: Node, _key: object, parent: object, _path: object, above: list[Any]
    ) -> None:
        if id(node) not in self._blamed:
            return
        around = [one for one in (*above, parent) if isinstance(one, Node)]
        is_listed = isinstance(node, NamedTypeNode) and isinstance(parent, tuple)
        if is_listed and isinstance(around[-1], _WITH_TYPE_LISTS):
            self.removable.add(id(node))
            return
        for one in (node, *reversed(around)):
            if isinstance(one, _REMOVABLE):
                self.removable.add(id(one))
                return


class _Remover(Visitor):
    """Removes the nodes with the ids in *removable*."""

    def __init__(self, removable: set[int]) -> None:
        super().__init__()
        self._removable = removable

    def enter(self, node: Node, *_: object) -> Any:
        return REMOVE if id(node) in self._removable else None
