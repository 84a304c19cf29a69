"""Base classes of generated records and inputs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Self,
    TypeVar,
    cast,
)

from pydantic import (
    AliasGenerator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema
from typing_extensions import override

from udacity_client.errors import InputError, ReadOnlyError
from udacity_client.runtime.annotations import types_in
from udacity_client.runtime.argument_names import current_argument_names
from udacity_client.runtime.custom_scalars import Scalar
from udacity_client.runtime.deep_models import deep_schema
from udacity_client.runtime.held_secrets import secrets_in
from udacity_client.runtime.open_enum import OpenEnum
from udacity_client.runtime.unset import UNSET

ItemT = TypeVar("ItemT")


def camel_case(name: str) -> str:
    """Return the response key of the field *name*, unless its class gives another.

    The generator calls the same function, so it knows when to give another. Pydantic's
    `to_camel` may change, and joins digits in its own way.
    """
    if name == "typename__":
        return "__typename"
    head, *words = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in words)


INTS: Final = range(-(2**31), 2**31)
"""The values of `Int`: 32 bits (GraphQL, 3.5.1)."""


class _Guarded(BaseModel, frozen=True):
    """A frozen model that cannot be pickled with a secret in it: a pickle shows it."""

    # Pydantic would look for names that the module defines further down among those of
    # whoever uses the class first, who may have another class of that name.
    @override
    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 0,
        _types_namespace: Mapping[str, Any] | None = None,
    ) -> bool | None:
        return super().model_rebuild(
            force=force,
            raise_errors=raise_errors,
            _parent_namespace_depth=0,
            _types_namespace=_types_namespace,
        )

    # Not for type checkers, which know `frozen`. Pydantic's own error shows the value.
    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            if _may_change(self, name):
                super().__setattr__(name, value)
                return
            # A traceback may list this frame's locals.
            del value
            raise _read_only(self, name, "set")

        def __delattr__(self, name: str) -> None:
            if not _may_change(self, name):
                raise _read_only(self, name, "deleted")
            super().__delattr__(name)

    def __getstate__(self) -> dict[Any, Any]:
        if any(True for _ in secrets_in(vars(self))):
            message = (
                f"{type(self).__name__} holds a secret and is not pickled; pass on "
                "what you need of it."
            )
            raise TypeError(message)
        return super().__getstate__()


def _may_change(model: _Guarded, name: str) -> bool:
    """Return whether pydantic allows it: private attributes, and a thawed subclass."""
    return name.startswith("_") or not model.model_config.get("frozen")


def _read_only(model: _Guarded, name: str, done: str) -> ReadOnlyError:
    kind = type(model).__name__
    advice = f"make another {kind} with the values that you want"
    if isinstance(model, Record):
        advice = f"make a changed copy with model_copy(update={{{name!r}: ...}})"
    message = f"A {kind} cannot be changed, so {name} was not {done}; {advice}."
    return ReadOnlyError(message)


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

    def _repr_html_(self) -> str:
        from udacity_client.runtime import notebook  # noqa: PLC0415 - start-up

        return notebook.fields_table(self)


class Input(_Guarded, frozen=True):
    """Base class of input objects. A field left out, or given as `UNSET`, is not sent.

    Nothing is converted. A field takes what its annotation says: enum members, not
    their values; lists, not tuples; `datetime` objects with an offset, `Duration` and
    `SecretStr` objects, not strings. Only an int is taken for a float, as type checkers
    do. JSON has no NaN and no infinity, so no float may be one. Fields are given by
    their Python names and written by their GraphQL names; JSON written with
    `by_alias=False` can be read again.

    Raises:
        InputError: A value is not what its field takes.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="forbid",
        alias_generator=AliasGenerator(serialization_alias=camel_case),
        allow_inf_nan=False,
        # What `model_copy` puts back: not null, which may clear a value on the server.
        ser_json_inf_nan="constants",
        hide_input_in_errors=True,
        serialize_by_alias=True,
        protected_namespaces=(),
        # `model_copy` and `model_construct` check nothing, and lists can be changed.
        revalidate_instances="always",
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return deep_schema(cls, source, handler)

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

                names = current_argument_names()
                failure = make_input_error(type(self), values, error, names)
            except RecursionError:
                kind = type(self).__name__
                failure = InputError(
                    f"A value in {kind} is nested too deeply, or holds itself."
                )
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
    def _refuse_what_no_server_takes(
        cls, value: object, info: core_schema.ValidationInfo
    ) -> object:
        if info.field_name in _int_fields(cls):
            for number in _items(value, int):
                if number not in INTS:
                    message = f"{number} is not from {INTS[0]} to {INTS[-1]}"
                    raise ValueError(message)
        for member in _items(value, OpenEnum):
            if not member.is_known:
                message = (
                    f"{member.value!r} is not a value of {type(member).__name__} that "
                    f"this client can send; it knows {', '.join(type(member))}"
                )
                raise ValueError(message)
        return value


class OneOfInput(Input, frozen=True):
    """Base class of input objects of which exactly one field is given (`@oneOf`)."""

    @model_validator(mode="after")
    def _validate_count(self) -> Self:
        self._require_one()
        return self

    @model_serializer(mode="wrap")
    def _serialize_given_fields(
        self, serialize: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        self._require_one()
        return super()._serialize_given_fields(serialize)

    def _require_one(self) -> None:
        # `model_copy` does not validate, so it can put null and `UNSET` back.
        given = [
            name
            for name in self.model_fields_set
            if getattr(self, name) is not None and getattr(self, name) is not UNSET
        ]
        if len(given) != 1:
            count = f"{len(given)} were" if given else "none was"
            message = (
                f"{type(self).__name__} takes exactly one of its fields, and {count} "
                f"given; choose from {', '.join(type(self).model_fields)}"
            )
            raise ValueError(message)


class Variables(Input, frozen=True):
    """Base class of the models of operations' variables; see `variables.py`."""


def _items(value: object, kind: type[ItemT]) -> list[ItemT]:
    """Return the values of *kind* in a field's value: itself, or items of lists."""
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [found for item in items for found in _items(item, kind)]
    return [value] if isinstance(value, kind) else []


@cache
def _int_fields(model: type[Input]) -> frozenset[str]:
    """Return the fields of *model* that hold an `Int`, not a scalar that is an int."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if not any(isinstance(one, Scalar) for one in field.metadata)
        and int in types_in(field.annotation)
    )
