"""Refuse names that would collide in the generated Python."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLInputObjectType,
    GraphQLNamedType,
    NameNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
)

from udacity_client.codegen.documents.analysis import DocumentAnalysis, Executable
from udacity_client.codegen.naming import (
    attribute_name,
    iterator_name,
    member_name,
    method_name,
    pascal_case,
)
from udacity_client.codegen.reserved_names import (
    CALL_OPTIONS,
    GENERATED_NAMES,
    MODULE_NAMES,
)
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import Documents, definition_location, location


def name_problems(analysis: DocumentAnalysis) -> list[Problem]:
    """Return the collisions of names in the documents, and in the types they reach."""
    problems: list[Problem] = []
    for operation in analysis.expanded.operations:
        problems += _argument_problems(operation, analysis.flattened_input(operation))
    problems += _method_problems(analysis)
    problems += _member_problems(analysis)
    problems += _public_problems(analysis)
    return problems


def _argument_problems(
    operation: OperationDefinitionNode, flattened: GraphQLInputObjectType | None
) -> Iterator[Problem]:
    if flattened is None:
        yield from _variable_problems(operation)
        return
    for name in flattened.fields:
        if attribute_name(name) in CALL_OPTIONS:
            yield Problem(
                location(operation.variable_definitions[0]),
                f"`{flattened.name}.{name}` would become the argument "
                f"`{attribute_name(name)}`, which every method has already.",
                f"Declare variables of other names, such as ${name}_value, and write "
                f"the input out in the document: {{ {name}: ${name}_value }}.",
            )


def _variable_problems(operation: OperationDefinitionNode) -> Iterator[Problem]:
    first: dict[str, VariableDefinitionNode] = {}
    for variable in operation.variable_definitions:
        name = variable.variable.name.value
        argument = attribute_name(name)
        if argument in CALL_OPTIONS:
            yield Problem(
                location(variable),
                f"The variable `${name}` would become the argument `{argument}`, "
                "which every method has already.",
                f"Give the variable another name, such as ${name}_value.",
            )
        other = first.setdefault(argument, variable)
        if other.variable.name.value != name:
            both = (f"${other.variable.name.value}", f"${name}")
            yield _same_name(location(variable), both, argument, location(other))


def _method_problems(analysis: DocumentAnalysis) -> Iterator[Problem]:
    first: dict[str, NameNode] = {}
    for operation in analysis.expanded.operations:
        if operation.name is None:
            continue
        method = method_name(operation.name.value)
        if method in MODULE_NAMES:
            yield Problem(
                location(operation.name),
                f"An operation cannot be called `{operation.name.value}`: "
                f"`{method}` is a name of the generated package or of the client.",
                "Name it by a verb and its object, such as GetCatalog.",
            )
        methods = [method]
        if analysis.connection(operation) is not None:
            methods.append(iterator_name(method))
        for name in methods:
            other = first.setdefault(name, operation.name)
            if other.value != operation.name.value:
                both = (other.value, operation.name.value)
                yield _same_name(location(operation.name), both, name, location(other))


def _member_problems(analysis: DocumentAnalysis) -> Iterator[Problem]:
    """Yield input fields and enum values that get the same Python name."""
    for type_ in analysis.inputs.values():
        names = {name: attribute_name(name) for name in type_.fields}
        yield from _lower_case_name(type_)
        yield from _duplicates(type_, names)
    for enum in analysis.enums.values():
        names = {value: member_name(value) for value in enum.values}
        yield from _lower_case_name(enum)
        yield from _duplicates(enum, names)


def _lower_case_name(type_: GraphQLNamedType) -> Iterator[Problem]:
    if not type_.name[0].isupper():
        yield Problem(
            definition_location(type_),
            f"The name of `{type_.name}` does not begin with a capital letter, so "
            "fields and arguments would hide it in Python.",
            "Leave out what reaches the type.",
        )


def _duplicates(type_: GraphQLNamedType, names: dict[str, str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for wire, name in names.items():
        other = first.setdefault(name, wire)
        if other != wire:
            both = (f"{type_.name}.{other}", f"{type_.name}.{wire}")
            yield Problem(
                definition_location(type_),
                f"`{both[0]}` and `{both[1]}` are both called `{name}` in Python.",
                "Leave out what reaches the type.",
            )


def _public_problems(analysis: DocumentAnalysis) -> Iterator[Problem]:
    """Yield classes and constants that get the same name in the generated package."""
    first: dict[str, Location | None] = dict.fromkeys(GENERATED_NAMES)
    for name, place in _public_names(analysis):
        if name not in first:
            first[name] = place
            continue
        other = first[name]
        if other is None:
            yield Problem(
                place,
                f"`{name}` is a name that the generated package uses itself.",
                "Give the operation or the fragment another name, or leave out what "
                "reaches the type.",
            )
        elif other != place:
            yield Problem(
                place,
                f"The generated package would have two classes called `{name}`.",
                f"Give the operation or the fragment another name. See also {other}.",
            )


def _public_names(analysis: DocumentAnalysis) -> Iterator[tuple[str, Location]]:
    for type_ in analysis.inputs.values():
        yield type_.name, definition_location(type_)
    for enum in analysis.enums.values():
        yield enum.name, definition_location(enum)
    operations = _first_of_each_method(analysis.expanded)
    for method, operation in operations.items():
        if operation.name is not None:
            place = location(operation.name)
            yield f"{pascal_case(operation.name.value)}Variables", place
            yield method.upper(), place
    selecting: list[Executable] = [*operations.values()]
    selecting += analysis.expanded.fragments.values()
    for definition in selecting:
        for shape in analysis.shapes(definition):
            yield shape.name, location(shape.node)


def _first_of_each_method(documents: Documents) -> dict[str, OperationDefinitionNode]:
    """Return the operations by method. `_method_problems` reports the others."""
    first: dict[str, OperationDefinitionNode] = {}
    for operation in documents.operations:
        if operation.name is not None:
            first.setdefault(method_name(operation.name.value), operation)
    return first


def _same_name(
    place: Location, both: tuple[str, str], name: str, other: Location
) -> Problem:
    return Problem(
        place,
        f"`{both[0]}` and `{both[1]}` are both called `{name}` in Python.",
        f"Give one of them another name. See also {other}.",
    )
