"""Base classes of generated records and inputs; the field types `Time` and `Secret`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeAlias, cast

from pydantic import (
    AliasGenerator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    JsonValue,
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
"""The key in pydantic's serialization context that has secrets written in full.

Its value is a list. Each secret written is added to it, so the sender knows what to
mask in logs and errors.
"""


def camel_case(name: str) -> str:
    """Return the response key of the field *name*, unless its class gives another.

    The generator calls the same function, so it knows when to give another. Pydantic's
    `to_camel` may change, and joins digits in its own way.
    """
    if name == "typename__":
        return "__typename"
    head, *words = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in words)


class _Guarded(BaseModel, frozen=True):
    """A frozen model that cannot be pickled with a secret in it: a pickle shows it."""

    def __getstate__(self) -> dict[Any, Any]:
        if any(isinstance(value, SecretStr) for value in vars(self).values()):
            message = (
                f"{type(self).__name__} holds a secret and is not pickled; pass on "
                "what you need of it."
            )
            raise TypeError(message)
        return super().__getstate__()


# `frozen` is a class keyword, here and in generated code, because type checkers do not
# look into `model_config`.
class Record(_Guarded, frozen=True):
    """Base class of what the API returns. Records cannot be changed.

    They are read by the API's names and made by Python names. With `by_alias=True`,
    they are written by the API's names as well.
    """

    # Aliases of both kinds, not `alias`, which type checkers take for the name in the
    # constructor. Values may be personal data, so error messages do not show them.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="ignore",
        alias_generator=AliasGenerator(
            validation_alias=camel_case, serialization_alias=camel_case
        ),
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    # A copy, as many records may share one set; see `protocol/decoding/records.py`.
    @property
    def model_fields_set(self) -> set[str]:
        """The names of the fields that the response held."""
        return set(super().model_fields_set)


class Input(_Guarded, frozen=True):
    """Base class of input objects. A field left out, or given as `UNSET`, is not sent.

    Nothing is converted. A field takes what its annotation says: enum members, not
    their values; lists, not tuples; `datetime` objects with an offset, `Duration` and
    `SecretStr` objects, not strings. Only an int is taken for a float, as type checkers
    do. Fields are given by their Python names and written by their GraphQL names; JSON
    written with `by_alias=False` can be read again.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="forbid",
        alias_generator=AliasGenerator(serialization_alias=camel_case),
        hide_input_in_errors=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_unset(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        given = cast("dict[str, object]", values)
        return {name: value for name, value in given.items() if value is not UNSET}

    @model_serializer(mode="wrap")
    def _serialize_given_fields(
        self, serialize: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        written = cast("dict[str, object]", serialize(self))
        for name, field in type(self).model_fields.items():
            # `model_copy` does not validate, so it can put `UNSET` back.
            if name not in self.model_fields_set or getattr(self, name) is UNSET:
                written.pop(name, None)
                written.pop(field.serialization_alias or name, None)
        return written

    @field_validator("*", mode="after")
    @classmethod
    def _refuse_unknown_values(cls, value: object) -> object:
        for member in _enum_members(value):
            if not member.is_known:
                message = (
                    f"{member.value!r} is not a value of {type(member).__name__} that "
                    f"this client can send; it knows {', '.join(type(member))}"
                )
                raise ValueError(message)
        return value


class OneOfInput(Input, frozen=True):
    """Base class of input objects of which exactly one field is given, and not null."""

    @model_validator(mode="after")
    def _has_one_field(self) -> Self:
        given = [n for n in self.model_fields_set if getattr(self, n) is not UNSET]
        if len(given) != 1 or getattr(self, given[0]) is None:
            names = ", ".join(type(self).model_fields)
            message = f"exactly one of these must be given, and not be None: {names}"
            raise ValueError(message)
        return self


def _enum_members(value: object) -> list[OpenEnum]:
    """Return the enum members in a field's value: itself, or the items of a list."""
    many = cast("list[object]", value) if isinstance(value, list) else [value]
    return [member for member in many if isinstance(member, OpenEnum)]


def _time_schema(_source: object, _handler: object) -> CoreSchema:
    # In JSON, pydantic alone also accepts "1700000000" and a date without a time.
    text = core_schema.chain_schema(
        [
            core_schema.str_schema(pattern=RFC3339),
            core_schema.datetime_schema(tz_constraint="aware", strict=False),
        ]
    )
    aware = core_schema.datetime_schema(tz_constraint="aware", strict=True)
    return core_schema.json_or_python_schema(json_schema=text, python_schema=aware)


def _secret_schema(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    # Pydantic alone accepts a string for a secret, even in strict mode.
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


def _json_schema(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    # In JSON, anything is JSON: fast decoders need not look into it.
    return core_schema.json_or_python_schema(
        json_schema=core_schema.any_schema(), python_schema=handler(source)
    )


if TYPE_CHECKING:
    Json: TypeAlias = JsonValue
    Time = datetime
    Secret = SecretStr
else:
    Json = Annotated[JsonValue, GetPydanticSchema(_json_schema)]
    """A value of a scalar without a Python type: any JSON."""
    Time = Annotated[datetime, GetPydanticSchema(_time_schema)]
    """An aware `datetime`, written as RFC 3339 in JSON."""
    Secret = Annotated[
        SecretStr,
        GetPydanticSchema(_secret_schema),
        PlainSerializer(_reveal, when_used="json"),
    ]
    """A string that prints as asterisks, in dumps too; only requests reveal it."""
