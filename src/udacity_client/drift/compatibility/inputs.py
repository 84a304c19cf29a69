"""Does a server that expects a new input type accept the values of the old one?

The answer for scalars and enums is graphql-core's own coercion of sample values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    Undefined,
    get_named_type,
    is_input_type,
    is_specified_scalar_type,
)

from udacity_client.codegen.custom_scalars import is_any_json
from udacity_client.drift.compatibility.defaults import has_same_default
from udacity_client.drift.compatibility.samples import (
    input_samples,
    is_valid_input,
    nullable,
)
from udacity_client.drift.compatibility.scalars import is_renamed_scalar
from udacity_client.drift.diff.compare_fields import fields_of_input, is_required
from udacity_client.schema.elements import InputValue
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
)


@dataclass(frozen=True)
class Acceptance:
    """What becomes of the values that callers of the old schema send for an input.

    Attributes:
        some: Whether the server accepts at least one of them.
        all: Whether it accepts each of them.
        same: Whether what is left out in them has the same default as before.
    """

    some: bool
    all: bool
    same: bool = True


_ALL: Final = Acceptance(some=True, all=True)
_SOME: Final = Acceptance(some=True, all=False)
_NONE: Final = Acceptance(some=False, all=False)
_NOT_COMPARED: Final = Acceptance(some=False, all=True)
"""Where the comparison of types inside themselves begins.

Values are finite: each ends in another type, so one is accepted only if its end is. An
answer only ever changes from this one to the opposite, so comparing comes to an end.
"""


def _every(found: Iterable[Acceptance]) -> Acceptance:
    """Return what becomes of values that have all these parts."""
    parts = list(found)
    return Acceptance(
        some=all(part.some for part in parts),
        all=all(part.all for part in parts),
        same=all(part.same for part in parts),
    )


def _with_absent(present: Acceptance, *, old: bool, new: bool) -> Acceptance:
    """Return the acceptance with null, or with no value at all, as a further value.

    Args:
        present: The acceptance of the other values.
        old: Whether the old type requires a value.
        new: Whether the new one does.
    """
    if old:
        return present
    return replace(present, all=False) if new else replace(present, some=True)


class InputCompatibility:
    """What a server with the new schema accepts.

    Types of the same name count as equal: a change inside one is a change of its own.
    All changes together may still leave no value that is accepted.

    Args:
        schemas: The old and the new schema.
        together: Whether types of the same name are compared as well.
    """

    def __init__(
        self,
        schemas: tuple[GraphQLSchema, GraphQLSchema],
        *,
        together: bool = False,
    ) -> None:
        self._schemas = schemas
        self._together = together
        self._known: dict[tuple[str, str], Acceptance] = {}
        self._waiting: list[tuple[GraphQLInputObjectType, GraphQLInputObjectType]] = []
        self._is_comparing = False

    def of_types(self, old: GraphQLType, new: GraphQLType) -> Acceptance:
        """Return what becomes of the values of *old* if *new* is expected.

        A single value is accepted as a list of one.
        """
        present = self._present(nullable(old), nullable(new))
        return _with_absent(present, old=is_non_null(old), new=is_non_null(new))

    def of_input(self, old: InputValue, new: InputValue) -> Acceptance:
        """Return the same for an argument or an input field, which may be left out.

        Its own default does not count.
        """
        given = self.of_types(type_of(old), type_of(new))
        return _with_absent(given, old=is_required(old), new=is_required(new))

    def of_field(
        self, old: GraphQLInputObjectType, new: GraphQLInputObjectType, name: str
    ) -> Acceptance:
        """Return what becomes of objects because of the field *name*, which both have.

        A OneOf input object has the field alone, and not null, or it leaves it out.
        """
        if not old.is_one_of:
            return self.of_input(old.fields[name], new.fields[name])
        given = self._given(old.fields[name], new.fields[name])
        if len(old.fields) == 1:
            return given
        return _with_absent(given, old=False, new=is_required(new.fields[name]))

    def accepts_without(
        self, old: GraphQLInputObjectType, new: GraphQLInputObjectType, name: str
    ) -> bool:
        """Return whether objects may be accepted that leave out the field *name*.

        A OneOf input object then has another field.
        """
        return not (old.is_one_of or new.is_one_of) or any(
            self._given(field, new.fields.get(other)).some
            for other, field in old.fields.items()
            if other != name
        )

    def of_named(self, old: GraphQLNamedType, new: GraphQLNamedType) -> Acceptance:
        """Return the same for types without lists and nullability.

        They may have the same name, and be of different kinds.
        """
        if not is_input_type(new):
            return _NONE
        if isinstance(old, GraphQLInputObjectType):
            if isinstance(new, GraphQLInputObjectType):
                return self._objects(old, new)
            return _SOME if _is_custom_scalar(new) else _NONE
        if isinstance(new, GraphQLInputObjectType):
            return _SOME if _is_custom_scalar(old) else _NONE
        return self._leaves(old, new)

    def is_unknown(self, old: GraphQLType, new: GraphQLType) -> bool:
        """Return whether only the server knows what it makes of values of *old*."""
        before, after = get_named_type(old), get_named_type(new)
        return (
            before.name != after.name
            and _is_custom_scalar(after)
            and not is_renamed_scalar(self._schemas, before, after)
        )

    def shared_types(
        self, old: GraphQLNamedType, new: GraphQLNamedType
    ) -> frozenset[str]:
        """Return the types inside *old* that are at the same places inside *new*."""
        waiting, entered = [(old, new)], set[tuple[str, str]]()
        while waiting:
            before, after = waiting.pop()
            if (before.name, after.name) in entered:
                continue
            entered.add((before.name, after.name))
            fields = fields_of_input(before), fields_of_input(after)
            waiting += [
                (named_type(fields[0][name]), named_type(fields[1][name]))
                for name in fields[0].keys() & fields[1].keys()
            ]
        return frozenset(before for before, after in entered if before == after)

    def _present(self, old: GraphQLType, new: GraphQLType) -> Acceptance:
        if is_list(old) and is_list(new):
            items = self.of_types(inside(old), inside(new))
            return replace(items, some=True)  # an empty list
        if is_list(new):
            return self._present(old, nullable(inside(new)))
        before, after = get_named_type(old), get_named_type(new)
        if is_list(old):
            return _SOME if _is_custom_scalar(after) else _NONE
        if before.name == after.name and not self._together:
            return _ALL
        return self.of_named(before, after)

    def _leaves(self, old: GraphQLNamedType, new: GraphQLNamedType) -> Acceptance:
        if self._is_kept(old, new):
            return _ALL
        if _is_custom_scalar(new) or is_any_json(old):
            return _SOME  # no schema says what it accepts, or what callers send
        if isinstance(new, GraphQLEnumType) and _sends_text(old):
            return _SOME
        found = [is_valid_input(new, value) for value in input_samples(old)]
        return Acceptance(some=any(found), all=all(found))

    def _is_kept(self, old: GraphQLNamedType, new: GraphQLNamedType) -> bool:
        """Return whether *new* is a scalar that has the values of *old*."""
        if old.name == new.name and isinstance(new, GraphQLScalarType):
            # An enum that became a scalar is assumed to keep its values.
            return isinstance(old, GraphQLEnumType | GraphQLScalarType)
        return is_renamed_scalar(self._schemas, old, new)

    def _objects(
        self, old: GraphQLInputObjectType, new: GraphQLInputObjectType
    ) -> Acceptance:
        key = old.name, new.name
        if key not in self._known:
            self._known[key] = _NOT_COMPARED
            self._waiting.append((old, new))
            if not self._is_comparing:
                self._compare_waiting()
        return self._known[key]

    def _compare_waiting(self) -> None:
        """Compare what waits, and again until no answer changes.

        The types inside wait as well: they may be nested deeper than Python's stack. An
        answer rests on theirs, and they are found last, so they are compared first.
        """
        self._is_comparing = True
        for pair in self._waiting:  # it grows meanwhile
            self._changes_answer(*pair)
        while sum(self._changes_answer(*pair) for pair in reversed(self._waiting)):
            pass
        self._waiting.clear()
        self._is_comparing = False

    def _changes_answer(
        self, old: GraphQLInputObjectType, new: GraphQLInputObjectType
    ) -> bool:
        """Compare two types, and return whether the answer is another than before."""
        key = old.name, new.name
        before, self._known[key] = self._known[key], self._compare_objects(old, new)
        return self._known[key] != before

    def _compare_objects(
        self, old: GraphQLInputObjectType, new: GraphQLInputObjectType
    ) -> Acceptance:
        if new.is_one_of and not old.is_one_of:
            return self._single(old, new)
        if old.is_one_of:
            return self._one_of(old, new)
        added = [new.fields[name] for name in new.fields.keys() - old.fields.keys()]
        fields = [
            self._field(field, new.fields.get(name))
            for name, field in old.fields.items()
        ]
        return _every([*fields, *(_NONE for one in added if is_required(one))])

    def _field(self, old: InputValue, new: InputValue | None) -> Acceptance:
        if new is None:
            return _NONE if is_required(old) else _SOME
        found = self.of_input(old, new)
        is_same = is_required(old) or has_same_default(old, new)
        return replace(found, same=found.same and is_same)

    def _given(self, old: InputValue, new: InputValue | None) -> Acceptance:
        """Return what becomes of a field that has a value, which is not null."""
        if new is None:
            return _NONE
        return self._present(nullable(type_of(old)), nullable(type_of(new)))

    def _one_of(
        self, old: GraphQLInputObjectType, new: GraphQLInputObjectType
    ) -> Acceptance:
        """Compare an object that callers give exactly one field of."""
        given = [
            self._given(field, new.fields.get(name))
            if not any(is_required(f) for n, f in new.fields.items() if n != name)
            else _NONE
            for name, field in old.fields.items()
        ]
        gets_default = any(
            new.fields[name].default_value is not Undefined
            for name in old.fields.keys() & new.fields.keys()
        )
        return Acceptance(
            some=any(one.some for one in given),
            all=all(one.all for one in given),
            same=all(one.same for one in given)
            and (len(given) == 1 or not gets_default),
        )

    def _single(
        self, old: GraphQLInputObjectType, new: GraphQLInputObjectType
    ) -> Acceptance:
        """Compare an object that the server now accepts exactly one field of."""
        required = [name for name, field in old.fields.items() if is_required(field)]
        able = required or [*old.fields]
        given = [self._given(old.fields[name], new.fields.get(name)) for name in able]
        if len(required) > 1:
            return _NONE
        has_default = any(
            field.default_value is not Undefined for field in old.fields.values()
        )
        return Acceptance(
            some=any(one.some for one in given),
            all=len(required) == len(old.fields) == 1 and given[0].all,
            same=all(one.same for one in given) and not has_default,
        )


def _is_custom_scalar(type_: GraphQLNamedType) -> bool:
    return isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_)


def _sends_text(type_: GraphQLNamedType) -> bool:
    return not isinstance(type_, GraphQLEnumType) and any(
        isinstance(value, str) for value in input_samples(type_)
    )
