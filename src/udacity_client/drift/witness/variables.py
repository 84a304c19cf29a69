"""Make up the smallest variables that one schema allows and another one may refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_named_type,
)

from udacity_client.drift.diff.compare import fields_of_input, is_required
from udacity_client.drift.witness.coercion import takes_value
from udacity_client.drift.witness.samples import sent_leaves
from udacity_client.drift.witness.targets import Changed
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
    variable_type,
)

_NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Variables:
    """Make variables that callers may send, for a server of another schema.

    Attributes:
        old: The schema that callers know.
        new: The server's schema.
    """

    old: GraphQLSchema
    new: GraphQLSchema

    def least(self, operation: OperationDefinitionNode) -> dict[str, object]:
        """Return as few variables as *operation* needs, taken wherever some are."""
        return {
            node.variable.name.value: self._fit(*types)
            for node in operation.variable_definitions
            if node.default_value is None
            and (types := self._types(node))
            and is_non_null(types[0])
        }

    def odd(
        self,
        operation: OperationDefinitionNode,
        node: VariableDefinitionNode,
        changed: Changed,
    ) -> Iterator[dict[str, object]]:
        """Yield variables that differ from the least in what *changed* of *node*."""
        types = self._types(node)
        steps = self._steps(types[0], changed.owner) if types else None
        if types is None or steps is None:
            return
        least, name = self.least(operation), node.variable.name.value
        for value in self._bent(*types, steps, changed):
            yield {**least, name: value}

    def given(
        self, operation: OperationDefinitionNode, node: VariableDefinitionNode
    ) -> Iterator[dict[str, object]]:
        """Yield the least variables with each small value of the variable of *node*."""
        types = self._types(node)
        if types is not None:
            for value in self._values(*types):
                yield {**self.least(operation), node.variable.name.value: value}

    def _types(
        self, node: VariableDefinitionNode
    ) -> tuple[GraphQLType, GraphQLType] | None:
        before, after = (variable_type(one, node) for one in (self.old, self.new))
        return (before, after or before) if before is not None else None

    # What is taken

    def _fit(
        self, old: GraphQLType, new: GraphQLType, within: frozenset[str] = _NOTHING
    ) -> object:
        """Return the smallest value that is taken, or the smallest where none is."""
        return _first_taken(self._values(old, new, within), new)

    def _values(
        self, old: GraphQLType, new: GraphQLType, within: frozenset[str] = _NOTHING
    ) -> Iterator[object]:
        """Yield small values of *old*, the smallest first.

        Lists hold nothing of the types *within* which they are: that may never end.
        """
        if not is_non_null(old):
            yield None
        before, after = _present(old), _present(new)
        named = get_named_type(before)
        if is_list(before):
            yield list[object]()
            if named.name not in within:
                item = inside(after) if is_list(after) else after
                for value in self._values(inside(before), item, within):
                    yield [value]
        elif isinstance(named, GraphQLInputObjectType):
            yield self._object(named, get_named_type(after), within)
        else:
            yield from sent_leaves(named)

    def _object(
        self,
        old: GraphQLInputObjectType,
        new: object,
        within: frozenset[str] = _NOTHING,
    ) -> dict[str, object]:
        """Return what has to be in an object of *old*, and in one of *new*."""
        asked = fields_of_input(new)
        needed = [
            name
            for name, field in fields_of_input(old).items()
            if is_required(field) or (name in asked and is_required(asked[name]))
        ]
        if old.is_one_of:
            needed = [*old.fields][:1]
        entered = within | {old.name}
        return {name: self._field(old, new, name, entered) for name in needed}

    def _field(
        self,
        old: GraphQLInputObjectType,
        new: object,
        name: str,
        within: frozenset[str] = _NOTHING,
    ) -> object:
        """Return a value of a field that is not null, where it has another one."""
        before, after = _field_types(old, new, name)
        if get_named_type(before).name in within and not is_list(_present(before)):
            return None
        values = self._values(before, after, within)
        return _first_taken((one for one in values if one is not None), after)

    # What is not

    def _steps(self, root: GraphQLType, owner: str) -> tuple[str, ...] | None:
        """Return the fields that lead from *root* to *owner*, as few as there are."""
        waiting = [(get_named_type(root), tuple[str, ...]())]
        entered = set[str]()
        for type_, steps in waiting:
            if type_.name == owner:
                return steps
            if type_.name in entered or not isinstance(type_, GraphQLInputObjectType):
                continue
            entered.add(type_.name)
            waiting += [
                (named_type(field), (*steps, name))
                for name, field in type_.fields.items()
            ]
        return None

    def _bent(
        self,
        old: GraphQLType,
        new: GraphQLType,
        steps: tuple[str, ...],
        changed: Changed,
    ) -> Iterator[object]:
        """Yield values that differ from the least at the end of *steps*."""
        before, after = _present(old), _present(new)
        if is_list(before):
            item = inside(after) if is_list(after) else after
            for value in self._bent(inside(before), item, steps, changed):
                yield [value]
            return
        named = get_named_type(before), get_named_type(after)
        if not steps:
            yield from self._odd(*named, changed)
        elif isinstance(named[0], GraphQLInputObjectType):
            holder, name = named[0], steps[0]
            whole = self._object(holder, named[1])
            types = _field_types(holder, named[1], name)
            for value in self._bent(*types, steps[1:], changed):
                yield _with(holder, whole, name, value)

    def _odd(self, old: object, new: object, changed: Changed) -> Iterator[object]:
        if not isinstance(old, GraphQLInputObjectType):
            values = sent_leaves(self.old.type_map[changed.owner])
            yield from (one for one in values if changed.member in {None, one})
            return
        whole, name = self._object(old, new), changed.member
        if name is None:
            yield from self._combined(old, new)
        elif name not in old.fields:
            yield whole
        else:
            yield from self._without(old, new, name)
            for value in self._values(*_field_types(old, new, name)):
                yield _with(old, whole, name, value)

    def _without(
        self, old: GraphQLInputObjectType, new: object, name: str
    ) -> Iterator[dict[str, object]]:
        """Yield the least object that leaves *name* out, where callers may."""
        others = [key for key in old.fields if key != name]
        if old.is_one_of:
            yield from ({key: self._field(old, new, key)} for key in others)
        elif not is_required(old.fields[name]):
            whole = self._object(old, new)
            yield {key: value for key, value in whole.items() if key != name}

    def _combined(
        self, old: GraphQLInputObjectType, new: object
    ) -> Iterator[dict[str, object]]:
        """Yield the least object, and what one field or two others make of it."""
        whole = self._object(old, new)
        for count in range(3):
            for names in combinations(old.fields, count):
                yield whole | {name: self._field(old, new, name) for name in names}


def _field_types(
    old: GraphQLInputObjectType, new: object, name: str
) -> tuple[GraphQLType, GraphQLType]:
    """Return a field's types; one that the new schema lacks counts as it was."""
    before = fields_of_input(old)[name]
    after = fields_of_input(new).get(name) or before
    return type_of(before), type_of(after)


def _with(
    type_: GraphQLInputObjectType, whole: dict[str, object], name: str, value: object
) -> dict[str, object]:
    """Return *whole* with a field set, or with it alone where there can be one only."""
    return {name: value} if type_.is_one_of else {**whole, name: value}


def _first_taken(values: Iterator[object], type_: GraphQLType) -> object:
    refused = list[object]()
    for value in values:
        if takes_value(type_, value):
            return value
        refused.append(value)
    return refused[0] if refused else None


def _present(type_: GraphQLType) -> GraphQLType:
    return inside(type_) if is_non_null(type_) else type_
