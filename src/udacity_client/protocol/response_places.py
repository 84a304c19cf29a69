"""Places in a response, by the API's names, and the record fields that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from udacity_client.errors import path_text
from udacity_client.runtime.models import Record
from udacity_client.runtime.open_union import OpenUnion

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
    """

    path: Path
    symbol: str | None

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
    for step in location:
        if isinstance(step, str) and classes and _UNTAGGED not in classes:
            classes = {_UNTAGGED: classes[step]} if step in classes else {}
            continue
        path.append(step)
        if isinstance(step, str):
            found = list(_fields(classes.values(), step))
            symbol = _symbol(found)
            classes = _classes_of(found[0][1]) if found else {}
    return ResponsePlace(tuple(path), symbol)


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
