"""Answer the GraphQL requests of one domain, without limits.

Of what is scripted, only changes are made here, to the answers of executed requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    get_operation_ast,
)
from starlette.responses import Response

from udacity_client.emulator.authorization import TOKENS_DOMAIN, authorize
from udacity_client.emulator.dialect import invalid_body, invalid_status
from udacity_client.emulator.domain import Domain, Stage, root_fields
from udacity_client.emulator.errors import ApiError, RateLimitExceeded
from udacity_client.emulator.faults import Change, Extra
from udacity_client.emulator.media_types import JSON, response_media_type
from udacity_client.emulator.models import Company
from udacity_client.emulator.parameters import Parameters
from udacity_client.emulator.responses import error_response, json_response
from udacity_client.emulator.state import Caller, RequestContext, State

_DISABLED_INTROSPECTION = {
    "__schema": "introspection disabled",
    "__type": "introspection disabled",
}


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A request as read; what could not be read is the refusal that it deserves.

    `broken` names the fields that are to fail, each with its message.
    """

    method: str
    accept: str | None
    parameters: Parameters | ApiError
    caller: Caller | ApiError
    failing_fields: Mapping[str, str]


class Endpoint:
    """One domain of one emulator."""

    def __init__(self, domain: Domain, state: State) -> None:
        self.domain = domain
        self._state = state

    def respond(self, request: GraphQLRequest) -> Response:
        """Return the response to a request.

        Raises:
            RateLimitExceeded: A client credential has minted too many tokens.
        """
        media_type = response_media_type(request.accept) or JSON
        try:
            return self._execute(request, self._admit(request), media_type)
        except ApiError as refusal:
            return error_response(refusal, media_type)

    def _admit(self, request: GraphQLRequest) -> Parameters:
        """Return the parameters of a request that may be looked into.

        Raises:
            ApiError: The caller is unknown, or the request is not one of GraphQL.
        """
        # On the tokens endpoint, the document tells whether a caller is needed.
        if self.domain.name != TOKENS_DOMAIN and isinstance(request.caller, ApiError):
            raise request.caller
        if isinstance(request.parameters, ApiError):
            raise request.parameters
        if response_media_type(request.accept) is None:
            raise ApiError(
                f"no answer is of the type {request.accept!r}: accept {JSON}",
                status=HTTPStatus.NOT_ACCEPTABLE,
            )
        return request.parameters

    def _execute(
        self, request: GraphQLRequest, parameters: Parameters, media_type: str
    ) -> Response:
        prepared = self.domain.prepare(parameters.query)
        if prepared.document is None:
            return self._invalid_document(prepared.stage, prepared.errors, media_type)
        document, name = prepared.document, parameters.operation_name
        operation = get_operation_ast(document, name)
        company = None
        # Without an operation to run, execution says what is wrong with the name.
        if operation is not None:
            _check_method(request.method, operation.operation)
            roots = root_fields(document, operation)
            company = authorize(request.caller, self.domain.name, roots, self._state)
        result = self.domain.execute(
            document,
            variables=parameters.variables,
            operation_name=name,
            context=self._context(request, company),
        )
        if _was_not_executed(result):
            return self._invalid_document("validation", result.errors or (), media_type)
        _raise_request_errors(result)
        return json_response(self._response_body(result), media_type=media_type)

    def _response_body(self, result: ExecutionResult) -> dict[str, object]:
        body: dict[str, object] = {**result.formatted}
        change = self._state.faults.take_change(self.domain.name)
        if change is not None:
            body["data"] = _changed(result.data, change)
        return body

    def _context(
        self, request: GraphQLRequest, company: Company | None
    ) -> RequestContext:
        caller = None if isinstance(request.caller, ApiError) else request.caller
        hidden = {} if self._state.options.introspection else _DISABLED_INTROSPECTION
        return RequestContext(
            self._state, caller, company, {**hidden, **request.failing_fields}
        )

    def _invalid_document(
        self, stage: Stage, errors: Iterable[GraphQLError], media_type: str
    ) -> Response:
        dialect = self._state.options.dialect
        return json_response(
            invalid_body(dialect, stage, errors),
            status=invalid_status(dialect, media_type),
            media_type=media_type,
        )


def _changed(data: object, change: Change) -> object:
    """Return *data* as a server answers it that has moved on from the schema."""
    match data:
        case list():
            return [_changed(item, change) for item in cast("list[object]", data)]
        case dict():
            fields = cast("dict[str, object]", data)
            changed = {key: _changed(value, change) for key, value in fields.items()}
            if isinstance(change, Extra) or change.key in changed:
                changed[change.key] = change.value
            return changed
        case _:
            return data


def _check_method(method: str, operation: OperationType) -> None:
    if method == "GET" and operation is not OperationType.QUERY:
        raise ApiError(
            "only queries may be sent with GET",
            status=HTTPStatus.METHOD_NOT_ALLOWED,
            allow="POST",
        )


def _was_not_executed(result: ExecutionResult) -> bool:
    """Tell whether the variables or the operation's name were refused."""
    return result.data is None and all(not error.path for error in result.errors or ())


def _raise_request_errors(result: ExecutionResult) -> None:
    """Raise what a resolver raised to replace the whole answer."""
    for error in result.errors or ():
        original = error.original_error
        if isinstance(original, RateLimitExceeded):
            raise original
        if isinstance(original, ApiError) and original.status != HTTPStatus.OK:
            raise original
