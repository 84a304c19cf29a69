"""Unions and interfaces that accept member types which the schema did not list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from udacity_client.runtime.drift_events import UnknownMember, record_drift

_TYPENAME = "typename__"
_UNKNOWN = ""  # no GraphQL name is empty, so no member type has this tag
_NOT_A_MEMBER = "Input should be an object with the name of its type"


@dataclass(frozen=True, slots=True)
class OpenUnion:
    """A pydantic annotation: a union of records, chosen by `typename__`, kept open.

    It annotates `A | B | UnknownMember`. An object whose type is not among the records
    becomes an `UnknownMember` and is recorded as drift. One of a known type with fields
    that do not fit is an error. `test_unions.py` holds both.

    Attributes:
        type_name: The union or interface in the schema.
    """

    type_name: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of a tagged union with one more tag for unknown types.

        Pydantic's own discriminator refuses unknown tags. A validator around a closed
        union could catch that, but it would receive the JSON as Python objects, and
        strict models refuse those: in Python, a string is not a `datetime`.
        """
        choices: dict[Any, CoreSchema] = {
            name: handler.generate_schema(member)
            for member in get_args(source)
            if member is not UnknownMember
            for name in get_args(_typename_annotation(member))
        }
        choices[_UNKNOWN] = core_schema.no_info_plain_validator_function(
            self._decode_unknown,
            serialization=core_schema.plain_serializer_function_ser_schema(_serialize),
        )

        def choose(value: object) -> str | None:
            # For None, pydantic raises the custom error below.
            name = _typename_of(value)
            return name if name is None or name in choices else _UNKNOWN

        return core_schema.tagged_union_schema(
            choices,
            choose,
            custom_error_type="union_member",
            custom_error_message=_NOT_A_MEMBER,
        )

    def _decode_unknown(self, value: object) -> UnknownMember:
        if isinstance(value, UnknownMember):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError("union_member", _NOT_A_MEMBER)
        data = cast("dict[str, object]", value)
        member = UnknownMember(str(data[_TYPENAME]), data)
        record_drift("unknown_union_member", self.type_name, member.typename)
        return member


def _typename_annotation(member: type[BaseModel]) -> object:
    return member.model_fields[_TYPENAME].annotation


def _typename_of(value: object) -> str | None:
    """Return the type name of a JSON object, a record or an `UnknownMember`."""
    if isinstance(value, UnknownMember):
        return _UNKNOWN
    if isinstance(value, dict):
        name: object = cast("dict[str, object]", value).get(_TYPENAME)
    else:
        name = getattr(value, _TYPENAME, None)
    return name if isinstance(name, str) else None


def _serialize(member: UnknownMember) -> Mapping[str, object]:
    return member.data
