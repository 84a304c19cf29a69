"""Recover partial data: data next to errors, with nulls that its schema does not allow.

The GraphQL specification has a server propagate the null of a failed non-null field to
the next parent that may be null, so data always matches the schema. Some servers
do not: Udacity's documentation shows `pageInfo: null` next to an error with that path,
whatever the schema says. The strict models refuse such data as a whole.

This module decodes it again with every field optional, under one condition: each place
that does not fit is a null, and an error has exactly its path. Everything else that
does not fit is left to be an error. `test_partial_data.py` holds both directions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from pydantic import ValidationError
from pydantic_core import from_json

from udacity_client.errors import GraphQLErrorItem
from udacity_client.protocol.decoding.nullable import nullable_reader
from udacity_client.protocol.envelope import envelope_of
from udacity_client.protocol.response_places import place_of_error
from udacity_client.runtime import Operation
from udacity_client.runtime.page import Page

ResultT = TypeVar("ResultT")


def recover_partial_data(
    operation: Operation[Any, ResultT],
    content: bytes,
    errors: Iterable[GraphQLErrorItem],
) -> ResultT | None:
    """Return the result of *operation*, `None` for each null that an error explains.

    It is `None` as a whole if anything else does not fit. Records in the result may
    hold `None` in fields with annotations that do not allow it.

    Args:
        operation: The operation that was sent.
        content: The response.
        errors: The GraphQL errors in it.
    """
    envelope = envelope_of(operation.load_model())
    if not _nulls_match_errors(envelope, content, {item.path for item in errors}):
        return None
    read = nullable_reader(envelope)
    if read is None:
        return None
    try:
        return _without_missing_records(operation.unwrap(read(content).data))
    except (ValidationError, AttributeError, TypeError):
        # `unwrap` needs something that is null itself, such as a page's edges.
        return None


def _nulls_match_errors(
    envelope: Any, content: bytes, error_paths: set[tuple[str | int, ...]]
) -> bool:
    """Whether each place that does not fit is a null with an error of its path."""
    try:
        envelope.model_validate_json(content, by_name=False)
    except ValidationError as error:
        places = [
            place_of_error(envelope, detail["loc"]).path
            for detail in error.errors(include_url=False, include_input=False)
        ]
    else:
        return False
    body = from_json(content)
    return all(
        place[:1] == ("data",)
        and place[1:] in error_paths
        and _value_at(body, place) is None
        for place in places
    )


def _value_at(body: Any, place: tuple[str | int, ...]) -> object:
    """Return the value at *place*, or `...` if there is none."""
    value = body
    try:
        for step in place:
            value = value[step]
    except (LookupError, TypeError):
        return ...
    return value


def _without_missing_records(result: ResultT) -> ResultT:
    """Return a page without the records that are null; other results as they are."""
    if not isinstance(result, Page):
        return result
    page = cast("Page[object]", result)
    records = tuple(record for record in page.records if record is not None)
    # `has_next` is `None` if `pageInfo` is, which would mislead a pager.
    whole = Page(records, page.total_count, bool(page.has_next), page.end_cursor)
    return cast("ResultT", whole)
