"""GraphQL responses: a raw response becomes a `Result`, or an exception. No I/O.

The body is decoded at any HTTP status, because servers put GraphQL errors into 4xx
bodies. Some errors, such as an exceeded rate limit, have a body that is not GraphQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from udacity_client.errors import GraphQLErrorItem, ResponseShapeError, quoted
from udacity_client.protocol.cut_off import cut_off_answer, is_cut_off
from udacity_client.protocol.envelope import (
    Envelope,
    ErrorObject,
    envelope_of,
    read_envelope,
)
from udacity_client.protocol.half_characters import replace_halves
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.status_errors import (
    REFUSED_DOCUMENT,
    error_for,
    is_unauthorized,
    unauthorized_error,
)
from udacity_client.runtime import DriftEvent, Operation, Result
from udacity_client.runtime.drift_events import collect_drift_events
from udacity_client.runtime.struct_rows import StructRows

ResultT = TypeVar("ResultT")

_MOST_SHOWN: Final = 3

# Made once: an interrupt in the midst of `Envelope[...]` breaks pydantic's generics.
_ANY_ENVELOPE: Final = Envelope[object]


def decode(
    operation: Operation[Any, ResultT],
    response: RawResponse,
    *,
    rows: StructRows | None = None,
) -> Result[ResultT]:
    """Decode the response to *operation*.

    GraphQL errors next to or instead of data are part of the result. Only a response
    that rejects the whole request is raised.

    Args:
        operation: The operation.
        response: The response.
        rows: What its rows should be; `None` for records.

    Raises:
        UnauthorizedError: 401, or an error that rejects the token at any status.
        ForbiddenError: 403.
        RateLimitError: 429.
        ServerError: 5xx.
        ApiStatusError: Any other status that is not success, without GraphQL errors.
        GraphQLError: A 4xx status with GraphQL errors: the document was refused.
        ResponseShapeError: The response is not JSON, or does not match the schema.
        ApiConnectionError: The response is the beginning of some JSON.
    """
    if not response.is_success:
        raise error_for(response, errors_in(response))
    if rows is not None:
        rows.decode_records = partial(_decode_records, operation, response)
    with collect_drift_events(
        domain=operation.domain, operation=operation.name
    ) as drift:
        decoded = _decode_strictly(operation, response, rows)
    if isinstance(decoded, list):
        whole = replace_halves(response.body)
        if whole != response.body:
            return decode(operation, replace(response, body=whole), rows=rows)
    if not _is_of_records_alone(decoded) and response.content != response.body:
        masked = replace(response, body=response.content, secrets=())
        return decode(operation, masked, rows=rows)
    if isinstance(decoded, list):
        return _partial_result(operation, response, decoded)
    shown = [replace(event, value=response.mask(event.value)) for event in drift]
    return _result(operation, response, decoded, data=decoded.data, drift=shown)


def read_bytes(response: RawResponse) -> bytes:
    """Return the body of a GraphQL response, with data or with errors, as it is.

    Raises:
        ApiConnectionError: It is the beginning of some JSON.
        UdacityError: The response rejects the whole request; see `decode`.
    """
    envelope = _envelope_in(response)
    if envelope is None and response.is_success and is_cut_off(response.content):
        raise cut_off_answer()
    items = _items_of(envelope)
    if is_unauthorized(items):
        raise unauthorized_error(response, items)
    if response.is_success or (items and response.status in REFUSED_DOCUMENT):
        return response.content
    raise error_for(response, items)


class _Misfit(NamedTuple):
    """A place that does not fit the schema, and what is wrong there.

    Attributes:
        problem: The place and the problem.
        is_mapped: Whether a type or a function of the project's settings refused it.
    """

    problem: str
    is_mapped: bool


def _decode_records(operation: Operation[Any, Any], response: RawResponse) -> object:
    """Return the data of a response again, decoded into records.

    Raises:
        ResponseShapeError: It does not match the schema.
    """
    try:
        return decode(operation, response).require()
    except ResponseShapeError as error:
        error.during(operation=operation.name, domain=operation.domain, attempts=1)
        raise


def _decode_strictly(
    operation: Operation[Any, Any], response: RawResponse, rows: StructRows | None
) -> Envelope[BaseModel] | list[_Misfit]:
    """Return the decoded response, or in which places it does not fit the schema."""
    model = operation.load_model()
    try:
        return read_envelope(
            model,
            response.body,
            edges=operation.edges,
            rows=rows.record_class if rows and operation.edges else None,
        )
    except ValidationError as error:
        return _misfits(envelope_of(model), error)


def _is_of_records_alone(decoded: Envelope[BaseModel] | list[_Misfit]) -> bool:
    """Return whether a response has nothing that an error or a result may quote."""
    return isinstance(decoded, Envelope) and not (decoded.errors or decoded.extensions)


def _misfits(model: type[BaseModel], error: ValidationError) -> list[_Misfit]:
    from udacity_client.protocol.response_places import (  # noqa: PLC0415 - start-up
        place_of_error,
    )

    found: list[_Misfit] = []
    for detail in error.errors(include_url=False, include_context=False):
        place = place_of_error(model, detail["loc"])
        # A value that is not there is refused whatever the type is.
        is_absent = detail["type"] == "missing" or detail["input"] is None
        found.append(
            _Misfit(
                f"{place}: {detail['msg'].removeprefix('Value error, ')}",
                is_mapped=place.is_mapped and not is_absent,
            )
        )
    return found


def _partial_result(
    operation: Operation[Any, ResultT],
    response: RawResponse,
    misfits: Sequence[_Misfit],
) -> Result[ResultT]:
    """Return the errors of a response whose data does not fit, and partial data.

    Raises:
        ResponseShapeError: There are no errors that could explain *misfits*.
    """
    from udacity_client.protocol.partial_data import (  # noqa: PLC0415 - start-up
        recover_partial_data,
    )

    envelope = _decode_any_data(response)
    if not envelope.errors:
        raise ResponseShapeError(
            f"The answer to {operation.name} does not fit its schema: "
            f"{_shown(misfits)}. {_shape_advice(misfits)}",
            problems=[one.problem for one in misfits],
            request_id=response.request_id,
        )
    result = _result(operation, response, envelope)
    data = recover_partial_data(operation, response.content, result.errors)
    return result if data is None else replace(result, data=data, has_data=True)


def _shown(misfits: Sequence[_Misfit]) -> str:
    shown = "; ".join(one.problem for one in misfits[:_MOST_SHOWN])
    more = len(misfits) - _MOST_SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown


def _shape_advice(misfits: Sequence[_Misfit]) -> str:
    advice: list[str] = []
    if any(one.is_mapped for one in misfits):
        advice.append(
            "Check the types and functions that [tool.udacity-client.scalars] names."
        )
    if not all(one.is_mapped for one in misfits):
        advice.append("If the API has changed, update udacity-client.")
    return " ".join(advice)


def _result(
    operation: Operation[Any, ResultT],
    response: RawResponse,
    envelope: Envelope[Any],
    *,
    data: BaseModel | None = None,
    drift: Sequence[DriftEvent] = (),
) -> Result[ResultT]:
    """Return the result of a response, with *data* if it fits the schema."""
    items: tuple[GraphQLErrorItem, ...] = ()
    if envelope.errors:
        items = _located(operation, envelope.errors)
        if is_unauthorized(items):
            executed = envelope.data is not None
            raise unauthorized_error(response, items, executed=executed)
    # All fields at once: a `replace` for each takes as long as decoding.
    return Result(
        operation=operation,
        data=None if data is None else operation.unwrap(data),
        has_data=data is not None,
        errors=items,
        extensions=envelope.extensions or {},
        rate_limit=response.rate_limit,
        request_id=response.request_id,
        drift=tuple(drift),
    )


def _located(
    operation: Operation[Any, Any], errors: Sequence[ErrorObject]
) -> tuple[GraphQLErrorItem, ...]:
    """Return the parts of *errors*, with the Python name of what each is about."""
    from udacity_client.protocol.response_places import (  # noqa: PLC0415 - start-up
        symbol_at,
    )

    model = operation.load_model()
    items = (error.item() for error in errors)
    return tuple(item._replace(symbol=symbol_at(model, item.path)) for item in items)


def _decode_any_data(response: RawResponse) -> Envelope[object]:
    """Decode the envelope of a response, whatever its data is.

    Raises:
        ResponseShapeError: It is not a GraphQL response at all.
        ApiConnectionError: It is the beginning of some JSON.
    """
    envelope = _envelope_in(response)
    if envelope is not None:
        return envelope
    if is_cut_off(response.content):
        raise cut_off_answer()
    kind = _kind_of_content(response)
    raise ResponseShapeError(
        f"The answer{_place(response)} is {kind}, not the JSON of a GraphQL API. A "
        "proxy or a login page may stand in between, or the base URL may be wrong.",
        request_id=response.request_id,
    )


def _place(response: RawResponse) -> str:
    return f" from {response.base_url}" if response.base_url else ""


def _kind_of_content(response: RawResponse) -> str:
    """Describe a body without quoting it."""
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if "html" in media_type or response.content.lstrip()[:1] == b"<":
        return "HTML"
    if not response.content:
        return "empty"
    named = quoted(response.mask(media_type)) or "of no stated type"
    return f"{named} with {len(response.content)} bytes"


def errors_in(response: RawResponse) -> tuple[GraphQLErrorItem, ...]:
    """Return the GraphQL errors of a response; none if it is something else."""
    return _items_of(_envelope_in(response))


def _envelope_in(response: RawResponse) -> Envelope[object] | None:
    """Return the envelope of a response with any data, if it is one."""
    try:
        return _ANY_ENVELOPE.model_validate_json(response.content)
    except ValidationError:
        whole = replace_halves(response.body)
        if whole == response.body:
            return None
        return _envelope_in(replace(response, body=whole))


def _items_of(envelope: Envelope[object] | None) -> tuple[GraphQLErrorItem, ...]:
    found = None if envelope is None else envelope.errors
    return tuple(error.item() for error in found or ())
