"""Tell what an operation relies on in its schema, without sending or generating it.

An answer holds members of interfaces and unions by the types of their own fields, so
that a field selected on an interface relies on the same field of each member as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from graphql import (
    DirectiveNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from udacity_client.drift.diff.compare import fields_of, is_required
from udacity_client.schema.elements import InputValue
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
    variable_type,
)


class Usages:
    """Map names, such as schema coordinates, to the nodes that use them, in order."""

    def __init__(self) -> None:
        # By identity: graphql-core calls nodes of two files equal, if they stand at
        # the same offsets.
        self._nodes: dict[str, dict[int, Node]] = {}

    def add(self, name: str, node: Node) -> None:
        """Note that *node* uses what has *name*."""
        self._nodes.setdefault(name, {})[id(node)] = node

    def of(self, *names: str) -> tuple[Node, ...]:
        """Return the nodes that use any of *names*, each once."""
        found: dict[int, Node] = {}
        for name in names:
            found |= self._nodes.get(name, {})
        return tuple(found.values())

    def __contains__(self, name: object) -> bool:
        return name in self._nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)


Fragments: TypeAlias = Mapping[str, FragmentDefinitionNode]


@dataclass(frozen=True)
class OperationUsage:
    """Hold what one operation uses, each with the nodes that do.

    Attributes:
        operation: The operation.
        fields: Selected fields, by coordinate.
        passed: Arguments of fields and directives that are given, by coordinate.
        omitted: Arguments that are left out, or fed from a variable that may be.
        nullable: Arguments that a variable may give null for.
        positions: Interfaces and unions that a field is selected as.
        conditions: Interfaces and unions that a fragment asks for amid other types.
        types: Objects, interfaces and unions that something is selected of.
        leaves: Scalars and enums that are read.
        named: Types that the document names.
        inputs: Types that variables reach.
        certain: Input objects that every call sends.
        literals: Input objects that the document spells, by type.
        spelled: Enum values that the document spells, by coordinate.
        left_out: Input fields that the document's own objects leave out.
        directives: Directives, by name.
    """

    operation: OperationDefinitionNode
    fields: Usages = field(default_factory=Usages)
    given_arguments: Usages = field(default_factory=Usages)
    omitted: Usages = field(default_factory=Usages)
    nullable: Usages = field(default_factory=Usages)
    abstract_selections: Usages = field(default_factory=Usages)
    conditions: Usages = field(default_factory=Usages)
    types: Usages = field(default_factory=Usages)
    leaves: Usages = field(default_factory=Usages)
    named: Usages = field(default_factory=Usages)
    inputs: Usages = field(default_factory=Usages)
    always_sent_inputs: Usages = field(default_factory=Usages)
    literals: Usages = field(default_factory=Usages)
    enum_literals: Usages = field(default_factory=Usages)
    omitted_input_fields: Usages = field(default_factory=Usages)
    directives: Usages = field(default_factory=Usages)

    @property
    def name(self) -> str:
        """Return the operation's name."""
        return self.operation.name.value if self.operation.name else "(unnamed)"

    @property
    def names(self) -> set[str]:
        """Return the names and coordinates of all that it uses."""
        uses = (getattr(self, part.name) for part in fields(self))
        return {name for part in uses if isinstance(part, Usages) for name in part}


def contract_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments
) -> OperationUsage:
    """Return what *operation*, which has to fit *schema*, relies on."""
    contract = OperationUsage(operation)
    walk = _Walk(schema, fragments, contract)
    for variable in operation.variable_definitions:
        walk.variable(variable)
    walk.directives(operation.directives)
    root = schema.get_root_type(operation.operation)
    if root is not None:
        contract.types.add(root.name, operation)
        walk.selections(operation.selection_set, root, frozenset({root.name}))
    return contract


class _Walk:
    def __init__(
        self, schema: GraphQLSchema, fragments: Fragments, contract: OperationUsage
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._found = contract
        self._entered = set[tuple[int, str, frozenset[str]]]()
        self._variables = {
            variable.variable.name.value: variable
            for variable in contract.operation.variable_definitions
        }

    # Selections

    def selections(
        self, node: SelectionSetNode, parent: GraphQLNamedType, members: frozenset[str]
    ) -> None:
        """Note what *node* selects of *parent*, which is one of *members* in fact."""
        if (id(node), parent.name, members) in self._entered:
            return
        self._entered.add((id(node), parent.name, members))
        for selection in node.selections:
            self.directives(selection.directives)
            self._selection(selection, parent, members)

    def _selection(
        self, node: SelectionNode, parent: GraphQLNamedType, members: frozenset[str]
    ) -> None:
        if isinstance(node, FieldNode):
            self._field(node, parent, members)
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            self._narrowed(node.selection_set, node, condition, parent, members)
        elif isinstance(node, FragmentSpreadNode):
            fragment = self._fragments[node.name.value]
            self.directives(fragment.directives)
            condition = fragment.type_condition
            self._narrowed(fragment.selection_set, node, condition, parent, members)

    def _narrowed(
        self,
        selections: SelectionSetNode,
        node: Node,
        condition: NamedTypeNode | None,
        parent: GraphQLNamedType,
        members: frozenset[str],
    ) -> None:
        if condition is None:
            self.selections(selections, parent, members)
            return
        type_ = self._schema.type_map[condition.name.value]
        self._found.named.add(type_.name, condition)
        self._found.named.add(type_.name, node)
        if is_abstract_type(type_) and type_ is not parent:
            self._found.conditions.add(type_.name, node)
        narrowed = members & self._members(type_)
        for name in {type_.name, *narrowed}:
            self._found.types.add(name, node)
        self.selections(selections, type_, narrowed)

    def _members(self, type_: GraphQLNamedType) -> frozenset[str]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            possible = self._schema.get_possible_types(type_)
            return frozenset(member.name for member in possible)
        return frozenset({type_.name})

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType, members: frozenset[str]
    ) -> None:
        below: dict[str, GraphQLNamedType] = {}
        reached = set[str]()
        for name in sorted({parent.name, *members}):
            fields = fields_of(self._schema.type_map[name])
            definition = fields.get(node.name.value)
            if definition is None:
                continue
            self._defined(node, f"{name}.{node.name.value}", definition)
            below[name] = type_ = named_type(definition)
            if name in members:
                reached |= self._members(type_)
        for type_ in below.values():
            if not is_composite_type(type_):
                self._found.leaves.add(type_.name, node)
            elif is_abstract_type(type_):
                self._found.abstract_selections.add(type_.name, node)
        static = below.get(parent.name)
        if static is None or node.selection_set is None:
            return
        for name in sorted({type_.name for type_ in below.values()} | reached):
            self._found.types.add(name, node)
        self.selections(node.selection_set, static, frozenset(reached))

    def _defined(self, node: FieldNode, coordinate: str, found: GraphQLField) -> None:
        self._found.fields.add(coordinate, node)
        given = {argument.name.value: argument for argument in node.arguments}
        for name, definition in found.args.items():
            argument = given.get(name)
            place = f"{coordinate}({name}:)"
            if argument is None:
                self._found.omitted.add(place, node)
                continue
            self._found.given_arguments.add(place, argument)
            self._fed(place, argument, argument.value, definition)

    # Values

    def _fed(
        self, place: str, node: Node, value: ValueNode, definition: InputValue
    ) -> None:
        if isinstance(value, VariableNode):
            variable = self._variables.get(value.name.value)
            if variable is not None and _may_be_null(self._schema, variable):
                self._found.nullable.add(place, node)
                if variable.default_value is None:
                    self._found.omitted.add(place, node)
        self._value(value, named_type(definition))

    def _value(self, node: ValueNode, type_: GraphQLNamedType) -> None:
        if isinstance(node, ListValueNode):
            for value in node.values:
                self._value(value, type_)
        elif isinstance(node, EnumValueNode):
            self._found.enum_literals.add(f"{type_.name}.{node.value}", node)
        elif isinstance(node, ObjectValueNode) and isinstance(
            type_, GraphQLInputObjectType
        ):
            self._object(node, type_)

    def _object(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> None:
        self._found.literals.add(type_.name, node)
        given = {member.name.value: member for member in node.fields}
        for name, definition in type_.fields.items():
            place, member = f"{type_.name}.{name}", given.get(name)
            if member is None:
                self._found.omitted_input_fields.add(place, node)
            else:
                self._found.given_arguments.add(place, member)
                self._fed(place, member, member.value, definition)

    def directives(self, nodes: tuple[DirectiveNode, ...]) -> None:
        """Note the directives *nodes*, and what they are given."""
        for node in nodes:
            name = node.name.value
            self._found.directives.add(name, node)
            directive = self._schema.get_directive(name)
            given = {argument.name.value: argument for argument in node.arguments}
            for key, definition in (directive.args if directive else {}).items():
                place, argument = f"@{name}({key}:)", given.get(key)
                if argument is None:
                    self._found.omitted.add(place, node)
                else:
                    self._found.given_arguments.add(place, argument)
                    self._fed(place, argument, argument.value, definition)

    # Variables

    def variable(self, node: VariableDefinitionNode) -> None:
        """Note the types that the variable of *node* reaches."""
        self.directives(node.directives)
        type_ = variable_type(self._schema, node)
        if type_ is None:
            return
        named = get_named_type(type_)
        self._found.named.add(named.name, node)
        self._reach(named, node)
        sent = is_non_null(type_) and node.default_value is None
        if sent and not is_list(inside(type_)):
            self._must_send(named, node)
        if node.default_value is not None:
            self._value(node.default_value, named)

    def _reach(self, root: GraphQLNamedType, node: Node) -> None:
        waiting, entered = [root], set[str]()
        while waiting:
            type_ = waiting.pop()
            if type_.name in entered:
                continue
            entered.add(type_.name)
            self._found.inputs.add(type_.name, node)
            if isinstance(type_, GraphQLInputObjectType):
                waiting += map(named_type, type_.fields.values())

    def _must_send(self, root: GraphQLNamedType, node: Node) -> None:
        waiting, entered = [root], set[str]()
        while waiting:
            type_ = waiting.pop()
            if type_.name in entered or not isinstance(type_, GraphQLInputObjectType):
                continue
            entered.add(type_.name)
            self._found.always_sent_inputs.add(type_.name, node)
            waiting += [
                named_type(member)
                for member in type_.fields.values()
                if is_required(member) and not is_list(inside(type_of(member)))
            ]


def _may_be_null(schema: GraphQLSchema, variable: VariableDefinitionNode) -> bool:
    type_ = variable_type(schema, variable)
    return type_ is not None and not is_non_null(type_)
