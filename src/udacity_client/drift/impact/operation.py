"""One operation under both schemas: what it uses, and what the new one rejects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_named_type,
)

from udacity_client.codegen.documents.type_conditions import members_of
from udacity_client.drift.compatibility.effects import Effects, Readability
from udacity_client.drift.compatibility.inputs import InputCompatibility
from udacity_client.drift.compatibility.responses import ResponseReader
from udacity_client.drift.diff.change import Change
from udacity_client.drift.impact.validation import refusals, valid_operations
from udacity_client.drift.usage.operation_usage import Fragments, OperationUsage
from udacity_client.drift.usage.selections import usage_of
from udacity_client.schema.documents import descendants
from udacity_client.schema.graphql_types import is_non_null, variable_type

_ATOMIC_NODES = (ArgumentNode, ObjectFieldNode, VariableDefinitionNode)
"""Nodes treated as one unit: an error inside one is an error of the whole node."""


@dataclass(frozen=True)
class CheckedOperation:
    """An operation, what it uses, and what the new schema rejects in it.

    Attributes:
        schemas: The old and the new schema.
        inputs: Tells which old values the new server accepts.
        reader: Tells which new responses the generated code can decode.
        usage: What the operation uses of the old schema.
        errors: Why a server with the new schema rejects the document.
        explained: The indices of errors that some change explains.
        blamed: The indices of effects on responses that some change explains.
        shared: The types that variables hold under both schemas, by identity.
    """

    schemas: tuple[GraphQLSchema, GraphQLSchema]
    inputs: InputCompatibility
    reader: ResponseReader
    usage: OperationUsage
    errors: tuple[GraphQLError, ...]
    explained: set[int] = field(default_factory=set[int])
    blamed: set[int] = field(default_factory=set[int])
    shared: dict[int, frozenset[str]] = field(default_factory=dict[int, frozenset[str]])

    @cached_property
    def effects(self) -> Effects:
        """Return what becomes of responses.

        A server that rejects the document gets to no argument of it.
        """
        found = self.reader.effects(self.usage.operation)
        is_rejected = bool(self.errors)
        return tuple(
            effect
            for effect in found
            if not is_rejected or effect.readability is not Readability.UNANSWERED
        )

    def effects_of(self, *causes: str) -> Effects:
        """Return the effects on responses that any of *causes* may be to blame for.

        They count as explained from then on.
        """
        found = {
            number: effect
            for number, effect in enumerate(self.effects)
            if not effect.causes.isdisjoint(causes)
        }
        self.blamed.update(found)
        return tuple(found.values())

    def reads_responses(self) -> None:
        """Compare responses, even if no change is to blame for a difference."""
        _ = self.effects

    @property
    def unexplained_effects(self) -> Effects:
        """Return the effects that no change has explained so far."""
        if self.errors or "effects" not in vars(self):
            return ()
        return tuple(
            effect
            for number, effect in enumerate(self.effects)
            if number not in self.blamed and effect.readability is not Readability.FINE
        )

    def is_rejected_at(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is rejected because of *nodes*.

        Those errors count as explained from then on.
        """
        parts = {id(part) for node in nodes for part in _parts(node)}
        found = {
            number
            for number, error in enumerate(self.errors)
            if any(id(node) in parts for node in error.nodes or ())
        }
        self.explained.update(found)
        return bool(found)

    def sent_variables(self, name: str, *, always: bool = False) -> tuple[Node, ...]:
        """Return the variables that can hold the type *name* under both schemas.

        Args:
            name: The type.
            always: Whether every value of the variable must have a value of the type.
        """
        usage = self.usage
        uses = usage.always_sent_inputs if always else usage.input_types
        return tuple(node for node in uses.of(name) if name in self._shared_types(node))

    @cached_property
    def unsendable_variables(self) -> frozenset[int]:
        """Return the variables that the server accepts no value of, by identity."""
        together = InputCompatibility(self.schemas, together=True)
        found = set[int]()
        for node in self.usage.operation.variable_definitions:
            old, new = (variable_type(schema, node) for schema in self.schemas)
            may_be_omitted = node.default_value is not None or (
                old is not None and not is_non_null(old)
            )
            if old is None or new is None or may_be_omitted:
                continue
            if not together.of_types(old, new).some:
                found.add(id(node))
        return frozenset(found)

    def still_omitted(self, nodes: Sequence[Node], coordinate: str) -> tuple[Node, ...]:
        """Return those of *nodes* that leave out the new *coordinate* as well."""
        if not nodes or self.errors:
            return tuple(nodes)
        owner, dot, member = coordinate.partition(".")
        coordinate = f"{self.reader.current_name(owner)}{dot}{member}"
        omitted = {
            id(node)
            for uses in (
                self._new_usage.omitted_input_fields,
                self._new_usage.omitted_arguments,
            )
            for node in uses.of(coordinate)
        }
        return tuple(node for node in nodes if id(node) in omitted)

    @cached_property
    def _new_usage(self) -> OperationUsage:
        return usage_of(self.schemas[1], self.usage.operation, self.reader.fragments)

    def _shared_types(self, node: Node) -> frozenset[str]:
        if id(node) not in self.shared:
            types = [
                variable_type(schema, node)
                for schema in self.schemas
                if isinstance(node, VariableDefinitionNode)
            ]
            found = [get_named_type(type_) for type_ in types if type_ is not None]
            self.shared[id(node)] = (
                self.inputs.shared_types(found[0], found[1])
                if len(found) == len(self.schemas)
                else frozenset()
            )
        return self.shared[id(node)]

    def errors_at(self, nodes: Iterable[Node]) -> list[GraphQLError]:
        """Return why the document is rejected because of anything in *nodes*."""
        parts = {id(part) for node in nodes for part in descendants(node)}
        return [
            error
            for error in self.errors
            if any(id(node) in parts for node in error.nodes or ())
        ]

    def with_unknown_members(
        self, nodes: Iterable[Node], name: str
    ) -> tuple[Node, ...]:
        """Return those of *nodes* where new members of *name* have no record."""
        type_ = self.schemas[0].type_map[name]
        return tuple(
            node
            for node in nodes
            if isinstance(node, FieldNode)
            and node.selection_set is not None
            and self.reader.has_unknown_members(node.selection_set, type_)
        )

    def knew_member(self, name: str, member: str) -> bool:
        """Return whether *member* was a possible type of *name* in the old schema."""
        type_ = self.schemas[0].type_map[name]
        return any(one.name == member for one in members_of(self.schemas[0], type_))

    def is_rejected_below(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is rejected because of anything in *nodes*."""
        return self.is_rejected_at(part for node in nodes for part in descendants(node))

    @property
    def unexplained(self) -> list[GraphQLError]:
        """Return the errors that no change has explained so far."""
        return [
            error
            for number, error in enumerate(self.errors)
            if number not in self.explained
        ]


def check_operations(
    old: GraphQLSchema,
    new: GraphQLSchema,
    operations: Iterable[OperationDefinitionNode],
    fragments: Fragments,
    *,
    changes: Iterable[Change],
    are_valid: bool = False,
) -> list[CheckedOperation]:
    """Return each of *operations* that is valid for *old*.

    Args:
        old: The schema that the operations were written for.
        new: The schema that the server has.
        operations: The operations.
        fragments: The fragments that they spread, by name.
        changes: Every change from *old* to *new*.
        are_valid: Whether all are known to be valid for *old*.
    """
    # graphql-core has no rule against operations whose root type is missing.
    rooted = [one for one in operations if old.get_root_type(one.operation) is not None]
    valid = rooted if are_valid else valid_operations(old, rooted, fragments)
    usages = [usage_of(old, operation, fragments) for operation in valid]
    schemas = old, new
    errors = refusals(schemas, usages, fragments, changes)
    inputs, reader = InputCompatibility(schemas), ResponseReader(schemas, fragments)
    return [
        CheckedOperation(schemas, inputs, reader, usage, refused)
        for usage, refused in zip(usages, errors, strict=True)
    ]


def _parts(node: Node) -> list[Node]:
    return descendants(node) if isinstance(node, _ATOMIC_NODES) else [node]
