"""Read the schema of a subgraph as one that stands alone.

SDL for Apollo Federation extends types that it does not define, and uses directives and
types that only its server adds. Clients see none of these directives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from graphql import (
    REMOVE,
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ListValueNode,
    Location,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ObjectValueNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    Visitor,
    parse,
    visit,
)

_DIRECTIVES: Final = frozenset(
    {"authenticated", "composeDirective", "connect", "context", "core", "cost"}
    | {"extends", "external", "fromContext", "inaccessible", "interfaceObject", "key"}
    | {"link", "listSize", "override", "policy", "provides", "requires"}
    | {"requiresScopes", "shareable", "source", "tag"}
)
"""The directives of Federation 1 and 2, and of connectors."""

_NAMESPACES: Final = ("federation__", "link__", "core__", "join__", "connect__")
# Each begins with fixed text, so `re` passes quickly over a megabyte.
_SIGNS: Final = tuple(
    re.compile(sign)
    for sign in (
        rf"@(?:{'|'.join(sorted(_DIRECTIVES))})\b|@\w+__",
        r"extend\s+\w",
        r"_(?:Any|Entity|Service)\b",
    )
)
_ROOTS: Final = frozenset({"Query", "Mutation", "Subscription"})
_LINKS: Final = ("link", "core")

_BASES: Final[Mapping[type[TypeExtensionNode], type[TypeDefinitionNode]]] = {
    EnumTypeExtensionNode: EnumTypeDefinitionNode,
    InputObjectTypeExtensionNode: InputObjectTypeDefinitionNode,
    InterfaceTypeExtensionNode: InterfaceTypeDefinitionNode,
    ObjectTypeExtensionNode: ObjectTypeDefinitionNode,
    ScalarTypeExtensionNode: ScalarTypeDefinitionNode,
    UnionTypeExtensionNode: UnionTypeDefinitionNode,
}

_ADDED: Final = {
    "_Service": "type _Service { sdl: String }",
    **{
        name: f"scalar {name}"
        for name in (
            *("_Any", "_FieldSet", "FieldSet", "federation__FieldSet"),
            *("federation__Policy", "federation__Scope", "link__Import"),
        )
    },
}
"""What servers add if a schema names it."""


def may_be_federated(text: str) -> bool:
    """Return whether SDL could be for Federation: cheaper than to look at its tree."""
    return any(sign.search(text) for sign in _SIGNS)


def stand_alone(document: DocumentNode) -> DocumentNode:
    """Return *document* as a schema that stands alone, if it is for Federation.

    The first extension of a type that nothing defines becomes its definition. The types
    that servers add are added if they are named, and the directives of Federation that
    nothing defines are taken away. Any other document keeps everything, but an
    extension of `Query`, `Mutation` or `Subscription` may define it.
    """
    tree = _Tree()
    visit(document, tree)
    defined = {
        node.name.value
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode)
    }
    is_federated = tree.is_federated or bool(defined & {"_Any", "_Entity", "_Service"})
    definitions = [*_with_bases(document, defined, None if is_federated else _ROOTS)]
    if not is_federated:
        return _with_definitions(document, definitions)
    definitions += _added(document, tree.named, {*_names(definitions)})
    whole = _with_definitions(document, definitions)
    return cast("DocumentNode", visit(whole, _Remover(tree.removable)))


class _Tree(Visitor):
    """What a document says of directives, and which types it names."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[str, Location | None] = {}
        self._defined: set[str] = set()
        self._used: set[str] = set()
        self._imported: set[str] = set()

    @property
    def removable(self) -> set[str]:
        """The directives of Federation that the document does not define."""
        undefined = self._used - self._defined
        known = _DIRECTIVES | self._imported
        return {
            name for name in undefined if name in known or name.startswith(_NAMESPACES)
        }

    @property
    def is_federated(self) -> bool:
        """Whether the document is for Federation."""
        return bool(self.removable or self._imported)

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
        self.named.setdefault(node.name.value, node.loc)

    def enter_directive_definition(
        self, node: DirectiveDefinitionNode, *_: object
    ) -> None:
        self._defined.add(node.name.value)

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        self._used.add(node.name.value)
        if node.name.value in _LINKS:
            self._imported |= {*_imports(node)}


def _imports(link: DirectiveNode) -> Iterator[str]:
    """Yield the names by which a `@link` imports directives."""
    for argument in link.arguments:
        if argument.name.value == "import" and isinstance(
            argument.value, ListValueNode
        ):
            for value in argument.value.values:
                name = _imported_name(value)
                if name.startswith("@"):
                    yield name[1:]


def _imported_name(value: object) -> str:
    if isinstance(value, StringValueNode):
        return value.value
    if isinstance(value, ObjectValueNode):
        names = {
            field.name.value: field.value.value
            for field in value.fields
            if isinstance(field.value, StringValueNode)
        }
        return names.get("as") or names.get("name") or ""
    return ""


def _with_bases(
    document: DocumentNode, defined: set[str], allowed: frozenset[str] | None
) -> Iterator[DefinitionNode]:
    """Yield the definitions; extensions of what is not *defined* become definitions.

    Args:
        document: The document.
        defined: The names of the types that are defined; those that are made are added.
        allowed: The types that an extension may define; `None` for all.
    """
    for node in document.definitions:
        if not isinstance(node, TypeExtensionNode):
            yield node
            continue
        name = node.name.value
        if name in defined or (allowed is not None and name not in allowed):
            yield node
            continue
        defined.add(name)
        values = {key: getattr(node, key) for key in node.keys}
        yield _BASES[type(node)](**values, description=None)


def _added(
    document: DocumentNode, named: Mapping[str, Location | None], defined: set[str]
) -> Iterator[DefinitionNode]:
    """Yield the types that servers add, if they are *named* and not *defined*.

    Each is located at the first place that names it.
    """
    missing = named.keys() - defined
    added = {name: text for name, text in _ADDED.items() if name in missing}
    if "_Entity" in missing:
        keyed = [
            node.name.value
            for node in document.definitions
            if isinstance(node, ObjectTypeDefinitionNode | ObjectTypeExtensionNode)
            and any(one.name.value.endswith("key") for one in node.directives)
        ]
        if keyed:
            added["_Entity"] = f"union _Entity = {' | '.join(dict.fromkeys(keyed))}"
    for name, text in added.items():
        [definition] = parse(text).definitions
        visit(definition, _Locator(named[name]))
        yield definition


def _names(definitions: list[DefinitionNode]) -> Iterator[str]:
    for node in definitions:
        if isinstance(node, TypeDefinitionNode):
            yield node.name.value


def _with_definitions(
    document: DocumentNode, definitions: list[DefinitionNode]
) -> DocumentNode:
    return DocumentNode(definitions=tuple(definitions), loc=document.loc)


class _Locator(Visitor):
    """Gives all nodes of a tree one location."""

    def __init__(self, location: Location | None) -> None:
        super().__init__()
        self._location = location

    def enter(self, node: Node, *_: object) -> None:
        node.loc = self._location


class _Remover(Visitor):
    """Removes uses of directives, and extensions of the schema that had only these."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self._names = names

    def enter_directive(self, node: DirectiveNode, *_: object) -> Any:
        return REMOVE if node.name.value in self._names else None

    def leave_schema_extension(self, node: SchemaExtensionNode, *_: object) -> Any:
        return None if node.directives or node.operation_types else REMOVE

    def leave_schema_definition(self, node: SchemaDefinitionNode, *_: object) -> Any:
        return None if node.operation_types else REMOVE
