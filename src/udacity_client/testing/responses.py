"""The JSON that the API would answer with, for mocks of HTTP and recorded responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    overload,
)

from pydantic import BaseModel

from udacity_client.errors import InputError
from udacity_client.runtime import Operation, Page, Record
from udacity_client.runtime.field_types import REVEALED
from udacity_client.testing.example_records import build_model

RecordT = TypeVar("RecordT", bound=Record)
ResultT = TypeVar("ResultT")

_NOTHING: Final = object()


@overload
def answer(
    operation: Operation[Any, Page[RecordT]], result: Sequence[RecordT], /
) -> dict[str, object]: ...
@overload
def answer(
    operation: Operation[Any, ResultT], result: ResultT, /
) -> dict[str, object]: ...
def answer(operation: Operation[Any, Any], result: object, /) -> dict[str, object]:
    """Return the JSON of a response to *operation* whose result is *result*.

    Args:
        operation: A constant of a generated package, such as `GET_CATALOG`.
        result: What the client's method returns. A list of records is the only page; a
            `Page` also says how many there are in all, and where the next one begins.

    Raises:
        InputError: *result* is not a result of *operation*.
    """
    model = operation.load_model()
    for data in cast("Iterator[BaseModel]", _values_with(model, result)):
        if _same(operation.unwrap(data), result):
            revealed: dict[str, object] = {REVEALED: []}
            sent = data.model_dump(mode="json", by_alias=True, context=revealed)
            return {"data": sent}
    given = type(result).__name__
    message = (
        f"{given} is not what {operation.name} returns; give the result of its method, "
        "or a list of records if that is a page."
    )
    raise InputError(message)


def error_answer(
    message: str,
    *,
    code: str | None = None,
    path: Sequence[str | int] = (),
) -> dict[str, object]:
    """Return the JSON of a response that has an error and no data.

    Args:
        message: What the API says is wrong.
        code: The code in the error's `extensions`, such as `UNAUTHORIZED`.
        path: The response keys that lead to the field that failed.
    """
    error: dict[str, object] = {"message": message}
    if path:
        error["path"] = list(path)
    if code is not None:
        error["extensions"] = {"code": code}
    return {"data": None, "errors": [error]}


def _same(found: object, result: object) -> bool:
    if isinstance(found, Page):
        records = cast("Page[object]", found).records
        return isinstance(result, Sequence) and records == tuple(
            cast("Sequence[object]", result)
        )
    return found == result


def _filled(model: type[BaseModel], result: object) -> Iterator[BaseModel]:
    """Yield objects of *model* with *result* in each place that may take it."""
    for name, field in model.model_fields.items():
        for value in _values_with(field.annotation, result):
            given = {name: value}
            if _is_many(result) and _is_list(field.annotation):
                given |= _page_fields(model, result)
            yield build_model(model, given, number=1)


def _values_with(annotation: object, result: object) -> Iterator[object]:
    """Yield values of *annotation* that are or hold *result*, itself first."""
    kinds = [*_choices(annotation)]
    if any(isinstance(kind, type) and isinstance(result, kind) for kind in kinds):
        yield result
    for kind in kinds:
        if _is_list(kind):
            items = cast("Sequence[object]", result) if _is_many(result) else ()
            filled = [
                next(_values_with(get_args(kind)[0], item), _NOTHING) for item in items
            ]
            if _is_many(result) and _NOTHING not in filled:
                yield filled
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _filled(kind, result)


def _choices(annotation: object) -> Iterator[object]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _choices(args[0])
    elif origin is Union or origin is UnionType:
        for each in args:
            yield from _choices(each)
    else:
        yield annotation


def _is_list(annotation: object) -> bool:
    return any(get_origin(kind) is list for kind in _choices(annotation))


def _is_many(result: object) -> bool:
    return isinstance(result, Sequence) and not isinstance(result, str | bytes)


def _page_fields(model: type[BaseModel], result: object) -> dict[str, object]:
    """Return what a connection of the class *model* says of its pages."""
    page = cast("Page[object]", result) if isinstance(result, Page) else None
    info: dict[str, object] = {
        "hasNextPage": page is not None and page.has_next,
        "endCursor": None if page is None else page.end_cursor,
    }
    total = len(cast("Sequence[object]", result)) if page is None else page.total_count
    fields: dict[str, object] = {}
    for name, field in model.model_fields.items():
        if field.serialization_alias == "totalCount" and total is not None:
            fields[name] = total
        elif field.serialization_alias == "pageInfo":
            kind = next(_choices(field.annotation))
            fields[name] = _by_alias(cast("type[BaseModel]", kind), info)
    return fields


def _by_alias(model: type[BaseModel], values: Mapping[str, object]) -> BaseModel:
    names = {
        field.serialization_alias: name for name, field in model.model_fields.items()
    }
    given = {names[key]: value for key, value in values.items() if key in names}
    return build_model(model, given, number=1)
