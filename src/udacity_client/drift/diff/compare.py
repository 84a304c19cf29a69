"""List every difference of two schemas by element, without judging any.

It compares what `canonical_sdl` prints, so that two schemas have the same canonical
text exactly where this list is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import (
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    Undefined,
)

from udacity_client.drift.diff.change import Change, ChangeKind, Element, SchemaElement
from udacity_client.schema.elements import InputValue, own_directives, own_types
from udacity_client.schema.graphql_types import is_non_null, type_of
from udacity_client.schema.printer import clean_text, literal

_KEYWORDS: Final[Mapping[type[GraphQLNamedType], str]] = {
    GraphQLEnumType: "enum",
    GraphQLInputObjectType: "input",
    GraphQLInterfaceType: "interface",
    GraphQLObjectType: "type",
    GraphQLScalarType: "scalar",
    GraphQLUnionType: "union",
}


def changes_between(old: GraphQLSchema, new: GraphQLSchema) -> list[Change]:
    """Return what differs from *old* to *new*, in the order of coordinates.

    A root type that has another name, and nothing else of that name, counts as the
    same type: no document names it.
    """
    found = [
        *_compare_schema(old, new),
        *_compare_types(old, new),
        *_compare_implementations(old, new),
        *_compare_directives(old, new),
    ]
    return sorted(found, key=lambda change: (change.coordinate, change.rule))


def renamed_roots(old: GraphQLSchema, new: GraphQLSchema) -> dict[str, str]:
    """Return the new names of root types that were only renamed, by the old ones."""
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
    yield from _compare_description(whole, old.description, new.description)
    for word, before, after in _roots(old, new):
        place = SchemaElement(element="root", coordinate=f"schema.{word}", owner=word)
        if before and after and before.name != after.name:
            yield place.change("renamed", before.name, after.name)
        elif before and not after:
            yield place.change("removed", before.name)
        elif after and not before:
            yield place.change("added", new=after.name)


def _compare_description(
    place: SchemaElement, old: str | None, new: str | None
) -> Iterator[Change]:
    before, after = clean_text(old), clean_text(new)
    if before != after:
        yield place.change("description-changed", before or None, after or None)


def _compare_deprecation(
    place: SchemaElement, old: str | None, new: str | None
) -> Iterator[Change]:
    if old == new:
        return
    if old is None:
        yield place.change("deprecated", new=new)
    elif new is None:
        yield place.change("undeprecated", old)
    else:
        yield place.change("deprecation-reason-changed", old, new)


def _compare_types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    renamed = renamed_roots(old, new)
    before = {type_.name: type_ for type_ in own_types(old)}
    after = {type_.name: type_ for type_ in own_types(new)}
    for name, type_ in before.items():
        successor = after.pop(renamed.get(name, name), None)
        place = SchemaElement(element="type", coordinate=name, owner=name)
        if successor is None:
            yield place.change("removed", _KEYWORDS[type(type_)])
        else:
            yield from _compare_type(place, type_, successor)
    for name, type_ in after.items():
        place = SchemaElement(element="type", coordinate=name, owner=name)
        yield place.change("added", new=_KEYWORDS[type(type_)])


def _compare_type(
    place: SchemaElement, old: GraphQLNamedType, new: GraphQLNamedType
) -> Iterator[Change]:
    yield from _compare_description(place, old.description, new.description)
    match old, new:
        case GraphQLScalarType(), GraphQLScalarType():
            if old.specified_by_url != new.specified_by_url:
                urls = old.specified_by_url, new.specified_by_url
                yield place.change("specified-by-changed", *urls)
        case GraphQLEnumType(), GraphQLEnumType():
            yield from _compare_enum(old, new)
        case GraphQLUnionType(), GraphQLUnionType():
            yield from _compare_union(old, new)
        case GraphQLInputObjectType(), GraphQLInputObjectType():
            if old.is_one_of != new.is_one_of:
                is_now = new.is_one_of
                yield place.change("became-one-of" if is_now else "no-longer-one-of")
            yield from _compare_input_object(old, new)
        case _ if type(old) is type(new):
            yield from _compare_fields(old.name, fields_of(old), fields_of(new))
        case _:
            kinds = _KEYWORDS[type(old)], _KEYWORDS[type(new)]
            yield place.change("kind-changed", *kinds)


def _places(
    element: Element, owner: str, names: Mapping[str, object], shape: str = "{}.{}"
) -> dict[str, SchemaElement]:
    return {
        name: SchemaElement(
            element=element,
            coordinate=shape.format(owner, name),
            owner=owner,
            member=name,
        )
        for name in names
    }


def _compare_enum(old: GraphQLEnumType, new: GraphQLEnumType) -> Iterator[Change]:
    values: dict[str, GraphQLEnumValue] = {**old.values, **new.values}
    for name, place in _places("enum-value", old.name, values).items():
        before, after = old.values.get(name), new.values.get(name)
        if before and after:
            yield from _compare_description(
                place, before.description, after.description
            )
            yield from _compare_deprecation(
                place, before.deprecation_reason, after.deprecation_reason
            )
        elif before:
            yield place.change("removed", name)
        else:
            yield place.change("added", new=name)


def fields_of(type_: GraphQLNamedType) -> Mapping[str, GraphQLField]:
    """Return the fields of an object or interface; other types have none."""
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        fields: Mapping[str, GraphQLField] = type_.fields
        return fields
    return {}


def fields_of_input(type_: object) -> Mapping[str, GraphQLInputField]:
    """Return the fields of an input object; other types have none."""
    if isinstance(type_, GraphQLInputObjectType):
        fields: Mapping[str, GraphQLInputField] = type_.fields
        return fields
    return {}


def _compare_input_object(
    old: GraphQLInputObjectType, new: GraphQLInputObjectType
) -> Iterator[Change]:
    places = _places("input-field", old.name, {**old.fields, **new.fields})
    yield from _compare_inputs(places, old.fields, new.fields)


def _compare_union(old: GraphQLUnionType, new: GraphQLUnionType) -> Iterator[Change]:
    before = dict.fromkeys(member.name for member in old.types)
    after = dict.fromkeys(member.name for member in new.types)
    places = _places("union-member", old.name, {**before, **after}, "{} | {}")
    for name, place in places.items():
        if name not in after:
            yield place.change("removed", name)
        elif name not in before:
            yield place.change("added", new=name)


def _compare_fields(
    owner: str, old: Mapping[str, GraphQLField], new: Mapping[str, GraphQLField]
) -> Iterator[Change]:
    for name, place in _places("field", owner, {**old, **new}).items():
        before, after = old.get(name), new.get(name)
        if before and after:
            yield from _compare_field(place, before, after)
        elif before:
            yield place.change("removed", type_of(before))
        elif after:
            yield place.change("added", new=type_of(after))


def _compare_field(
    place: SchemaElement, old: GraphQLField, new: GraphQLField
) -> Iterator[Change]:
    yield from _compare_description(place, old.description, new.description)
    yield from _compare_deprecation(
        place, old.deprecation_reason, new.deprecation_reason
    )
    types = type_of(old), type_of(new)
    if str(types[0]) != str(types[1]):
        yield _typed(place, types)
    names = {**old.args, **new.args}
    places = {
        name: SchemaElement(
            element="argument",
            coordinate=f"{place.coordinate}({name}:)",
            owner=place.owner,
            member=name,
        )
        for name in names
    }
    yield from _compare_inputs(places, old.args, new.args)


def _typed(
    place: SchemaElement,
    types: tuple[GraphQLType, GraphQLType],
    *,
    required: bool = False,
) -> Change:
    return Change(
        element=place.element,
        kind="type-changed",
        coordinate=place.coordinate,
        owner=place.owner,
        member=place.member,
        old=str(types[0]),
        new=str(types[1]),
        types=types,
        makes_required=required,
    )


def _compare_inputs(
    places: Mapping[str, SchemaElement],
    old: Mapping[str, InputValue],
    new: Mapping[str, InputValue],
) -> Iterator[Change]:
    for name, place in places.items():
        before, after = old.get(name), new.get(name)
        if before and after:
            yield from _compare_input(place, before, after)
        elif before:
            yield Change(
                element=place.element,
                kind="removed",
                coordinate=place.coordinate,
                owner=place.owner,
                member=name,
                old=_spelled(before),
                was_required=is_required(before),
            )
        elif after:
            manner: ChangeKind = "required-added" if is_required(after) else "added"
            yield place.change(manner, new=_spelled(after))


def _compare_input(
    place: SchemaElement, old: InputValue, new: InputValue
) -> Iterator[Change]:
    yield from _compare_description(place, old.description, new.description)
    yield from _compare_deprecation(
        place, old.deprecation_reason, new.deprecation_reason
    )
    types = type_of(old), type_of(new)
    required = is_required(new) and not is_required(old)
    if str(types[0]) != str(types[1]):
        yield _typed(place, types, required=required)
    before, after = default_of(old), default_of(new)
    if before != after:
        yield Change(
            element=place.element,
            kind="default-changed",
            coordinate=place.coordinate,
            owner=place.owner,
            member=place.member,
            old=before,
            new=after,
            makes_required=required,
        )


def is_required(value: InputValue) -> bool:
    """Return whether callers must give *value*."""
    return is_non_null(type_of(value)) and value.default_value is Undefined


def default_of(value: InputValue) -> str | None:
    """Return the default of *value* in canonical form, or `None` without one."""
    if value.default_value is Undefined:
        return None
    return literal(value.default_value, type_of(value))


def _spelled(value: InputValue) -> str:
    default = default_of(value)
    return f"{type_of(value)}" + ("" if default is None else f" = {default}")


def _compare_implementations(
    old: GraphQLSchema, new: GraphQLSchema
) -> Iterator[Change]:
    """Yield who implements what interface, where that interface is in both schemas.

    A type that is new may so turn up where an interface is selected.
    """
    renamed = renamed_roots(old, new)
    before = {(renamed.get(n, n), i) for n, i in _implementations(old)}
    after = set(_implementations(new))
    for name, interface in sorted(before ^ after):
        place = SchemaElement(
            element="implementation",
            coordinate=f"{name} implements {interface}",
            owner=interface,
            member=name,
        )
        if (name, interface) in before and interface in new.type_map:
            yield place.change("removed", interface)
        elif (name, interface) in after and interface in old.type_map:
            yield place.change("added", new=interface)


def _implementations(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for type_ in own_types(schema):
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for interface in type_.interfaces:
                yield type_.name, interface.name


def _compare_directives(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before = {directive.name: directive for directive in own_directives(old)}
    after = {directive.name: directive for directive in own_directives(new)}
    for name in {**before, **after}:
        place = SchemaElement(element="directive", coordinate=f"@{name}", owner=name)
        if name not in after:
            yield place.change("removed", f"@{name}")
        elif name not in before:
            yield place.change("added", new=f"@{name}")
        else:
            yield from _compare_directive(place, before[name], after[name])


def _compare_directive(
    place: SchemaElement, old: GraphQLDirective, new: GraphQLDirective
) -> Iterator[Change]:
    yield from _compare_description(place, old.description, new.description)
    if old.is_repeatable != new.is_repeatable:
        yield place.change(
            "repeatable-added" if new.is_repeatable else "repeatable-removed"
        )
    for location in sorted({*old.locations} ^ {*new.locations}, key=str):
        at = SchemaElement(
            element="directive",
            coordinate=f"@{old.name} on {location.name}",
            owner=old.name,
            member=location.name,
        )
        is_new = location in new.locations
        yield at.change("location-added" if is_new else "location-removed")
    names = {**old.args, **new.args}
    places = _places("directive-argument", old.name, names, "@{}({}:)")
    yield from _compare_inputs(places, old.args, new.args)
