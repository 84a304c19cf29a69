"""Read GraphQL answers: a raw response becomes a `Result`, or an exception. No I/O.

A response is read at any HTTP status, because the API puts GraphQL errors into 4xx
bodies, and one kind of error (the rate limit) into a shape that is not GraphQL at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from udacity_client.errors import GraphQLErrorItem, ResponseShapeError
from udacity_client.protocol.envelope import Envelope, read_envelope
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.partial_data import recover_partial_data
from udacity_client.protocol.status_errors import (
    REFUSED_DOCUMENT,
    error_for,
    unauthorized_error,
)
from udacity_client.runtime import DriftEvent, Operation, Result
from udacity_client.runtime.drift_events import DriftCollector

ResultT = TypeVar("ResultT")


def decode(operation: Operation[Any, ResultT], reply: RawResponse) -> Result[ResultT]:
    """Read the answer to *operation*.

    GraphQL errors beside or instead of data come back in the result; only an answer
    that refuses the request as such is raised.

    Raises:
        UnauthorizedError: 401, or an error with the code `UNAUTHORIZED` at any status.
        ForbiddenError: 403.
        RateLimitError: 429.
        ServerError: 5xx.
        ApiStatusError: Any other status that is not success, without GraphQL errors.
        GraphQLError: A 4xx status with GraphQL errors: the document was refused.
        ResponseShapeError: The answer is not JSON, or not what the schema says.
    """
    if not reply.is_success:
        raise error_for(reply, _errors_of(reply))
    with DriftCollector(domain=operation.domain, operation=operation.name) as drift:
        read = _read(operation, reply)
    if isinstance(read, list):
        return _salvage(operation, reply, read)
    return _result(operation, reply, read, fits=read.data, drift=drift)


def read_bytes(reply: RawResponse) -> bytes:
    """Return the body of an answer that is GraphQL's, be it data or errors.

    Raises:
        UdacityError: The answer refuses the request as such; see `decode`.
    """
    items = _errors_of(reply)
    if any(item.code == "UNAUTHORIZED" for item in items):
        raise unauthorized_error(reply, items)
    if reply.is_success or (items and reply.status in REFUSED_DOCUMENT):
        return reply.content
    raise error_for(reply, items)


def _salvage(
    operation: Operation[Any, ResultT], reply: RawResponse, problems: Sequence[str]
) -> Result[ResultT]:
    """Return the errors of an answer whose data does not fit, or raise for the rest."""
    loose = _read_loosely(reply)
    if not loose.errors:
        raise ResponseShapeError(
            f"The answer to {operation.name} does not fit its schema: "
            f"{'; '.join(problems)}. If the API has changed, update udacity-client.",
            problems=problems,
            request_id=reply.request_id,
        )
    result = _result(operation, reply, loose)
    data = recover_partial_data(operation, reply.content, result.errors)
    return result if data is None else replace(result, data=data, has_data=True)


def _result(
    operation: Operation[Any, ResultT],
    reply: RawResponse,
    envelope: Envelope[Any],
    *,
    fits: BaseModel | None = None,
    drift: Sequence[DriftEvent] = (),
) -> Result[ResultT]:
    """Return what *envelope* holds, and of its data what *fits*."""
    items: tuple[GraphQLErrorItem, ...] = ()
    if envelope.errors:
        items = tuple(error.item() for error in envelope.errors)
        if any(item.code == "UNAUTHORIZED" for item in items):
            raise unauthorized_error(reply, items, executed=envelope.data is not None)
    # Made as it is to stay: a copy for each field takes as long as the reading.
    return Result(
        operation=operation,
        data=None if fits is None else operation.unwrap(fits),
        has_data=fits is not None,
        errors=items,
        extensions=envelope.extensions or {},
        rate_limit=reply.rate_limit,
        request_id=reply.request_id,
        drift=tuple(drift),
    )


def _read(
    operation: Operation[Any, Any], reply: RawResponse
) -> Envelope[BaseModel] | list[str]:
    """Return the answer, or what does not fit."""
    try:
        model = operation.load_model()
        return read_envelope(model, reply.content, edges=operation.edges)
    except ValidationError as error:
        return _problems(error)


def _problems(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(step) for step in detail['loc'])}: {detail['msg']}"
        for detail in error.errors(
            include_url=False, include_context=False, include_input=False
        )
    ]


def _read_loosely(reply: RawResponse) -> Envelope[object]:
    """Read the errors of an answer, whatever its data is.

    Raises:
        ResponseShapeError: It is no GraphQL answer at all.
    """
    try:
        return Envelope[object].model_validate_json(reply.content)
    except ValidationError:
        kind = _kind(reply)
    raise ResponseShapeError(
        f"The answer is {kind}, not the JSON of a GraphQL API. A proxy, a login page "
        "or a wrong base URL may stand in between.",
        request_id=reply.request_id,
    )


def _kind(reply: RawResponse) -> str:
    media = reply.headers.get("content-type", "").partition(";")[0]
    if "html" in media or reply.content.lstrip()[:1] == b"<":
        return "HTML"
    if not reply.content:
        return "empty"
    return f"{media or 'of no stated type'} with {len(reply.content)} bytes"


def _errors_of(reply: RawResponse) -> tuple[GraphQLErrorItem, ...]:
    try:
        envelope = Envelope[object].model_validate_json(reply.content)
    except ValidationError:
        return ()
    return tuple(error.item() for error in envelope.errors or ())
