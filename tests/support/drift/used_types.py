"""The types and directives of a schema that one operation uses."""

from __future__ import annotations

from functools import cache

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    Node,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    print_type,
    visit,
)
from graphql.utilities.print_schema import print_directive

from udacity_client.codegen.documents.type_conditions import members_of
from udacity_client.schema.graphql_types import named_type


class _UsedTypes(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.types: dict[str, GraphQLNamedType] = {}
        self.directives = set[str]()

    def enter(self, node: Node, *_: object) -> None:
        """Record the types around *node*."""
        info = self._info
        for type_ in (info.get_type(), info.get_parent_type(), info.get_input_type()):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - graphql-core's generics
            if type_ is not None:
                named = get_named_type(type_)  # pyright: ignore[reportUnknownArgumentType] - likewise
                self.types[named.name] = named
        if isinstance(node, DirectiveNode):
            self.directives.add(node.name.value)


@cache
def used_types(
    schema: GraphQLSchema, document: DocumentNode
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the types and directives that *document* uses."""
    info = TypeInfo(schema)
    found = _UsedTypes(info)
    visit(document, TypeInfoVisitor(info, found))
    waiting, names = list(found.types.values()), set[str]()
    while waiting:
        type_ = waiting.pop()
        if type_.name in names:
            continue
        names.add(type_.name)
        waiting += members_of(schema, type_)
        if isinstance(type_, GraphQLInputObjectType):
            waiting += map(named_type, type_.fields.values())
    return frozenset(names), frozenset(found.directives)


def is_same_for(old: GraphQLSchema, new: GraphQLSchema, document: DocumentNode) -> bool:
    """Return whether both schemas are equal in everything that *document* uses."""
    names, directives = used_types(old, document)
    if _roots(old) != _roots(new):
        return False
    return all(_type(old, name) == _type(new, name) for name in names) and all(
        _directive(old, name) == _directive(new, name) for name in directives
    )


def _roots(schema: GraphQLSchema) -> list[str]:
    roots = schema.query_type, schema.mutation_type, schema.subscription_type
    return [root.name if root else "" for root in roots]


def _type(schema: GraphQLSchema, name: str) -> str:
    type_ = schema.type_map.get(name)
    if type_ is None:
        return ""
    members = [member.name for member in members_of(schema, type_)]
    return " ".join([print_type(type_), *members])


def _directive(schema: GraphQLSchema, name: str) -> str:
    directive = schema.get_directive(name)
    return "" if directive is None else print_directive(directive)
