"""Read and write scalars of a schema's own: with a Python type, or as any JSON.

Which scalars have a type is decided in `codegen/custom_scalars.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, cast

from pydantic import (
    GetCoreSchemaHandler,
    GetPydanticSchema,
    JsonValue,
    PydanticSchemaGenerationError,
    SerializationInfo,
    SerializerFunctionWrapHandler,
)
from pydantic_core import (
    CoreSchema,
    PydanticCustomError,
    core_schema,
    to_jsonable_python,
)

from udacity_client.errors import ConfigurationError
from udacity_client.runtime.field_types import REVEALED, TIME_WRITING
from udacity_client.runtime.held_secrets import (
    HIDDEN,
    is_secret,
    marks_of,
    secrets_in,
    text_of,
)
from udacity_client.runtime.held_values import items, walk
from udacity_client.runtime.unset import UNSET

Function: TypeAlias = Callable[[Any], object]
"""Turns JSON into a value of a scalar, or back."""

FAILURES: Final = "failures"
"""The key in pydantic's serialization context of a list for errors of `serialize`.

Else pydantic drops an error inside of a union, and writes the value in its own way.
"""


class Scalar:
    """How a scalar is read and written; it stands in `Annotated`, next to the type.

    Args:
        parse: Returns the value of what a response holds. Left out, pydantic does it.
        serialize: Returns the JSON that is sent for a value. Left out, pydantic does
            it.

    Python gives it no None, whatever the type takes: if a place takes null, its own
    annotation says so, outside of this one.
    """

    def __init__(
        self, *, parse: Function | None = None, serialize: Function | None = None
    ) -> None:
        self._parse = parse
        self._serialize = serialize

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        value = self._value_schema(source, handler)
        if self._parse is self._serialize is None and value["type"] in _NEVER_NULL:
            if value["type"] == "datetime":
                return {**value, "serialization": TIME_WRITING}
            return value
        text = value
        if self._parse is not None:
            text = core_schema.no_info_after_validator_function(
                _hiding_values(self._parse), core_schema.any_schema()
            )
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.no_info_before_validator_function(
                _not_none if self._serialize else _without_unset, value
            ),
            serialization=self._writing(),
        )

    def _writing(self) -> core_schema.SerSchema:
        if self._serialize is None:
            return core_schema.wrap_serializer_function_ser_schema(
                _write_noting_secrets, info_arg=True, when_used="json"
            )
        return core_schema.plain_serializer_function_ser_schema(
            _noting_failures(self._serialize), info_arg=True, when_used="json"
        )

    def _value_schema(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        try:
            return handler(source)
        except PydanticSchemaGenerationError:
            # pydantic does not know the class, so both functions are needed.
            if self._parse is None or self._serialize is None:
                raise
            _require_instances(source)
            return core_schema.is_instance_schema(source)


_GRAPHQL_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_NEVER_NULL: Final = frozenset(
    {
        *("bool", "int", "float", "decimal", "complex", "str", "bytes"),
        *("date", "time", "datetime", "timedelta", "uuid", "url", "multi-host-url"),
    }
)
"""The kinds of pydantic's core schemas that take no None."""


def _require_instances(type_: Any) -> None:
    """Check that Python can tell whether a value is of *type_*.

    Raises:
        ConfigurationError: It cannot.
    """
    try:
        isinstance(None, type_)
    except TypeError as error:
        name = type_.__qualname__ if isinstance(type_, type) else str(type_)
        reason = str(error)
    else:
        return
    message = (
        f"{name} cannot be the type of a scalar, because Python cannot tell its "
        f"values: {reason}. Name a class; a Protocol needs typing.runtime_checkable."
    )
    raise ConfigurationError(message)


def _not_none(value: object) -> object:
    if value is None:
        message = "None is not a value of a scalar"
        raise ValueError(message)
    return value


def _without_unset(value: object) -> object:
    # Of a value of any type, pydantic would write the text "UNSET".
    if any(one is UNSET for one in walk(value, items)):
        message = "UNSET is not a value of a scalar, and none holds it"
        raise ValueError(message)
    return _not_none(value)


def _hiding_values(parse: Function) -> Function:
    name = getattr(parse, "__qualname__", "parse")

    def read(value: object) -> object:
        # Pydantic repeats the message, and messages about responses show no values.
        # Of other errors than ValueError it makes no ValidationError.
        try:
            return parse(value)
        except Exception as error:  # noqa: BLE001 - it is a user's function
            raised = type(error).__name__
        # A ValueError: pydantic keeps its message as it is.
        raise PydanticCustomError(
            "scalar_parsing", "{name} raised {raised}", {"name": name, "raised": raised}
        )

    return read


def _noting_failures(
    serialize: Function,
) -> Callable[[Any, SerializationInfo[Any]], object]:
    name = getattr(serialize, "__qualname__", "serialize")

    def write(value: object, info: SerializationInfo[Any]) -> object:
        if value is UNSET:
            return None  # the model drops what was left out
        context = cast("dict[str, list[str]]", info.context or {})
        if FAILURES not in context:
            return _noting_secrets(value, serialize(value), info)
        try:
            return _noting_secrets(value, serialize(value), info)
        except Exception as error:  # noqa: BLE001 - it is a user's function
            said = "" if [*secrets_in(value)] else f": {error}"
            context[FAILURES].append(f"{name} raised {type(error).__name__}{said}")
            return None

    return write


def _write_noting_secrets(
    value: object, write: SerializerFunctionWrapHandler, info: SerializationInfo[Any]
) -> object:
    if value is UNSET:
        return None  # the model drops what was left out
    return _noting_secrets(value, write(value), info)


def _noting_secrets(
    value: object, written: object, info: SerializationInfo[Any]
) -> object:
    """Return *written*, and say what is to be masked if *value* holds a secret.

    That are the secrets and all texts but the keys of objects that are GraphQL names,
    which may be those of any response. In a request, a secret in *written* is revealed.
    """
    context = cast("dict[str, list[str]]", info.context or {})
    secrets = [*secrets_in((value, written))] if REVEALED in context else []
    if not secrets:
        return written
    json = to_jsonable_python(_revealed(written), context=context)
    texts = [one for one in walk(json, _json_items) if isinstance(one, str)]
    if FAILURES in context and not marks_of(secrets).isdisjoint(texts):
        context[FAILURES].append(HIDDEN)
    for text in (*map(text_of, secrets), *texts):
        context[REVEALED].append(text)
    return json


def _revealed(value: object) -> object:
    if is_secret(value):
        return text_of(value)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value)
        return {_revealed(key): _revealed(item) for key, item in pairs.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_revealed(item) for item in cast("Sequence[object]", value)]
    return value


def _json_items(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value)
        yield from (key for key in pairs if not _GRAPHQL_NAME.fullmatch(key))
        yield from pairs.values()
    elif isinstance(value, list):
        yield from cast("list[object]", value)


def copied_json(value: object) -> JsonValue:
    """Return *value* with new lists and dicts, for it may be any sequence or mapping.

    Raises:
        ValueError: It is not JSON, or is None: what takes null says so itself.
    """
    if value is None:
        message = "None. Write JSON that is not null"
        raise ValueError(message)
    try:
        return _copied(value)
    except RecursionError:
        message = "not JSON: it is nested too deeply, or holds itself"
    raise ValueError(message)


def _copied(value: object) -> JsonValue:
    if isinstance(value, float) and not isfinite(value):
        message = f"not JSON: it holds {value}"
        raise ValueError(message)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value)
        return {_key(key): _copied(item) for key, item in pairs.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_copied(item) for item in cast("Sequence[object]", value)]
    message = f"not JSON: it holds {_said_of('value', value)}"
    raise ValueError(message)


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    message = f"not JSON: it holds {_said_of('key', key)}"
    raise ValueError(message)


def _said_of(place: str, value: object) -> str:
    return "UNSET" if value is UNSET else f"a {place} of type {type(value).__name__}"


def _json_schema(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    # In JSON, anything is JSON: fast decoders need not look into it.
    return core_schema.json_or_python_schema(
        json_schema=core_schema.any_schema(), python_schema=handler(source)
    )


def _json_input_schema(_source: object, _handler: object) -> CoreSchema:
    return core_schema.json_or_python_schema(
        json_schema=core_schema.any_schema(),
        python_schema=core_schema.no_info_plain_validator_function(copied_json),
    )


if TYPE_CHECKING:
    Json: TypeAlias = JsonValue
    JsonInput: TypeAlias = (
        str
        | int
        | float
        | Sequence["JsonInput | None"]
        | Mapping[str, "JsonInput | None"]
    )
else:
    Json = Annotated[JsonValue, GetPydanticSchema(_json_schema)]
    """A value of a scalar without a Python type: any JSON."""
    JsonInput = Annotated[JsonValue, GetPydanticSchema(_json_input_schema)]
    """The same but null in arguments and input objects: any sequences, any mappings."""
