"""Turn the input objects of a schema into `Model`s, in which unset is not null."""

from __future__ import annotations

from collections.abc import Collection

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    is_required_input_field,
)

from udacity_client.codegen.annotations import PythonTypes
from udacity_client.codegen.docstrings import input_field_doc, paragraphs
from udacity_client.codegen.ir import Field, Model
from udacity_client.codegen.naming import camel_case, field_names
from udacity_client.schema.graphql_types import type_of


def input_model(
    input_type: GraphQLInputObjectType,
    *,
    types: PythonTypes,
    secrets: Collection[str],
    inferred: Collection[str],
) -> Model:
    """Return the model of *input_type*.

    Args:
        input_type: The input object.
        types: The Python types of the domain.
        secrets: Coordinates whose values never print.
        inferred: Coordinates that no documentation states.
    """
    python_names = field_names(input_type.fields)
    fields = tuple(
        _field(
            name,
            python_names[name],
            definition,
            types=types,
            secret=f"{input_type.name}.{name}" in secrets,
            nullable=not input_type.is_one_of,
            doc=input_field_doc(input_type, name, inferred),
        )
        for name, definition in input_type.fields.items()
    )
    # Without a docstring, an editor shows that of the base class.
    described = paragraphs(input_type.description)
    doc = paragraphs(
        described or f"What is sent as `{input_type.name}`.",
        _rule(is_one_of=input_type.is_one_of, is_described=described is not None),
    )
    return Model(
        types.classes[input_type.name],
        (types.local("OneOfInput" if input_type.is_one_of else "Input"),),
        fields,
        doc,
        is_one_of=input_type.is_one_of,
        keys=tuple(input_type.fields),
    )


def _rule(*, is_one_of: bool, is_described: bool) -> str | None:
    if is_one_of:
        return "Exactly one of its fields is given, and it is not null."
    if is_described:
        return None
    return "What is left out, or given as `UNSET`, is not sent."


def _field(
    wire: str,
    name: str,
    definition: GraphQLInputField,
    *,
    types: PythonTypes,
    secret: bool,
    nullable: bool,
    doc: str | None,
) -> Field:
    annotation, local = types.argument(type_of(definition), secret=secret), types.local
    if not nullable:
        annotation = annotation.removesuffix(" | None")
    # Type checkers take `alias` for the name in the constructor, but not this one.
    alias = "" if camel_case(name) == wire else f"serialization_alias={wire!r}"
    if is_required_input_field(definition):
        default = f"{local('Field')}({alias})" if alias else None
        return Field(name, annotation, default, doc)
    unset = local("UNSET")
    default = f"{local('Field')}(default={unset}, {alias})" if alias else unset
    return Field(name, f"{annotation} | {local('UnsetType')}", default, doc)
