"""Let unions and interfaces meet member types that the schema did not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from udacity_client.runtime.drift_events import UnknownMember, record_drift

_TYPENAME = "typename__"
_UNKNOWN = ""  # no name of GraphQL is empty
_NO_MEMBER = "Input should be an object with the name of its type"


@dataclass(frozen=True, slots=True)
class OpenUnion:
    """Tell pydantic to read a union of records by `typename__`, and to leave it open.

    It annotates `A | B | UnknownMember`. A member type that is not among the records
    becomes an `UnknownMember` and is noted; one that is, but does not fit, fails.

    Attributes:
        type_name: The union or interface in the schema.
    """

    type_name: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of a union that chooses by name before it reads.

        A validator around a closed union would do too, but hands it Python objects,
        for which strictness means something else than for JSON.
        """
        choices: dict[Any, CoreSchema] = {
            name: handler.generate_schema(member)
            for member in get_args(source)
            if member is not UnknownMember
            for name in get_args(_typename_of(member))
        }
        choices[_UNKNOWN] = core_schema.no_info_plain_validator_function(
            self._read_unknown,
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
        )

        def choose(value: object) -> str | None:
            name = _name_in(value)
            return name if name is None or name in choices else _UNKNOWN

        return core_schema.tagged_union_schema(
            choices,
            choose,
            custom_error_type="union_member",
            custom_error_message=_NO_MEMBER,
        )

    def _read_unknown(self, value: object) -> UnknownMember:
        if isinstance(value, UnknownMember):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError("union_member", _NO_MEMBER)
        data = cast("dict[str, object]", value)
        member = UnknownMember(str(data[_TYPENAME]), data)
        record_drift("unknown_union_member", self.type_name, member.typename)
        return member


def _typename_of(member: type[BaseModel]) -> object:
    return member.model_fields[_TYPENAME].annotation


def _name_in(value: object) -> str | None:
    """Return the type name that *value*, JSON or a member, has."""
    if isinstance(value, UnknownMember):
        return _UNKNOWN
    if isinstance(value, dict):
        name: object = cast("dict[str, object]", value).get(_TYPENAME)
    else:
        name = getattr(value, _TYPENAME, None)
    return name if isinstance(name, str) else None


def _written(member: UnknownMember) -> Mapping[str, object]:
    return member.data
