"""Unions and interfaces that accept member types which the schema did not list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from udacity_client.runtime.drift_events import UnknownMember, record_drift

_KEY: Final = "__typename"
_UNKNOWN: Final = ""  # no GraphQL name is empty, so no member type has this tag
_NOT_A_MEMBER: Final = "Input should be an object with the name of its type"


@dataclass(frozen=True, slots=True)
class OpenUnion:
    """A pydantic annotation: a union of records, chosen by `__typename`, kept open.

    It annotates `A | B | UnknownMember`. An object whose type is not among the records
    becomes an `UnknownMember` and is recorded as drift. One of a known type with fields
    that do not fit is an error. `test_unions.py` holds both.

    Attributes:
        type_name: The union or interface in the schema.
        types: The types that each record reads, in the order of the annotation. `None`
            stands for all others, unknown ones included; there is no `UnknownMember`
            then. If empty, each record reads the type that its `typename__` names.
    """

    type_name: str
    types: tuple[tuple[str, ...] | None, ...] = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of a tagged union with one more tag for unknown types.

        Pydantic's own discriminator refuses unknown tags. A validator around a closed
        union could catch that, but it would receive the JSON as Python objects, and
        strict models refuse those: in Python, a string is not a `datetime`.
        """
        tagged = self.members(source)
        choices: dict[Any, CoreSchema] = {
            tag: handler.generate_schema(member) for tag, (member, _) in tagged.items()
        }
        choices[_UNKNOWN] = core_schema.no_info_plain_validator_function(
            self._decode_unknown,
            serialization=core_schema.plain_serializer_function_ser_schema(_serialize),
        )
        by_type = {
            name: tag for tag, (_, names) in tagged.items() for name in names or ()
        }
        by_class = {member: tag for tag, (member, _) in tagged.items()}
        has_rest = any(names is None for _, names in tagged.values())
        rest = self.type_name if has_rest else _UNKNOWN
        return core_schema.tagged_union_schema(
            choices,
            _chooser(by_type, by_class, rest),
            custom_error_type="union_member",
            custom_error_message=_NOT_A_MEMBER,
        )

    def members(
        self, source: object
    ) -> Mapping[str, tuple[type[BaseModel], tuple[str, ...] | None]]:
        """Return the records of the annotation *source*, each with the types it reads.

        The keys are pydantic's tags, which stand in the places of its errors.
        """
        records = [one for one in get_args(source) if one is not UnknownMember]
        types = self.types or tuple(map(_types_of, records))
        return {
            names[0] if names else self.type_name: (record, names)
            for record, names in zip(records, types, strict=True)
        }

    def _decode_unknown(self, value: object) -> UnknownMember:
        if isinstance(value, UnknownMember):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError("union_member", _NOT_A_MEMBER)
        data = cast("dict[str, object]", value)
        member = UnknownMember(str(data.get(_KEY, "")), data)
        if member.typename:
            record_drift("unknown_union_member", self.type_name, member.typename)
        return member


def _chooser(
    by_type: Mapping[str, str], by_class: Mapping[type[Any], str], rest: str
) -> Callable[[object], str | None]:
    """Return what tells the tag of a JSON object, a record or an `UnknownMember`."""
    # Under a condition, an object may come without its type.
    nameless = rest if any(map(_may_lack_typename, by_class)) else None

    def choose(value: object) -> str | None:
        # For None, pydantic raises the custom error.
        if isinstance(value, UnknownMember):
            return _UNKNOWN
        if isinstance(value, dict):
            name = cast("dict[str, object]", value).get(_KEY)
            if name is None:
                return nameless
            return by_type.get(name, rest) if isinstance(name, str) else None
        for one in type(value).__mro__:
            if one in by_class:
                return by_class[one]
        return None

    return choose


def _typename_field(member: type[BaseModel]) -> Any:
    fields = member.model_fields.values()
    return next((one for one in fields if one.validation_alias == _KEY), None)


def _types_of(member: type[BaseModel]) -> tuple[str, ...]:
    """Return the types that the literal of `typename__` names."""
    annotation = _typename_field(member).annotation
    names: list[str] = []
    waiting = [annotation]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            names.append(one)
        waiting += get_args(one)
    return tuple(names)


def _may_lack_typename(member: type[BaseModel]) -> bool:
    field = _typename_field(member)
    return field is None or not field.is_required()


def _serialize(member: UnknownMember) -> Mapping[str, object]:
    return member.data
