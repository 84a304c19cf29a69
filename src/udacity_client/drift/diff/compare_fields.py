"""Differences between fields, arguments and input fields, and between documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from graphql import (
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLType,
    Undefined,
)

from udacity_client.drift.diff.change import Change, ChangeKind, Element, SchemaElement
from udacity_client.schema.elements import InputValue
from udacity_client.schema.graphql_types import is_non_null, type_of
from udacity_client.schema.printer import clean_text, literal


def fields_of(type_: GraphQLNamedType) -> Mapping[str, GraphQLField]:
    """Return the fields of an object or interface; empty for other types."""
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        fields: Mapping[str, GraphQLField] = type_.fields
        return fields
    return {}


def fields_of_input(type_: object) -> Mapping[str, GraphQLInputField]:
    """Return the fields of an input object; empty for other types."""
    if isinstance(type_, GraphQLInputObjectType):
        fields: Mapping[str, GraphQLInputField] = type_.fields
        return fields
    return {}


def is_required(value: InputValue) -> bool:
    """Return whether *value* must be given."""
    return is_non_null(type_of(value)) and value.default_value is Undefined


def default_of(value: InputValue) -> str | None:
    """Return the default of *value* in canonical form; `None` if it has no default."""
    if value.default_value is Undefined:
        return None
    return literal(value.default_value, type_of(value))


def elements_of(
    kind: Element, owner: str, names: Mapping[str, object], shape: str = "{}.{}"
) -> dict[str, SchemaElement]:
    """Return an element for each of *names* of *owner*; *shape* formats coordinates."""
    return {
        name: SchemaElement(
            element=kind,
            coordinate=shape.format(owner, name),
            owner=owner,
            member=name,
        )
        for name in names
    }


def compare_fields(
    owner: str, old: Mapping[str, GraphQLField], new: Mapping[str, GraphQLField]
) -> Iterator[Change]:
    """Yield the differences between the fields *old* and *new* of the type *owner*."""
    for name, element in elements_of("field", owner, {**old, **new}).items():
        before, after = old.get(name), new.get(name)
        if before and after:
            yield from _compare_field(element, before, after)
        elif before:
            yield element.change("removed", type_of(before))
        elif after:
            yield element.change("added", new=type_of(after))


def _compare_field(
    element: SchemaElement, old: GraphQLField, new: GraphQLField
) -> Iterator[Change]:
    yield from compare_description(element, old.description, new.description)
    yield from compare_deprecation(
        element, old.deprecation_reason, new.deprecation_reason
    )
    types = type_of(old), type_of(new)
    if str(types[0]) != str(types[1]):
        yield _type_changed(element, types)
    names = {**old.args, **new.args}
    elements = {
        name: SchemaElement(
            element="argument",
            coordinate=f"{element.coordinate}({name}:)",
            owner=element.owner,
            member=name,
        )
        for name in names
    }
    yield from compare_inputs(elements, old.args, new.args)


def compare_inputs(
    elements: Mapping[str, SchemaElement],
    old: Mapping[str, InputValue],
    new: Mapping[str, InputValue],
) -> Iterator[Change]:
    """Yield the differences between the arguments or input fields *old* and *new*."""
    for name, element in elements.items():
        before, after = old.get(name), new.get(name)
        if before and after:
            yield from _compare_input(element, before, after)
        elif before:
            yield Change(
                element=element.element,
                kind="removed",
                coordinate=element.coordinate,
                owner=element.owner,
                member=name,
                old=_sdl(before),
                was_required=is_required(before),
            )
        elif after:
            kind: ChangeKind = "required-added" if is_required(after) else "added"
            yield element.change(kind, new=_sdl(after))


def _compare_input(
    element: SchemaElement, old: InputValue, new: InputValue
) -> Iterator[Change]:
    yield from compare_description(element, old.description, new.description)
    yield from compare_deprecation(
        element, old.deprecation_reason, new.deprecation_reason
    )
    types = type_of(old), type_of(new)
    required = is_required(new) and not is_required(old)
    if str(types[0]) != str(types[1]):
        yield replace(
            _type_changed(element, types), inputs=(old, new), makes_required=required
        )
    before, after = default_of(old), default_of(new)
    if before != after:
        yield Change(
            element=element.element,
            kind="default-changed",
            coordinate=element.coordinate,
            owner=element.owner,
            member=element.member,
            old=before,
            new=after,
            inputs=(old, new),
            makes_required=required,
        )


def _type_changed(
    element: SchemaElement, types: tuple[GraphQLType, GraphQLType]
) -> Change:
    return Change(
        element=element.element,
        kind="type-changed",
        coordinate=element.coordinate,
        owner=element.owner,
        member=element.member,
        old=str(types[0]),
        new=str(types[1]),
        types=types,
    )


def compare_description(
    element: SchemaElement, old: str | None, new: str | None
) -> Iterator[Change]:
    """Yield the change of a description, if there is one."""
    before, after = clean_text(old), clean_text(new)
    if before != after:
        yield element.change("description-changed", before or None, after or None)


def compare_deprecation(
    element: SchemaElement, old: str | None, new: str | None
) -> Iterator[Change]:
    """Yield the change of a deprecation reason, if there is one."""
    if old == new:
        return
    if old is None:
        yield element.change("deprecated", new=new)
    elif new is None:
        yield element.change("undeprecated", old)
    else:
        yield element.change("deprecation-reason-changed", old, new)


def _sdl(value: InputValue) -> str:
    default = default_of(value)
    return f"{type_of(value)}" + ("" if default is None else f" = {default}")
