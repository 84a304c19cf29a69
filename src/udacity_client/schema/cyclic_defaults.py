"""Default values of input types that contain themselves, which no schema can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import NamedTuple, TypeAlias, cast

from graphql import ListValueNode, ObjectValueNode, ValueNode


class InputField(NamedTuple):
    """A field of an input type: the name of its type, and its default value."""

    type_name: str
    default: ValueNode | None


InputTypes: TypeAlias = Mapping[str, Mapping[str, InputField]]
"""Input types and their fields, by name."""


def cyclic_defaults(types: InputTypes) -> Iterator[tuple[str, str]]:
    """Yield the type and the name of each field to take a default from.

    Without them no default contains itself. graphql-core needs more: to read an object
    of a type, it has to know all defaults of that type. So no default may contain an
    object of the type that it is in, even one with all fields.
    """
    held = {
        (type_name, name): {*_types_in(field, types)}
        for type_name, fields in types.items()
        for name, field in fields.items()
    }
    # Those that lead back at once need no search.
    steps = {(type_name, type_name) for type_name in types}
    while steps:
        for field in [*held]:
            if any((field[0], inner) in steps for inner in held[field]):
                del held[field]
                yield field
        steps = {*pairwise(_cycle(held))}


def _types_in(field: InputField, types: InputTypes) -> Iterator[str]:
    """Yield the input types of the objects in a default, as it is written."""
    waiting = [field]
    while waiting:
        type_name, value = waiting.pop()
        if isinstance(value, ListValueNode):
            waiting += [InputField(type_name, one) for one in value.values]
        elif isinstance(value, ObjectValueNode) and type_name in types:
            yield type_name
            waiting += [
                InputField(types[type_name][one.name.value].type_name, one.value)
                for one in value.fields
                if one.name.value in types[type_name]
            ]


def _cycle(held: Mapping[tuple[str, str], set[str]]) -> list[str]:
    """Return a cycle of types: a default of each holds the next."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for (type_name, _), inner in held.items():
        for other in inner:
            sorter.add(other, type_name)
    try:
        sorter.prepare()
    except CycleError as error:
        return cast("list[str]", error.args[1])
    return []
