"""What one operation uses of its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from graphql import FragmentDefinitionNode, Node, OperationDefinitionNode


class Usages:
    """The nodes that use each schema coordinate or type name, in order."""

    def __init__(self) -> None:
        # By identity: graphql-core considers nodes of two files equal if they have the
        # same offsets.
        self._nodes: dict[str, dict[int, Node]] = {}

    def add(self, name: str, node: Node) -> None:
        """Record that *node* uses *name*."""
        self._nodes.setdefault(name, {})[id(node)] = node

    def of(self, *names: str) -> tuple[Node, ...]:
        """Return the nodes that use any of *names*, without duplicates."""
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
    """What one operation uses, with the nodes that use it.

    Attributes:
        operation: The operation.
        fields: Selected fields, by coordinate.
        given_arguments: Given arguments and input fields, by coordinate.
        omitted_arguments: Arguments that are left out, or given by a variable that may
            be left out.
        nullable_arguments: Arguments given by a variable that may be null.
        abstract_selections: Interfaces and unions that are types of selected fields.
        type_conditions: Interfaces and unions that are conditions of fragments in
            selections of other types.
        selected_types: Objects, interfaces and unions that something is selected of.
        leaf_types: Scalars and enums of selected fields.
        named_types: Types that the document names.
        input_types: Types that variables can hold.
        always_sent_inputs: Types that every call sends a value of.
        object_literals: Input objects written in the document, by type.
        enum_literals: Enum values written in the document, by coordinate.
        omitted_input_fields: Input fields that objects in the document leave out.
        directives: Directives, by name.
    """

    operation: OperationDefinitionNode
    fields: Usages = field(default_factory=Usages)
    given_arguments: Usages = field(default_factory=Usages)
    omitted_arguments: Usages = field(default_factory=Usages)
    nullable_arguments: Usages = field(default_factory=Usages)
    abstract_selections: Usages = field(default_factory=Usages)
    type_conditions: Usages = field(default_factory=Usages)
    selected_types: Usages = field(default_factory=Usages)
    leaf_types: Usages = field(default_factory=Usages)
    named_types: Usages = field(default_factory=Usages)
    input_types: Usages = field(default_factory=Usages)
    always_sent_inputs: Usages = field(default_factory=Usages)
    object_literals: Usages = field(default_factory=Usages)
    enum_literals: Usages = field(default_factory=Usages)
    omitted_input_fields: Usages = field(default_factory=Usages)
    directives: Usages = field(default_factory=Usages)

    @property
    def name(self) -> str:
        """Return the operation's name."""
        return self.operation.name.value if self.operation.name else "(unnamed)"

    @property
    def names(self) -> set[str]:
        """Return the names and coordinates of everything that it uses."""
        uses = (getattr(self, part.name) for part in fields(self))
        return {name for part in uses if isinstance(part, Usages) for name in part}
