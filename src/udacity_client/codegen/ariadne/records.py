"""Make the classes of answers documented records, from ariadne-codegen's classes."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from graphql import GraphQLObjectType, GraphQLType

from udacity_client.codegen.annotations import SECRET, open_union
from udacity_client.codegen.docstrings import UNCONFIRMED_FIELD, deprecated, paragraphs
from udacity_client.codegen.documents.selections import Selected, Selections, Shape
from udacity_client.codegen.ir import Field, Model
from udacity_client.codegen.naming import pascal_case
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of


def record_model(
    class_def: ast.ClassDef,
    shape: Shape,
    selections: Selections,
    *,
    secrets: Collection[str],
    inferred: Collection[str],
) -> Model:
    """Return the record for *class_def*, whose fields are those of *shape*."""
    fields = _Fields(shape, selections, secrets, inferred)
    made: dict[str, Field] = {}
    for statement in class_def.body:
        if isinstance(statement, ast.AnnAssign):
            made.setdefault(ast.unparse(statement.target), fields.field(statement))
    bases = (ast.unparse(base) for base in class_def.bases)
    return Model(
        name=class_def.name,
        bases=tuple("Record" if base == "BaseModel" else base for base in bases),
        fields=tuple(made.values()),
        # Else an editor shows what the base class says of itself.
        doc=paragraphs(shape.type.description)
        or f"Hold the selected fields of `{shape.type.name}`.",
    )


@dataclass(frozen=True)
class _Fields:
    """Make the fields of one record."""

    shape: Shape
    selections: Selections
    secrets: Collection[str]
    inferred: Collection[str]

    def field(self, statement: ast.AnnAssign) -> Field:
        name = ast.unparse(statement.target)
        selected = next(f for f in self.shape.own if f.attribute == name)
        guessed = selected.coordinate in self.inferred
        return Field(
            name=name,
            annotation=self._annotation(statement, selected),
            default=ast.unparse(statement.value) if statement.value else None,
            doc=paragraphs(
                selected.definition.description,
                UNCONFIRMED_FIELD if guessed else None,
                deprecated(selected.definition.deprecation_reason),
            ),
        )

    def _annotation(self, statement: ast.AnnAssign, selected: Selected) -> str:
        if selected.node.name.value == "__typename":
            return _typename(self.shape)
        annotation = _modern(statement.annotation)
        if members := self.selections.members(selected):
            annotation = self._union(selected, [member.name for member in members])
            # A field on a condition may be missing, whatever its type is.
            if statement.value is not None and not annotation.endswith(" | None"):
                annotation = f"{annotation} | None"
        if any(coordinate in self.secrets for coordinate in selected.coordinates):
            annotation = annotation.replace("str", SECRET)
        return annotation

    def _union(self, selected: Selected, members: list[str]) -> str:
        prefix = f"{self.shape.name}{pascal_case(selected.attribute)}"
        classes = [f"{prefix}{member}" for member in members]
        union = open_union(selected.type.name, classes)
        return _wrapped(type_of(selected.definition), union)


def _typename(shape: Shape) -> str:
    if isinstance(shape.type, GraphQLObjectType):
        return f"Literal[{shape.type.name!r}]"
    return "str"  # an interface may have got more types since


def _wrapped(type_: GraphQLType, inner: str) -> str:
    """Return the annotation of *type_*, whose named type is *inner*."""
    present = inside(type_) if is_non_null(type_) else type_
    if is_list(present):
        inner = f"list[{_wrapped(inside(present), inner)}]"
    return inner if is_non_null(type_) else f"{inner} | None"


def _modern(annotation: ast.expr) -> str:
    """Return *annotation* with `X | None` for `Optional[X]`, and without quotes."""
    if isinstance(annotation, ast.Subscript):
        inner = _modern(annotation.slice)
        outer = ast.unparse(annotation.value)
        return f"{inner} | None" if outer == "Optional" else f"{outer}[{inner}]"
    return ast.unparse(annotation).strip("\"'")
