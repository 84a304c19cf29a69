"""Generate small variables that the old schema allows and the new one may reject."""

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

from udacity_client.drift.compatibility.samples import (
    input_samples,
    is_valid_input,
    nullable,
)
from udacity_client.drift.diff.compare_fields import fields_of_input, is_required
from udacity_client.drift.witness.targets import ChangedInput
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
    variable_type,
)

_NO_TYPES: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class VariablesGenerator:
    """A generator of variables that callers of the old schema may send.

    Attributes:
        old: The schema that callers know.
        new: The server's schema.
    """

    old: GraphQLSchema
    new: GraphQLSchema

    def minimal(self, operation: OperationDefinitionNode) -> dict[str, object]:
        """Return as few variables as *operation* needs.

        They are valid for the new schema, too, if possible.
        """
        return {
            node.variable.name.value: self._valid(*types)
            for node in operation.variable_definitions
            if node.default_value is None
            and (types := self._types(node))
            and is_non_null(types[0])
        }

    def changed(
        self,
        operation: OperationDefinitionNode,
        node: VariableDefinitionNode,
        changed: ChangedInput,
    ) -> Iterator[dict[str, object]]:
        """Yield the minimal variables, varied where *changed* is in *node*."""
        types = self._types(node)
        path = self._path(types[0], changed.owner) if types else None
        if types is None or path is None:
            return
        minimal, name = self.minimal(operation), node.variable.name.value
        for value in self._varied(*types, path, changed):
            yield {**minimal, name: value}

    def with_values(
        self, operation: OperationDefinitionNode, node: VariableDefinitionNode
    ) -> Iterator[dict[str, object]]:
        """Yield the minimal variables with each small value for the variable *node*."""
        types = self._types(node)
        if types is not None:
            for value in self._values(*types):
                yield {**self.minimal(operation), node.variable.name.value: value}

    def _types(
        self, node: VariableDefinitionNode
    ) -> tuple[GraphQLType, GraphQLType] | None:
        before, after = (variable_type(one, node) for one in (self.old, self.new))
        return (before, after or before) if before is not None else None

    # Valid values

    def _valid(
        self, old: GraphQLType, new: GraphQLType, within: frozenset[str] = _NO_TYPES
    ) -> object:
        """Return the smallest value that is valid; if none is, the smallest."""
        return _first_valid(self._values(old, new, within), new)

    def _values(
        self, old: GraphQLType, new: GraphQLType, within: frozenset[str] = _NO_TYPES
    ) -> Iterator[object]:
        """Yield small values of *old*, the smallest first.

        Lists have no items of the types *within* which they are: that might never end.
        """
        if not is_non_null(old):
            yield None
        before, after = nullable(old), nullable(new)
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
            yield from input_samples(named)

    def _object(
        self,
        old: GraphQLInputObjectType,
        new: object,
        within: frozenset[str] = _NO_TYPES,
    ) -> dict[str, object]:
        """Return an object with the fields of *old* that either schema requires."""
        new_fields = fields_of_input(new)
        needed = [
            name
            for name, field in fields_of_input(old).items()
            if is_required(field)
            or (name in new_fields and is_required(new_fields[name]))
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
        within: frozenset[str] = _NO_TYPES,
    ) -> object:
        """Return a value of a field that is not null, if there is one."""
        before, after = _field_types(old, new, name)
        if get_named_type(before).name in within and not is_list(nullable(before)):
            return None
        values = self._values(before, after, within)
        return _first_valid((one for one in values if one is not None), after)

    # Values around the change

    def _path(self, root: GraphQLType, owner: str) -> tuple[str, ...] | None:
        """Return the fields that lead from *root* to *owner*, as few as possible."""
        waiting = [(get_named_type(root), tuple[str, ...]())]
        entered = set[str]()
        for type_, path in waiting:
            if type_.name == owner:
                return path
            if type_.name in entered or not isinstance(type_, GraphQLInputObjectType):
                continue
            entered.add(type_.name)
            waiting += [
                (named_type(field), (*path, name))
                for name, field in type_.fields.items()
            ]
        return None

    def _varied(
        self,
        old: GraphQLType,
        new: GraphQLType,
        path: tuple[str, ...],
        changed: ChangedInput,
    ) -> Iterator[object]:
        """Yield variations of the smallest value at the end of *path*."""
        before, after = nullable(old), nullable(new)
        if is_list(before):
            item = inside(after) if is_list(after) else after
            for value in self._varied(inside(before), item, path, changed):
                yield [value]
            return
        named = get_named_type(before), get_named_type(after)
        if not path:
            yield from self._varied_here(*named, changed)
        elif isinstance(named[0], GraphQLInputObjectType):
            holder, name = named[0], path[0]
            whole = self._object(holder, named[1])
            types = _field_types(holder, named[1], name)
            for value in self._varied(*types, path[1:], changed):
                yield _with(holder, whole, name, value)

    def _varied_here(
        self, old: object, new: object, changed: ChangedInput
    ) -> Iterator[object]:
        if not isinstance(old, GraphQLInputObjectType):
            values = input_samples(self.old.type_map[changed.owner])
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
        """Yield the smallest object without *name*, if callers may leave it out."""
        others = [key for key in old.fields if key != name]
        if old.is_one_of:
            yield from ({key: self._field(old, new, key)} for key in others)
        elif not is_required(old.fields[name]):
            whole = self._object(old, new)
            yield {key: value for key, value in whole.items() if key != name}

    def _combined(
        self, old: GraphQLInputObjectType, new: object
    ) -> Iterator[dict[str, object]]:
        """Yield the smallest object, and what one or two more fields make of it."""
        whole = self._object(old, new)
        for count in range(3):
            for names in combinations(old.fields, count):
                yield whole | {name: self._field(old, new, name) for name in names}


def _field_types(
    old: GraphQLInputObjectType, new: object, name: str
) -> tuple[GraphQLType, GraphQLType]:
    """Return a field's types; a field that the new schema lacks counts as unchanged."""
    before = fields_of_input(old)[name]
    after = fields_of_input(new).get(name) or before
    return type_of(before), type_of(after)


def _with(
    type_: GraphQLInputObjectType, whole: dict[str, object], name: str, value: object
) -> dict[str, object]:
    """Return *whole* with a field set; a OneOf input object has this field only."""
    return {name: value} if type_.is_one_of else {**whole, name: value}


def _first_valid(values: Iterator[object], type_: GraphQLType) -> object:
    rejected = list[object]()
    for value in values:
        if is_valid_input(type_, value):
            return value
        rejected.append(value)
    return rejected[0] if rejected else None
