"""Records with plausible values, which are the same in each run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import (
    Annotated,
    Final,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
)
from uuid import UUID

from pydantic import BaseModel, JsonValue, SecretStr, ValidationError

from udacity_client.errors import InputError
from udacity_client.runtime import Duration, OpenEnum, Record
from udacity_client.runtime.input_errors import make_input_error
from udacity_client.system.option_values import COUNT

RecordT = TypeVar("RecordT", bound=Record)
ModelT = TypeVar("ModelT", bound=BaseModel)

_START: Final = dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)

_TEXTS: Final[tuple[tuple[str, str], ...]] = (
    ("email", "learner-{number}@example.com"),
    ("first_name", "Zoe"),
    ("last_name", "Learner {number}"),
    ("url", "https://example.com/{dashes}/{number}"),
    ("id", "{dashes}-{number}"),
    ("key", "{dashes}-{number}"),
    ("version", "1.0.0"),
    ("language", "en-us"),
    ("locale", "en-us"),
    ("", "{words} {number}"),
)
"""Texts by the end of a field's name. The first that fits counts."""


_MOST: Final = 1_000_000


def _fits_in_memory(count: int) -> bool:
    return 0 <= count <= _MOST


_COUNT: Final = COUNT._replace(advice=f"give 0 to {_MOST:,}", is_valid=_fits_in_memory)

_NUMBERS: Final[Mapping[tuple[object, str], object]] = {
    (float, "completion_percentage"): 50.0,
    (int, "expires_in"): 3600,
}
"""Numbers by the field's type and name."""

_VALUES: Final[Mapping[object, Callable[[int], object]]] = {
    bool: lambda _: True,
    int: lambda number: number,
    float: float,
    dt.datetime: lambda number: _START + dt.timedelta(minutes=number - 1),
    dt.date: lambda number: _START.date() + dt.timedelta(days=number - 1),
    dt.time: lambda _: _START.timetz(),
    dt.timedelta: lambda number: dt.timedelta(minutes=number),
    Decimal: Decimal,
    Duration: lambda number: Duration(seconds=Decimal(60 * number)),
    UUID: lambda number: UUID(int=number),
    SecretStr: lambda number: SecretStr(f"secret-{number}"),
    JsonValue: lambda _: {},
}
"""A value of each type, for the record with that number."""


def example(model: type[RecordT], /, **fields: object) -> RecordT:
    """Return a record of the class *model*.

    A field that is not given gets a plausible value, the same one each time; null if
    the schema allows it.

    Args:
        model: Any generated class of records, also of your own operations.
        fields: Values by the Python names of the fields.

    Raises:
        InputError: The class has no such field, or a value is not of its type; or a
            field has a type that no value is known of, so you have to give one.
    """
    return build_model(model, fields, number=1)


def examples(model: type[RecordT], count: int, /, **fields: object) -> list[RecordT]:
    """Return this many records of the class *model*; see `example`.

    They differ in their IDs, texts, numbers and times. All share what *fields* gives.

    Raises:
        ConfigurationError: *count* is not a number of records.
        InputError: As by `example`.
    """
    _COUNT.require("count", count)
    return [build_model(model, fields, number=number) for number in range(1, count + 1)]


def build_model(
    model: type[ModelT], fields: Mapping[str, object], *, number: int
) -> ModelT:
    """Return an object of the class *model*, the one with this *number*."""
    values = {
        name: _value(f"{model.__name__}.{name}", field.annotation, number)
        for name, field in model.model_fields.items()
        if name not in fields
    }
    values |= fields
    if any(name not in model.model_fields for name in fields):
        # Records ignore what they do not know, because the API may send it.
        raise make_input_error(model, values, _no_cause(model))
    try:
        return model(**values)
    except ValidationError as cause:
        failure = make_input_error(model, values, cause)
    # Outside the handler: as a context, the first error would print as well.
    raise failure


def _no_cause(model: type[BaseModel]) -> ValidationError:
    return ValidationError.from_exception_data(model.__name__, [])


def _value(path: str, annotation: object, number: int) -> object:
    args = get_args(annotation)
    value: object
    match get_origin(annotation):
        case origin if origin in (Union, UnionType) and NoneType in args:
            value = None
        case origin if origin in (Union, UnionType, Annotated):
            value = _value(path, args[0], number)
        case origin if origin is Literal:
            value = args[0]
        case origin if origin is list:
            value = [_value(path.removesuffix("s"), args[0], number)]
        case _:
            value = _plain_value(path, annotation, number)
    return value


def _plain_value(path: str, kind: object, number: int) -> object:
    name = path.rpartition(".")[2]
    if kind is str:
        return _text(name, number)
    if kind in _VALUES:
        return _NUMBERS.get((kind, name)) or _VALUES[kind](number)
    if isinstance(kind, type) and issubclass(kind, OpenEnum):
        return next(iter(kind))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return build_model(kind, {}, number=number)
    shown = getattr(kind, "__name__", None) if isinstance(kind, type) else kind
    message = f"No example of {path} is known, which is a {shown}; give {name}=..."
    raise InputError(message)


def _text(name: str, number: int) -> str:
    form = next(form for end, form in _TEXTS if name.endswith(end))
    return form.format(
        number=number, dashes=name.replace("_", "-"), words=name.replace("_", " ")
    )
