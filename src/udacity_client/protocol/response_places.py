"""Places in a response, by the API's names, and the record fields that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeAlias,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel, GetPydanticSchema, JsonValue, SecretStr
from pydantic.fields import FieldInfo

from udacity_client.errors import path_text
from udacity_client.runtime.custom_scalars import Scalar
from udacity_client.runtime.models import Record
from udacity_client.runtime.open_enum import OpenEnum
from udacity_client.runtime.open_union import OpenUnion
from udacity_client.runtime.scalars import Duration

Path: TypeAlias = tuple[str | int, ...]

_UNTAGGED: Final = None
_Classes: TypeAlias = Mapping[str | None, type[BaseModel]]
"""What objects may stand at a place, by the tags of a union, or `_UNTAGGED`."""


@dataclass(frozen=True, slots=True)
class ResponsePlace:
    """A place in a response.

    Attributes:
        path: The keys and indices that lead to it.
        symbol: The record field that holds it, such as `Course.student_count`.
        is_mapped: Whether it is in a scalar whose type the project's settings name.
    """

    path: Path
    symbol: str | None
    is_mapped: bool = False

    def __str__(self) -> str:
        symbol = f" ({self.symbol})" if self.symbol else ""
        return f"{path_text(self.path)}{symbol}"


def place_of_error(model: type[BaseModel], location: Path) -> ResponsePlace:
    """Return the place of one of pydantic's errors.

    Pydantic puts the tag of a union's member into the *location*; no response has it.

    Args:
        model: What was decoded.
        location: The `loc` of the error.
    """
    classes: _Classes = {_UNTAGGED: model}
    path: list[str | int] = []
    symbol: str | None = None
    is_mapped = False
    for step in location:
        if isinstance(step, str) and classes and _UNTAGGED not in classes:
            classes = {_UNTAGGED: classes[step]} if step in classes else {}
            continue
        path.append(step)
        if isinstance(step, str):
            found = list(_fields(classes.values(), step))
            symbol = _symbol(found)
            classes = _classes_of(found[0][1]) if found else {}
            is_mapped = is_mapped or any(_is_mapped_field(*one) for one in found)
    return ResponsePlace(tuple(path), symbol, is_mapped)


def symbol_at(model: type[BaseModel], path: Iterable[str | int]) -> str | None:
    """Return the record field at *path*, which is that of a GraphQL error.

    It is `None` if there is none, or if it is another one for each member of a union.

    Args:
        model: The type of the response's `data`.
        path: Keys and indices.
    """
    classes: list[type[BaseModel]] = [model]
    symbol: str | None = None
    for step in path:
        if isinstance(step, str):
            found = list(_fields(classes, step))
            symbol = _symbol(found)
            classes = [one for _, field in found for one in _classes_of(field).values()]
    return symbol


_Found: TypeAlias = tuple[str | None, FieldInfo]
"""A field, and its symbol if it is one of a record."""


def _fields(classes: Iterable[type[BaseModel]], key: str) -> Iterator[_Found]:
    """Yield the fields of *classes* that read *key*."""
    for one in classes:
        for name, field in one.model_fields.items():
            if (field.validation_alias or name) == key:
                is_record = issubclass(one, Record)
                yield f"{one.__qualname__}.{name}" if is_record else None, field


def _symbol(found: Iterable[_Found]) -> str | None:
    symbols = {symbol for symbol, _ in found}
    return symbols.pop() if len(symbols) == 1 else None


# What generated code uses for the scalars that every schema has.
_BUILT_IN: Final = (str, int, float, bool, SecretStr, JsonValue)
_GENERATED: Final = (Record, OpenEnum, Duration)


def _is_mapped_field(symbol: str | None, field: FieldInfo) -> bool:
    is_of_record = symbol is not None
    return is_of_record and _is_mapped(field.annotation, field.metadata)


def _is_mapped(annotation: object, metadata: Iterable[object] = ()) -> bool:
    """Return whether settings chose the type: it is not one that the generator chooses.

    Of a built-in type, such as `int`, nobody can say who chose it.
    """
    marks = {type(one) for one in metadata}
    if marks & {Scalar, OpenUnion, GetPydanticSchema}:  # the last: Time, Secret, Json
        return Scalar in marks
    origin = get_origin(annotation)
    arguments = [one for one in get_args(annotation) if one is not NoneType]
    if origin is Annotated:
        return _is_mapped(arguments[0], arguments[1:])
    if origin in {list, Union, UnionType} and len(arguments) == 1:
        return _is_mapped(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, _GENERATED):
        return False
    return annotation not in _BUILT_IN and origin is not Literal


def _classes_of(field: FieldInfo) -> _Classes:
    return _classes_in(field.annotation, field.metadata)


def _classes_in(annotation: object, metadata: Iterable[object] = ()) -> _Classes:
    """Return the classes that an annotation names, inside of lists and `None` too."""
    for one in metadata:
        if isinstance(one, OpenUnion):
            members = one.members(annotation).items()
            return {tag: record for tag, (record, _) in members}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {_UNTAGGED: annotation}
    arguments: tuple[Any, ...] = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _classes_in(arguments[0], arguments[1:])
    found: dict[str | None, type[BaseModel]] = {}
    for argument in arguments:
        found |= _classes_in(argument)
    return found
