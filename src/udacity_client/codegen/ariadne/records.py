"""Turn the classes that ariadne-codegen makes into `RecordModel`s.

ariadne-codegen decides on classes, bases and annotations; names and docs come from us.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLScalarType,
    is_specified_scalar_type,
)

from udacity_client.codegen.annotations import SECRET, union
from udacity_client.codegen.ariadne.run import BASE_CLASS, ModelDocuments, class_trees
from udacity_client.codegen.docstrings import UNCONFIRMED_FIELD, deprecated, paragraphs
from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.codegen.ir import RecordField, RecordModel
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.ir.record_classes import RecordClass
from udacity_client.codegen.naming import camel_case


def record_models(
    context: Context,
) -> tuple[dict[str, RecordModel], dict[str, RecordModel]]:
    """Return the records of fragments and of operations, by the definitions' names."""
    documents = ModelDocuments(context.analysis.normalised)
    scalars = {
        name: context.types.scalar(name)
        for name, type_ in context.analysis.schema.type_map.items()
        if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_)
    }
    trees = class_trees(documents, scalars)
    classes, made = context.classes, dict[int, RecordModel]()
    for one in (*classes.fragments.values(), *classes.operations.values()):
        tree = _Tree(context, documents, trees[id(one.selection)], made)
        made[id(one)] = tree.model(one, next(iter(tree.classes)))
        tree.expect_all()
    return (
        {name: made[id(one)] for name, one in classes.fragments.items()},
        {name: made[id(one)] for name, one in classes.operations.items()},
    )


@dataclass
class _Tree:
    """The classes that ariadne-codegen made for one definition.

    Attributes:
        context: The domain.
        documents: What ariadne-codegen was given.
        classes: Its classes, by the names that it gave them.
        made: The models that are done, by the `id` of their classes.
    """

    context: Context
    documents: ModelDocuments
    classes: Mapping[str, ast.ClassDef]
    made: dict[int, RecordModel]

    def __post_init__(self) -> None:
        self._unread = {*self.classes}

    def model(self, one: RecordClass, given: str) -> RecordModel:
        """Return the model of *one*, whose class ariadne-codegen calls *given*."""
        class_def = self.classes[given]
        self._unread.discard(given)
        statements = [s for s in class_def.body if isinstance(s, ast.AnnAssign)]
        own = {ast.unparse(statement.target): statement for statement in statements}
        for token in own:
            below = f"{given}{token.upper()}"
            self._make_below(one, self.documents.fields[token], below)
        fields = [self._field(one, token, own[token]) for token in own]
        view = one.selection.view
        return RecordModel(
            name=one.name,
            qualname=".".join(one.path),
            bases=self._bases(class_def),
            fields=tuple(fields),
            nested=tuple(self.made[id(nested)] for nested in one.nested),
            hoisted=tuple(self.made[id(hoisted)] for hoisted in one.hoisted),
            # Without a docstring, an editor shows that of the base class.
            doc=paragraphs(view.type.description)
            or f"The selected fields of `{view.type.name}`.",
        )

    def expect_all(self) -> None:
        """Raise if ariadne-codegen made a class that no selection asks for."""
        if self._unread:
            message = f"ariadne-codegen made {', '.join(sorted(self._unread))} as well"
            raise RuntimeError(message)

    def _make_below(self, one: RecordClass, field: MergedField, given: str) -> None:
        for below, member in zip(one.below[field.key], field.members, strict=True):
            suffix = self.documents.view(member) if field.is_told_apart else ""
            if id(below) not in self.made:
                self.made[id(below)] = self.model(below, f"{given}{suffix}")
            else:
                self._discard(f"{given}{suffix}")

    def _discard(self, given: str) -> None:
        """Pass over a class that only repeats a fragment."""
        self._unread.discard(given)

    def _bases(self, class_def: ast.ClassDef) -> tuple[RecordModel, ...]:
        tokens = [ast.unparse(base) for base in class_def.bases]
        names = [self.documents.fragments[t] for t in tokens if t != BASE_CLASS]
        classes = self.context.classes.fragments
        return tuple(self.made[id(classes[name])] for name in names)

    def _field(
        self, one: RecordClass, token: str, statement: ast.AnnAssign
    ) -> RecordField:
        field = self.documents.fields[token]
        name = one.selection.names[field.key]
        guessed = field.coordinate in self.context.inferred
        below = one.below[field.key]
        name_for = self.context.classes.name_for
        here = _Annotation(self.context, field, [name_for(c) for c in below])
        elsewhere = _Annotation(self.context, field, [".".join(c.path) for c in below])
        return RecordField(
            name=name,
            key=field.key,
            annotation=here.text(statement.annotation, here.open_union),
            qualified=elsewhere.text(statement.annotation, elsewhere.alternatives),
            default=self._default(name, field),
            doc=paragraphs(
                field.definition.description,
                UNCONFIRMED_FIELD if guessed else None,
                deprecated(field.definition.deprecation_reason),
            ),
            classes=tuple(self.made[id(c)] for c in below),
        )

    def _default(self, name: str, field: MergedField) -> str | None:
        """Return the expression of a field's default, which also tells its aliases."""
        arguments = ["default=None"] if field.is_optional else []
        if camel_case(name) != field.key:
            arguments.append(f"validation_alias={field.key!r}")
            arguments.append(f"serialization_alias={field.key!r}")
        if arguments == ["default=None"]:
            return "None"
        made_by = self.context.local("Field")
        return f"{made_by}({', '.join(arguments)})" if arguments else None


class _Annotation:
    """Writes the annotation of a field, with ariadne-codegen's lists and nulls.

    Args:
        context: The domain.
        field: The field.
        classes: The names of its classes.
    """

    def __init__(
        self, context: Context, field: MergedField, classes: list[str]
    ) -> None:
        self._context = context
        self._field = field
        self._classes = classes

    def text(self, node: ast.expr, members: Callable[[], str]) -> str:
        """Return *node* with our names, and *members* for classes told apart."""
        if isinstance(node, ast.Subscript):
            outer = ast.unparse(node.value)
            if outer == "Optional":
                return f"{self.text(node.slice, members)} | None"
            if outer == "list":
                return f"list[{self.text(node.slice, members)}]"
        if self._field.is_told_apart:
            return members()
        return self._classes[0] if self._classes else self._leaf(ast.unparse(node))

    def alternatives(self) -> str:
        """Return the union as type checkers see it."""
        members = [*self._classes]
        if not any(member.view.is_rest for member in self._field.members):
            members.append(self._context.local("UnknownMember"))
        return union(members)

    def open_union(self) -> str:
        """Return the union with the names of the types that each class reads."""
        name, views = self._field.type.name, [m.view for m in self._field.members]
        arguments = [repr(name)]
        if not all(isinstance(view.type, GraphQLObjectType) for view in views):
            types = [None if view.is_rest else view.possible_types for view in views]
            arguments.append(repr(tuple(types)))
        annotated, union = map(self._context.local, ("Annotated", "OpenUnion"))
        return f"{annotated}[{self.alternatives()}, {union}({', '.join(arguments)})]"

    def _leaf(self, given: str) -> str:
        field, view = self._field, self._field.view
        if field.name == "__typename":
            # An interface may get more types than the schema lists now.
            is_object = isinstance(view.type, GraphQLObjectType)
            literal = self._context.local("Literal")
            return f"{literal}[{view.type.name!r}]" if is_object else "str"
        if isinstance(field.type, GraphQLEnumType):
            return self._context.names.types[field.type.name]
        if given == "str" and self._context.is_secret(field):
            return self._context.local(SECRET)
        return given
