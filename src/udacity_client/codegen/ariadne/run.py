"""Run ariadne-codegen once for each definition, and return the classes that it makes.

Its `ResultTypesGenerator` gets the normalised documents as a schema and documents of
their own: each view is an object type, each merged field one of its fields, and each
group of members a union. All names in them are tokens, because ariadne-codegen joins
and compares names in ways under which those of users would meet.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import warnings
from collections.abc import Generator, Mapping
from typing import Any, Final

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
)

from udacity_client.codegen.documents.normalise import (
    ClassSelection,
    MergedField,
    NormalisedDocuments,
)
from udacity_client.codegen.documents.type_conditions import View
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of

BASE_CLASS: Final = "BaseModel"
"""The base of a class that spreads no fragment."""

# ariadne-codegen looks at its name alone, to make a field optional.
_OPTIONAL: Final = DirectiveNode(name=NameNode(value="include"), arguments=())


class ModelDocuments:
    """The normalised documents of a domain, as ariadne-codegen takes them.

    Attributes:
        documents: The normalised documents.
        schema: The schema of the views.
        fields: The merged fields, by token.
        fragments: The fragments that are classes, by token.
    """

    def __init__(self, documents: NormalisedDocuments) -> None:
        self.documents = documents
        self.fields: dict[str, MergedField] = {}
        self.fragments: dict[str, str] = {}
        self.schema: GraphQLSchema = GraphQLSchema()
        self._views: dict[tuple[str, frozenset[str]], GraphQLObjectType] = {}
        self._view_fields: dict[str, dict[str, GraphQLField]] = {}
        self._field_tokens: dict[int, str] = {}
        self._fragment_tokens: dict[str, str] = {}
        self._sets: dict[int, SelectionSetNode] = {}
        for name in documents.fragments:
            self._fragment_tokens[name] = f"R{len(self.fragments)}"
            self.fragments[self._fragment_tokens[name]] = name
        roots = [*documents.fragments.values(), *documents.operations.values()]
        self._selections = [*documents.reachable(*roots)]
        for selection in self._selections:
            self._add_fields(selection)
        for selection in self._selections:
            self._fill(selection)

    def definition(self, selection: ClassSelection) -> FragmentDefinitionNode:
        """Return the definition of *selection*, an operation's or a fragment's.

        It is a fragment in both cases, for which ariadne-codegen asks no root type.
        """
        return _fragment("Root", self.view(selection), self._set(selection))

    @property
    def stubs(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments by token, without their selections.

        ariadne-codegen reads nothing but their names and types. It would walk their
        selections without memory, 2^46 steps for 46 that each spread two.
        """
        empty = SelectionSetNode(selections=())
        return {
            token: _fragment(token, self.view(self.documents.fragments[name]), empty)
            for token, name in self.fragments.items()
        }

    def view(self, selection: ClassSelection) -> str:
        """Return the token of the view of *selection*."""
        return self._view(selection.view).name

    def token(self, field: MergedField) -> str:
        """Return the token of *field*."""
        return self._field_tokens[id(field)]

    def _view(self, view: View) -> GraphQLObjectType:
        key = (view.type.name, view.met)
        if key not in self._views:
            token = f"V{len(self._views)}"
            fields = self._view_fields.setdefault(token, {})
            # By a function: the fields are only known when all selections are read.
            type_: Any = GraphQLObjectType(token, lambda: fields)
            self._views[key] = type_
            self.schema.type_map[token] = self._views[key]
        return self._views[key]

    def _add_fields(self, selection: ClassSelection) -> None:
        view = self._view(selection.view)
        for field in selection.fields:
            token = f"f{len(self.fields)}"
            self.fields[token] = field
            self._field_tokens[id(field)] = token
            type_ = self._field_type(type_of(field.definition), field)
            self._view_fields[view.name][token] = GraphQLField(type_)

    def _field_type(self, type_: GraphQLType, field: MergedField) -> Any:
        if is_non_null(type_):
            return GraphQLNonNull(self._field_type(inside(type_), field))
        if is_list(type_):
            return GraphQLList(self._field_type(inside(type_), field))
        if not field.members:
            return type_
        members = [self._view(member.view) for member in field.members]
        return GraphQLUnionType("U", members) if field.is_told_apart else members[0]

    def _set(self, selection: ClassSelection) -> SelectionSetNode:
        if id(selection) not in self._sets:
            self._sets[id(selection)] = SelectionSetNode(selections=())
        return self._sets[id(selection)]

    def _fill(self, selection: ClassSelection) -> None:
        # Filled afterwards: selections can be nested more deeply than Python's stack.
        spreads: list[SelectionNode] = [
            FragmentSpreadNode(name=NameNode(value=self._fragment_tokens[base]))
            for base in selection.bases
        ]
        fields = [self._node(field) for field in selection.fields]
        self._set(selection).selections = (*spreads, *fields)

    def _node(self, field: MergedField) -> FieldNode:
        below = None
        if field.is_told_apart:
            below = SelectionSetNode(
                selections=tuple(map(self._inline_fragment, field.members))
            )
        elif field.members:
            below = self._set(field.members[0])
        return FieldNode(
            name=NameNode(value=self.token(field)),
            directives=(_OPTIONAL,) if field.is_optional else (),
            selection_set=below,
        )

    def _inline_fragment(self, member: ClassSelection) -> InlineFragmentNode:
        condition = NamedTypeNode(name=NameNode(value=self.view(member)))
        return InlineFragmentNode(
            type_condition=condition, selection_set=self._set(member)
        )


def class_trees(
    documents: ModelDocuments, scalars: Mapping[str, str]
) -> dict[int, dict[str, ast.ClassDef]]:
    """Return the classes of each definition by name, the definition's own class first.

    Args:
        documents: The documents.
        scalars: The Python types of scalars that are not built into GraphQL.

    Returns:
        The classes by the `id` of the definition's selection.
    """
    with _quiet():
        # Importing ariadne-codegen changes the process's warning filters.
        generators = "ariadne_codegen.client_generators"
        make_scalar = importlib.import_module(f"{generators}.scalars").ScalarData
        generate = importlib.import_module(f"{generators}.result_types")
        known = {name: make_scalar(type_=type_) for name, type_ in scalars.items()}
        stubs = documents.stubs
        roots = [
            *documents.documents.fragments.values(),
            *documents.documents.operations.values(),
        ]
        return {
            id(selection): _by_name(
                generate.ResultTypesGenerator(
                    schema=documents.schema,
                    operation_definition=documents.definition(selection),
                    enums_module_name="enums",
                    fragments_definitions=stubs,
                    convert_to_snake_case=False,
                    custom_scalars=known,
                    include_typename=False,
                ).get_classes()
            )
            for selection in roots
        }


def _by_name(classes: list[ast.ClassDef]) -> dict[str, ast.ClassDef]:
    return {class_def.name: class_def for class_def in classes}


def _fragment(
    name: str, type_name: str, selections: SelectionSetNode
) -> FragmentDefinitionNode:
    return FragmentDefinitionNode(
        name=NameNode(value=name),
        type_condition=NamedTypeNode(name=NameNode(value=type_name)),
        directives=(),
        selection_set=selections,
    )


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield
