"""Turn the enums of a schema into `EnumModel`s."""

from __future__ import annotations

from collections.abc import Collection

from graphql import GraphQLEnumType, GraphQLEnumValue

from udacity_client.codegen.docstrings import UNCONFIRMED_VALUE, deprecated, paragraphs
from udacity_client.codegen.ir import EnumModel, Member
from udacity_client.codegen.naming import member_names


def enum_model(
    enum_type: GraphQLEnumType, *, name: str, inferred: Collection[str]
) -> EnumModel:
    """Return the model of *enum_type*. Its docs mark the *inferred* values."""
    names = member_names(enum_type.values)
    members = tuple(
        Member(
            name=names[value],
            value=value,
            doc=_value_doc(f"{enum_type.name}.{value}", definition, inferred),
        )
        for value, definition in enum_type.values.items()
    )
    # Without a docstring, an editor shows that of the base class.
    doc = paragraphs(enum_type.description) or (
        f"The known values of `{enum_type.name}`."
    )
    return EnumModel(name, members, doc)


def _value_doc(
    coordinate: str, definition: GraphQLEnumValue, inferred: Collection[str]
) -> str | None:
    return paragraphs(
        definition.description,
        UNCONFIRMED_VALUE if coordinate in inferred else None,
        deprecated(definition.deprecation_reason),
    )
