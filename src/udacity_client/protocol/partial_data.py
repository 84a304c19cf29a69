"""Read the data beside errors that has nulls where its schema allows none.

A server that keeps the rules lets such a null rise to the next place that may be null.
Udacity's documentation shows `pageInfo: null` beside an error with that path, whatever
the schema says. Where each null that does not fit is the path of an error, the rest of
the data is read all the same; nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from pydantic import ValidationError
from pydantic_core import from_json

from udacity_client.errors import GraphQLErrorItem
from udacity_client.protocol.decoding.dicts import nullable_reader
from udacity_client.protocol.envelope import envelope_of
from udacity_client.runtime import Operation
from udacity_client.runtime.pagination import Page

ResultT = TypeVar("ResultT")


def recover_partial_data(
    operation: Operation[Any, ResultT],
    content: bytes,
    errors: Iterable[GraphQLErrorItem],
) -> ResultT | None:
    """Return what can be had of data that does not fit, or nothing.

    Args:
        operation: What was asked.
        content: The answer.
        errors: The errors in it.
    """
    envelope = envelope_of(operation.load_model())
    if not _nulls_match_errors(envelope, content, {item.path for item in errors}):
        return None
    read = nullable_reader(envelope)
    if read is None:
        return None
    try:
        return _without_holes(operation.unwrap(read(content).data))
    except (ValidationError, AttributeError, TypeError):
        # What the result is made of is null itself.
        return None


def _nulls_match_errors(
    envelope: Any, content: bytes, told: set[tuple[str | int, ...]]
) -> bool:
    """Return whether all that does not fit is a null where an error says so."""
    try:
        envelope.model_validate_json(content)
    except ValidationError as error:
        places = [
            detail["loc"]
            for detail in error.errors(include_url=False, include_input=False)
        ]
    else:
        return False
    data = from_json(content)
    return all(
        place[:1] == ("data",) and place[1:] in told and _at(data, place) is None
        for place in places
    )


def _at(value: Any, place: tuple[str | int, ...]) -> object:
    """Return what stands at *place*; all but null where there is none such."""
    try:
        for step in place:
            value = value[step]
    except (LookupError, TypeError):
        return ...
    return value


def _without_holes(result: ResultT) -> ResultT:
    """Return a page without the records that are not there."""
    if not isinstance(result, Page):
        return result
    page = cast("Page[object]", result)
    records = tuple(record for record in page.records if record is not None)
    whole = Page(records, page.total_count, bool(page.has_next), page.end_cursor)
    return cast("ResultT", whole)
