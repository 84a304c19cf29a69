"""Every difference between two schemas, in the order of coordinates.

It compares what `canonical_sdl` prints, so the list is empty exactly if both schemas
have the same canonical text.
"""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
)

from udacity_client.drift.diff.change import Change, SchemaElement
from udacity_client.drift.diff.compare_fields import (
    compare_deprecation,
    compare_description,
    compare_fields,
    compare_inputs,
    elements_of,
    fields_of,
)
from udacity_client.schema.elements import keyword_of, own_directives, own_types


def changes_between(old: GraphQLSchema, new: GraphQLSchema) -> list[Change]:
    """Return every difference from *old* to *new*, in the order of coordinates.

    A renamed root type counts as the same type, if its new name was not in use: no
    document names it.
    """
    found = [
        *_compare_schema(old, new),
        *_compare_types(old, new),
        *_compare_implementations(old, new),
        *_compare_directives(old, new),
    ]
    return sorted(found, key=lambda change: (change.coordinate, change.rule))


def renamed_roots(old: GraphQLSchema, new: GraphQLSchema) -> dict[str, str]:
    """Return the new names of root types that were only renamed, by their old names."""
    pairs = {
        before.name: after.name
        for _, before, after in _roots(old, new)
        if before and after
    }
    return {
        before: after
        for before, after in pairs.items()
        if before != after
        and before not in new.type_map
        and after not in old.type_map
        and list(pairs.values()).count(after) == 1
    }


def _roots(
    old: GraphQLSchema, new: GraphQLSchema
) -> tuple[tuple[str, GraphQLObjectType | None, GraphQLObjectType | None], ...]:
    return (
        ("query", old.query_type, new.query_type),
        ("mutation", old.mutation_type, new.mutation_type),
        ("subscription", old.subscription_type, new.subscription_type),
    )


def _compare_schema(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    whole = SchemaElement(element="schema", coordinate="schema", owner="schema")
    yield from compare_description(whole, old.description, new.description)
    for word, before, after in _roots(old, new):
        element = SchemaElement(element="root", coordinate=f"schema.{word}", owner=word)
        if before and after and before.name != after.name:
            yield element.change("renamed", before.name, after.name)
        elif before and not after:
            yield element.change("removed", before.name)
        elif after and not before:
            yield element.change("added", new=after.name)


def _compare_types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    renamed = renamed_roots(old, new)
    before = {type_.name: type_ for type_ in own_types(old)}
    after = {type_.name: type_ for type_ in own_types(new)}
    for name, type_ in before.items():
        successor = after.pop(renamed.get(name, name), None)
        element = SchemaElement(element="type", coordinate=name, owner=name)
        if successor is None:
            yield element.change("removed", keyword_of(type_))
        else:
            yield from _compare_type(element, type_, successor)
    for name, type_ in after.items():
        element = SchemaElement(element="type", coordinate=name, owner=name)
        yield element.change("added", new=keyword_of(type_))


def _compare_type(
    element: SchemaElement, old: GraphQLNamedType, new: GraphQLNamedType
) -> Iterator[Change]:
    yield from compare_description(element, old.description, new.description)
    match old, new:
        case GraphQLScalarType(), GraphQLScalarType():
            if old.specified_by_url != new.specified_by_url:
                urls = old.specified_by_url, new.specified_by_url
                yield element.change("specified-by-changed", *urls)
        case GraphQLEnumType(), GraphQLEnumType():
            yield from _compare_enum(old, new)
        case GraphQLUnionType(), GraphQLUnionType():
            yield from _compare_union(old, new)
        case GraphQLInputObjectType(), GraphQLInputObjectType():
            if old.is_one_of != new.is_one_of:
                is_now = new.is_one_of
                yield element.change("became-one-of" if is_now else "no-longer-one-of")
            yield from _compare_input_object(old, new)
        case _ if type(old) is type(new):
            yield from compare_fields(old.name, fields_of(old), fields_of(new))
        case _:
            kinds = keyword_of(old), keyword_of(new)
            yield element.change("kind-changed", *kinds)


def _compare_enum(old: GraphQLEnumType, new: GraphQLEnumType) -> Iterator[Change]:
    values: dict[str, GraphQLEnumValue] = {**old.values, **new.values}
    for name, element in elements_of("enum-value", old.name, values).items():
        before, after = old.values.get(name), new.values.get(name)
        if before and after:
            yield from compare_description(
                element, before.description, after.description
            )
            yield from compare_deprecation(
                element, before.deprecation_reason, after.deprecation_reason
            )
        elif before:
            yield element.change("removed", name)
        else:
            yield element.change("added", new=name)


def _compare_input_object(
    old: GraphQLInputObjectType, new: GraphQLInputObjectType
) -> Iterator[Change]:
    elements = elements_of("input-field", old.name, {**old.fields, **new.fields})
    yield from compare_inputs(elements, old.fields, new.fields)


def _compare_union(old: GraphQLUnionType, new: GraphQLUnionType) -> Iterator[Change]:
    before = dict.fromkeys(member.name for member in old.types)
    after = dict.fromkeys(member.name for member in new.types)
    elements = elements_of("union-member", old.name, {**before, **after}, "{} | {}")
    for name, element in elements.items():
        if name not in after:
            yield element.change("removed", name)
        elif name not in before:
            yield element.change("added", new=name)


def _compare_implementations(
    old: GraphQLSchema, new: GraphQLSchema
) -> Iterator[Change]:
    """Yield changed implementations of interfaces that are in both schemas.

    They include those of new types: such a type may be returned for the interface.
    """
    renamed = renamed_roots(old, new)
    before = {(renamed.get(n, n), i) for n, i in _implementations(old)}
    after = set(_implementations(new))
    for name, interface in sorted(before ^ after):
        element = SchemaElement(
            element="implementation",
            coordinate=f"{name} implements {interface}",
            owner=interface,
            member=name,
        )
        if (name, interface) in before and interface in new.type_map:
            yield element.change("removed", interface)
        elif (name, interface) in after and interface in old.type_map:
            yield element.change("added", new=interface)


def _implementations(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for type_ in own_types(schema):
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for interface in type_.interfaces:
                yield type_.name, interface.name


def _compare_directives(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before = {directive.name: directive for directive in own_directives(old)}
    after = {directive.name: directive for directive in own_directives(new)}
    for name in {**before, **after}:
        element = SchemaElement(element="directive", coordinate=f"@{name}", owner=name)
        if name not in after:
            yield element.change("removed", f"@{name}")
        elif name not in before:
            yield element.change("added", new=f"@{name}")
        else:
            yield from _compare_directive(element, before[name], after[name])


def _compare_directive(
    element: SchemaElement, old: GraphQLDirective, new: GraphQLDirective
) -> Iterator[Change]:
    yield from compare_description(element, old.description, new.description)
    if old.is_repeatable != new.is_repeatable:
        yield element.change(
            "repeatable-added" if new.is_repeatable else "repeatable-removed"
        )
    for location in sorted({*old.locations} ^ {*new.locations}, key=str):
        element = SchemaElement(
            element="directive",
            coordinate=f"@{old.name} on {location.name}",
            owner=old.name,
            member=location.name,
        )
        is_new = location in new.locations
        yield element.change("location-added" if is_new else "location-removed")
    names = {**old.args, **new.args}
    elements = elements_of("directive-argument", old.name, names, "@{}({}:)")
    yield from compare_inputs(elements, old.args, new.args)
