"""Tell whether values of one type can stand for those of another, without any value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from udacity_client.codegen.members import condition_of
from udacity_client.codegen.types import inside, is_list, is_non_null, type_of
from udacity_client.drift.changes import default_of, fields_of

_SENDS: Final[Mapping[str, frozenset[str]]] = {
    "Boolean": frozenset({"boolean"}),
    "Float": frozenset({"integer", "fraction"}),
    "ID": frozenset({"string"}),
    "Int": frozenset({"integer"}),
    "String": frozenset({"string"}),
}
"""Which JSON a type's values are in answers; readers of a type take the same."""

_TAKES: Final[Mapping[str, frozenset[str]]] = {
    **{name: frozenset({name}) for name in ("Boolean", "Int", "String")},
    "Float": frozenset({"Float", "Int"}),
    "ID": frozenset({"ID", "Int", "String"}),
}
"""Which types' values a server takes for a type, in variables."""


def reads(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    old: GraphQLType,
    new: GraphQLType,
    selected: tuple[SelectionSetNode | None, ...],
) -> bool:
    """Return whether code made for *old* reads every answer of *new*.

    Types of one name count as one: what changed inside it is a change of its own.

    Args:
        schemas: The old schema and the new one.
        old: The type that a field had, lists and nullability included.
        new: The type that it has.
        selected: What is selected of it, wherever it is.
    """
    if is_non_null(new) and not is_non_null(old):
        return reads(schemas, old, inside(new), selected)
    if is_non_null(old) != is_non_null(new) or is_list(old) != is_list(new):
        return False
    if is_non_null(old) or is_list(old):
        return reads(schemas, inside(old), inside(new), selected)
    return _reads_named(schemas, get_named_type(old), get_named_type(new), selected)


def _reads_named(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    before: GraphQLNamedType,
    after: GraphQLNamedType,
    selected: tuple[SelectionSetNode | None, ...],
) -> bool:
    if before.name == after.name:
        return True
    if is_composite_type(before) and is_composite_type(after):
        return all(
            part is not None and _reads_selected(schemas, before, after, part)
            for part in selected
        )
    sent = _sent(after)
    return _is_renamed_scalar(schemas, before, after) or (
        sent is not None and sent <= (_sent(before) or frozenset())
    )


def _is_renamed_scalar(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    old: GraphQLNamedType,
    new: GraphQLNamedType,
) -> bool:
    """Return whether *new* seems to be *old*; what either looks like, nothing says."""
    are_scalars = isinstance(old, GraphQLScalarType) and isinstance(
        new, GraphQLScalarType
    )
    return (
        are_scalars
        and old.name not in schemas[1].type_map
        and new.name not in schemas[0].type_map
    )


def _sent(type_: GraphQLNamedType) -> frozenset[str] | None:
    # Generated enums are open: they read any string.
    is_enum = isinstance(type_, GraphQLEnumType)
    return frozenset({"string"}) if is_enum else _SENDS.get(type_.name)


def _reads_selected(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    old: GraphQLNamedType,
    new: GraphQLNamedType,
    selected: SelectionSetNode,
) -> bool:
    before, after = _members(schemas[0], old), _members(schemas[1], new)
    if is_abstract_type(old):
        return {*after} <= {*before}
    return all(
        _reads_object(schemas, old, member, selected) for member in after.values()
    )


def _members(
    schema: GraphQLSchema, type_: GraphQLNamedType
) -> dict[str, GraphQLNamedType]:
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        return {member.name: member for member in schema.get_possible_types(type_)}
    return {type_.name: type_}


def _reads_object(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    old: GraphQLNamedType,
    new: GraphQLNamedType,
    selected: SelectionSetNode,
) -> bool:
    if old.name == new.name:
        return True
    nodes = list(_plain_fields(selected))
    return None not in nodes and all(
        _reads_field(schemas, old, new, node) for node in nodes if node is not None
    )


def _plain_fields(selected: SelectionSetNode) -> Iterator[FieldNode | None]:
    """Yield the fields in *selected*, and `None` for what depends on a type's name."""
    for node in selected.selections:
        if isinstance(node, FieldNode):
            yield node if node.name.value != "__typename" else None
        elif isinstance(node, InlineFragmentNode) and not condition_of(node):
            yield from _plain_fields(node.selection_set)
        else:
            yield None


def _reads_field(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    old: GraphQLNamedType,
    new: GraphQLNamedType,
    node: FieldNode,
) -> bool:
    before, after = (fields_of(type_).get(node.name.value) for type_ in (old, new))
    if before is None or after is None:
        return False
    arguments = [
        {name: (str(type_of(arg)), default_of(arg)) for name, arg in one.args.items()}
        for one in (before, after)
    ]
    return arguments[0] == arguments[1] and reads(
        schemas, type_of(before), type_of(after), (node.selection_set,)
    )


def takes(
    schemas: tuple[GraphQLSchema, GraphQLSchema], old: GraphQLType, new: GraphQLType
) -> bool:
    """Return whether a server that takes *new* takes every value of *old*.

    A value alone may stand for a list of one.

    Args:
        schemas: The old schema and the new one.
        old: The type that an input had, lists and nullability included.
        new: The type that it has.
    """
    if is_non_null(new):
        return is_non_null(old) and takes(schemas, inside(old), inside(new))
    if is_non_null(old):
        return takes(schemas, inside(old), new)
    if is_list(new):
        item = inside(new)
        if is_list(old):
            return takes(schemas, inside(old), item)
        return takes(schemas, old, inside(item) if is_non_null(item) else item)
    return not is_list(old) and _takes_named(
        schemas, get_named_type(old), get_named_type(new)
    )


def _takes_named(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    old: GraphQLNamedType,
    new: GraphQLNamedType,
) -> bool:
    if old.name == new.name or _is_renamed_scalar(schemas, old, new):
        return True
    if isinstance(old, GraphQLEnumType):
        return new.name == "String"
    return old.name in _TAKES.get(new.name, ())
