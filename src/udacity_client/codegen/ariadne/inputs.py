"""Make input objects whose Python names type checkers accept, null kept from unset."""

from __future__ import annotations

from collections.abc import Collection

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    Undefined,
    is_required_input_field,
)

from udacity_client.codegen.annotations import argument_annotation
from udacity_client.codegen.docstrings import UNCONFIRMED_FIELD, deprecated, paragraphs
from udacity_client.codegen.ir import Field, Model
from udacity_client.codegen.naming import attribute_name
from udacity_client.schema.types import default_text, type_of


def input_model(
    input_type: GraphQLInputObjectType,
    *,
    secrets: Collection[str],
    inferred: Collection[str],
) -> Model:
    """Return the model for *input_type*."""
    fields = tuple(
        _field(
            name,
            definition,
            secret=f"{input_type.name}.{name}" in secrets,
            doc=input_field_doc(input_type, name, inferred),
        )
        for name, definition in input_type.fields.items()
    )
    # Else an editor shows what the base class says of itself.
    doc = paragraphs(input_type.description) or paragraphs(
        f"Hold what is sent as `{input_type.name}`.",
        "What is left out, or given as `UNSET`, is not sent.",
    )
    return Model(input_type.name, ("Input",), fields, doc)


def input_field_doc(
    input_type: GraphQLInputObjectType, name: str, inferred: Collection[str]
) -> str | None:
    """Return what there is to say of one field, its default included."""
    definition = input_type.fields[name]
    coordinate = f"{input_type.name}.{name}"
    return paragraphs(
        definition.description,
        _default_doc(definition),
        UNCONFIRMED_FIELD if coordinate in inferred else None,
        deprecated(definition.deprecation_reason),
    )


def _default_doc(definition: GraphQLInputField) -> str | None:
    if definition.default_value is Undefined:
        return None
    text = default_text(definition)
    return f"Left out, the API takes {text}." if text is not None else None


def _field(
    wire: str, definition: GraphQLInputField, *, secret: bool, doc: str | None
) -> Field:
    name = attribute_name(wire)
    annotation = argument_annotation(type_of(definition), secret=secret)
    # Type checkers read `alias` as the constructor's name for the field, and not this.
    alias = () if name == wire else (f"serialization_alias={wire!r}",)
    if is_required_input_field(definition):
        default = f"Field({', '.join(alias)})" if alias else None
        return Field(name, annotation, default, doc)
    default = f"Field({', '.join(['default=UNSET', *alias])})" if alias else "UNSET"
    return Field(name, f"{annotation} | UnsetType", default, doc)
