"""Be the base of generated records and inputs; the runtime's only pydantic module."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    PlainSerializer,
    SecretStr,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from udacity_client.runtime.open_enum import OpenEnum
from udacity_client.runtime.scalars import RFC3339
from udacity_client.runtime.unset import UNSET

REVEALED = "revealed"
"""The key of the serialization context in which secrets are written in full.

Its value is a list that receives each secret written, so that the sender can keep them
out of what it prints.
"""


class _Guarded(BaseModel, frozen=True):
    """Refuse to be pickled with a secret in it, for a pickle would spell it out."""

    def __getstate__(self) -> dict[Any, Any]:
        if any(isinstance(value, SecretStr) for value in vars(self).values()):
            message = (
                f"{type(self).__name__} holds a secret and is not pickled; pass on "
                "what you need of it."
            )
            raise TypeError(message)
        return super().__getstate__()


# `frozen` is a class keyword, here and in generated code, because type checkers do not
# look into a configuration.
class Record(_Guarded, frozen=True):
    """Hold a record that the API returned; it cannot be changed."""

    # Values may be personal data, so that no error message shows them.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="ignore",
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    # The set may be that of many records, see `makers`.
    @property
    def model_fields_set(self) -> set[str]:
        """Return a copy of the names of the fields that the answer gave."""
        return set(super().model_fields_set)


class Input(_Guarded, frozen=True):
    """Hold an input object; what was left out, or given as `UNSET`, is not sent.

    A field takes what its annotation says and nothing that might be made into it: enum
    members, not their values; lists, not tuples; `datetime` objects with an offset,
    `Duration` and `SecretStr` objects, not text. An int will do for a float, as it does
    for type checkers. Fields answer to their Python names only: JSON is written in
    the names of the wire, and is read again where it was made with `by_alias=False`.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="forbid",
        hide_input_in_errors=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_unset(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        given = cast("dict[str, object]", values)
        return {name: value for name, value in given.items() if value is not UNSET}

    @model_serializer(mode="wrap")
    def _send_what_was_given(
        self, write: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        written = cast("dict[str, object]", write(self))
        for name, field in type(self).model_fields.items():
            if name not in self.model_fields_set or getattr(self, name) is UNSET:
                written.pop(name, None)
                written.pop(field.serialization_alias or name, None)
        return written

    @field_validator("*", mode="after")
    @classmethod
    def _refuse_unknown_values(cls, value: object) -> object:
        for member in _members(value):
            if not member.is_known:
                message = (
                    f"{member.value!r} is not a value of {type(member).__name__} that "
                    f"this client can send; it knows {', '.join(type(member))}"
                )
                raise ValueError(message)
        return value


def _members(value: object) -> list[OpenEnum]:
    """Return the enum members in a field's value, which may be a list of them."""
    many = cast("list[object]", value) if isinstance(value, list) else [value]
    return [member for member in many if isinstance(member, OpenEnum)]


def _time_schema(_source: object, _handler: object) -> CoreSchema:
    # Pydantic alone takes "1700000000" and dates without a time in JSON for a datetime.
    text = core_schema.chain_schema(
        [
            core_schema.str_schema(pattern=RFC3339),
            core_schema.datetime_schema(tz_constraint="aware", strict=False),
        ]
    )
    aware = core_schema.datetime_schema(tz_constraint="aware", strict=True)
    return core_schema.json_or_python_schema(json_schema=text, python_schema=aware)


def _secret_schema(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    # Pydantic alone takes text for a secret, in its strict mode too.
    return core_schema.json_or_python_schema(
        json_schema=handler(source),
        python_schema=core_schema.is_instance_schema(SecretStr),
    )


def _reveal(secret: SecretStr, info: SerializationInfo[Any]) -> str:
    context = cast("dict[str, list[str]]", info.context or {})
    if REVEALED not in context:
        return str(secret)
    context[REVEALED].append(secret.get_secret_value())
    return secret.get_secret_value()


if TYPE_CHECKING:
    Time = datetime
    Secret = SecretStr
else:
    Time = Annotated[datetime, GetPydanticSchema(_time_schema)]
    """An aware `datetime`, in RFC 3339 on the wire."""
    Secret = Annotated[
        SecretStr,
        GetPydanticSchema(_secret_schema),
        PlainSerializer(_reveal, when_used="json"),
    ]
    """A value that prints as asterisks, in dumps too; only requests reveal it."""
