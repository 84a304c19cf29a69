"""Base classes of generated records and inputs; the field types `Time` and `Secret`."""

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
    ValidationError,
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
    """Base class of what the API returns. Records cannot be changed."""

    # Values may be personal data, so error messages do not show them.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="ignore",
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

    Raises:
        InputError: A value is not what its field takes.
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
    def _drop_unset(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        given = cast("dict[str, object]", values)
        return {name: value for name, value in given.items() if value is not UNSET}

    # Type checkers read the fields as the arguments, and would take these instead.
    if not TYPE_CHECKING:

        def __init__(self, /, **values: object) -> None:
            try:
                super().__init__(**values)
            except ValidationError as error:
                from udacity_client.runtime.input_errors import (  # noqa: PLC0415 - start-up
                    make_input_error,
                )

                failure = make_input_error(type(self), values, error)
            else:
                return
            # Outside the handler: as a context, the first error would print as well.
            raise failure

        # Else pydantic calls it to read JSON too, and has no strict values for it.
        __init__.__pydantic_base_init__ = True

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


if TYPE_CHECKING:
    Time = datetime
    Secret = SecretStr
else:
    Time = Annotated[datetime, GetPydanticSchema(_time_schema)]
    """An aware `datetime`, written as RFC 3339 in JSON."""
    Secret = Annotated[
        SecretStr,
        GetPydanticSchema(_secret_schema),
        PlainSerializer(_reveal, when_used="json"),
    ]
    """A string that prints as asterisks, in dumps too; only requests reveal it."""
