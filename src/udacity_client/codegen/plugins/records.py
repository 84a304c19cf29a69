"""Make the classes of answers documented records, from ariadne-codegen's classes."""

from __future__ import annotations

import ast
from collections.abc import Collection

from udacity_client.codegen.annotations import SECRET
from udacity_client.codegen.docs import UNCONFIRMED_FIELD, deprecated, paragraphs
from udacity_client.codegen.ir import Field, Model
from udacity_client.codegen.selections import Selected, Shape


def record_model(
    class_def: ast.ClassDef,
    shape: Shape,
    *,
    secrets: Collection[str],
    inferred: Collection[str],
) -> Model:
    """Return the record for *class_def*, whose fields are those of *shape*."""
    selected = {field.attribute: field for field in shape.own}
    fields: dict[str, Field] = {}
    for statement in class_def.body:
        if isinstance(statement, ast.AnnAssign):
            name = ast.unparse(statement.target)
            field = _field(statement, selected[name], secrets, inferred)
            fields.setdefault(name, field)
    bases = (ast.unparse(base) for base in class_def.bases)
    return Model(
        name=class_def.name,
        bases=tuple("Record" if base == "BaseModel" else base for base in bases),
        fields=tuple(fields.values()),
        doc=paragraphs(shape.type.description),
    )


def _field(
    statement: ast.AnnAssign,
    selected: Selected,
    secrets: Collection[str],
    inferred: Collection[str],
) -> Field:
    annotation = _modern(statement.annotation)
    if selected.node.name.value == "__typename":
        annotation = "str"  # a server may answer with a type that it got since
    if selected.coordinate in secrets:
        annotation = annotation.replace("str", SECRET)
    guessed = selected.coordinate in inferred
    return Field(
        name=ast.unparse(statement.target),
        annotation=annotation,
        default=ast.unparse(statement.value) if statement.value else None,
        doc=paragraphs(
            selected.definition.description,
            UNCONFIRMED_FIELD if guessed else None,
            deprecated(selected.definition.deprecation_reason),
        ),
    )


def _modern(annotation: ast.expr) -> str:
    """Return *annotation* with `X | None` for `Optional[X]`, and without quotes."""
    if isinstance(annotation, ast.Subscript):
        inner = _modern(annotation.slice)
        outer = ast.unparse(annotation.value)
        return f"{inner} | None" if outer == "Optional" else f"{outer}[{inner}]"
    return ast.unparse(annotation).strip("\"'")
