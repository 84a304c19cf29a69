"""Respond to the GraphQL requests of one domain.

Of the scripted faults, it applies those that change the data of a response: failing
fields and changes. `app` applies the others, and the rate limits.
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
from starlette.requests import Request
from starlette.responses import Response

from udacity_client.emulator.authorization import (
    TOKENS_DOMAIN,
    Authorization,
    authorize,
)
from udacity_client.emulator.dialect import invalid_body, invalid_status
from udacity_client.emulator.domain import Domain, Stage, root_fields
from udacity_client.emulator.errors import ApiError, RateLimitExceeded
from udacity_client.emulator.faults import Change, Extra
from udacity_client.emulator.media_types import JSON, response_media_type
from udacity_client.emulator.parameters import Parameters
from udacity_client.emulator.responses import error_response, json_response
from udacity_client.emulator.state import Caller, RequestContext, State

_DISABLED_INTROSPECTION = {
    "__schema": "introspection disabled",
    "__type": "introspection disabled",
}


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """A request with everything read from it.

    `parameters` and `caller` are the error to respond with if they could not be read.
    """

    http: Request
    id: str
    endpoint: Endpoint | None
    authorization: Authorization | None
    parameters: Parameters | ApiError
    caller: Caller | ApiError

    @property
    def accept(self) -> str | None:
        """Return the `Accept` header."""
        return self.http.headers.get("Accept")


class Endpoint:
    """One domain of one emulator."""

    def __init__(self, domain: Domain, state: State) -> None:
        self.domain = domain
        self._state = state

    def respond(
        self, incoming: IncomingRequest, failing_fields: Mapping[str, str]
    ) -> Response:
        """Return the response to a request.

        Args:
            incoming: The request.
            failing_fields: The fields that must fail, each with its error message.

        Raises:
            RateLimitExceeded: A client credential requested too many tokens.
        """
        media_type = response_media_type(incoming.accept) or JSON
        disabled = {} if self._state.options.introspection else _DISABLED_INTROSPECTION
        failing = {**disabled, **failing_fields}
        try:
            return self._execute(incoming, self._admit(incoming), failing, media_type)
        except ApiError as error:
            return error_response(error, media_type)

    def _admit(self, incoming: IncomingRequest) -> Parameters:
        """Return the parameters of the request.

        Raises:
            ApiError: The caller is unknown, or it is not a GraphQL request.
        """
        # On the tokens endpoint, it depends on the document if a caller is needed.
        if self.domain.name != TOKENS_DOMAIN and isinstance(incoming.caller, ApiError):
            raise incoming.caller
        if isinstance(incoming.parameters, ApiError):
            raise incoming.parameters
        if response_media_type(incoming.accept) is None:
            raise ApiError(
                f"no response has the type {incoming.accept!r}: accept {JSON}",
                status=HTTPStatus.NOT_ACCEPTABLE,
            )
        return incoming.parameters

    def _execute(
        self,
        incoming: IncomingRequest,
        parameters: Parameters,
        failing_fields: Mapping[str, str],
        media_type: str,
    ) -> Response:
        prepared = self.domain.prepare(parameters.query)
        if prepared.document is None:
            return self._invalid_document(prepared.stage, prepared.errors, media_type)
        document, name = prepared.document, parameters.operation_name
        operation = get_operation_ast(document, name)
        self._state.churn.apply_due(self._state.companies)
        company = None
        # If no operation has this name, execution reports it.
        if operation is not None:
            _check_method(incoming.http.method, operation.operation)
            roots = root_fields(document, operation)
            company = authorize(incoming.caller, self.domain.name, roots, self._state)
        result = self.domain.execute(
            document,
            variables=parameters.variables,
            operation_name=name,
            context=RequestContext(
                self._state, incoming.caller, company, failing_fields
            ),
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

    def _invalid_document(
        self, stage: Stage, errors: Iterable[GraphQLError], media_type: str
    ) -> Response:
        options = self._state.options
        return json_response(
            invalid_body(options, stage, errors),
            status=invalid_status(options.dialect, media_type),
            media_type=media_type,
        )


def _changed(data: object, change: Change) -> object:
    """Return *data* as a server with another schema would respond."""
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
    """Return whether the variables or the operation name were rejected."""
    return result.data is None and all(not error.path for error in result.errors or ())


def _raise_request_errors(result: ExecutionResult) -> None:
    """Raise the error of a resolver that replaces the whole response."""
    for error in result.errors or ():
        original = error.original_error
        if isinstance(original, RateLimitExceeded):
            raise original
        if isinstance(original, ApiError) and original.status != HTTPStatus.OK:
            raise original
