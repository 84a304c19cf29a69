"""Take requests from HTTP to an answer, without listening for them.

The order is: who calls, the limits, faults, then the domain's endpoint. Every answer
carries a request ID and, where limits are on, what is left of them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path
from random import Random

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from udacity_client.emulator import responses as answers
from udacity_client.emulator.authorization import (
    Authorization,
    authenticate,
    identity_of,
)
from udacity_client.emulator.domain import Domain, sole_operation_name
from udacity_client.emulator.endpoint import Endpoint, GraphQLRequest
from udacity_client.emulator.errors import ApiError, RateLimitExceeded
from udacity_client.emulator.faults import Answer, Delay, Disconnect, Fault, PartialData
from udacity_client.emulator.html_pages import endpoint_path, explorer_page, index_page
from udacity_client.emulator.limits import RateLimitStatus
from udacity_client.emulator.media_types import prefers_html
from udacity_client.emulator.options import Options
from udacity_client.emulator.parameters import Parameters, read_get, read_post
from udacity_client.emulator.request_log import RecordedRequest
from udacity_client.emulator.resolvers import RESOLVERS
from udacity_client.emulator.server import CloseConnection
from udacity_client.emulator.state import Caller, State
from udacity_client.schema.shipped import schema_directory

BASE_PATH = "/api/public/api"


def build_app(state: State, close_connection: CloseConnection) -> ASGIApp:
    """Return the emulator's ASGI application.

    *close_connection* closes a client's connection without a response.
    """
    domains = [
        Domain(
            name,
            _schema_file(name, state.options).read_text("utf-8"),
            resolvers,
            options=state.options,
        )
        for name, resolvers in RESOLVERS.items()
    ]
    return GZipMiddleware(_Application(state, domains, close_connection))


def _schema_file(domain: str, options: Options) -> Path:
    name = f"{domain}.graphql"
    own = None if options.schemas is None else options.schemas / name
    return own if own and own.is_file() else schema_directory() / name


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A request with all that is read from it before it is answered."""

    request: Request
    request_id: str
    endpoint: Endpoint | None
    parameters: Parameters | ApiError
    authorization: Authorization | None
    caller: Caller | ApiError

    @property
    def domain(self) -> str | None:
        return None if self.endpoint is None else self.endpoint.domain.name


class _Application:
    """Everything but compression; one per emulator."""

    def __init__(
        self, state: State, domains: list[Domain], close_connection: CloseConnection
    ) -> None:
        self._state = state
        self._close_connection = close_connection
        self._endpoints = {
            endpoint_path(BASE_PATH, domain.name): Endpoint(domain, state)
            for domain in domains
        }
        self._request_numbers = count(1)
        self._random = Random(f"{state.options.seed}:requests")  # noqa: S311 - no secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            exchange = self._read(request, await request.body())
        except ClientDisconnect:
            return
        with self._state.in_flight.tracked():
            response = await self._respond_within_limits(exchange)
        self._record(exchange, None if response is None else int(response.status_code))
        if response is None:
            await self._disconnect(request)
        else:
            response.headers["X-Request-Id"] = exchange.request_id
            await response(scope, receive, send)

    def _read(self, request: Request, body: bytes) -> _Exchange:
        endpoint = self._endpoints.get(request.url.path)
        authorization = Authorization.parse(request.headers.get("Authorization"))
        domain = "" if endpoint is None else endpoint.domain.name
        try:
            caller: Caller | ApiError = authenticate(authorization, domain, self._state)
        except ApiError as refusal:
            caller = refusal
        return _Exchange(
            request=request,
            request_id=f"{next(self._request_numbers):06}-{self._random.randbytes(4).hex()}",
            endpoint=endpoint,
            parameters=_read_parameters(request, body),
            authorization=authorization,
            caller=caller,
        )

    async def _respond_within_limits(self, exchange: _Exchange) -> Response | None:
        """Return the response; None where the connection is to be closed instead."""
        client = exchange.request.client
        try:
            allowance = self._state.limits.count_request(
                identity=identity_of(exchange.caller),
                address="" if client is None else client.host,
            )
            response = await self._respond(exchange)
        except RateLimitExceeded as exceeded:
            return answers.rate_limit_response(exceeded)
        if response is not None and allowance is not None:
            _add_rate_limit_headers(response, allowance)
        return response

    async def _respond(self, exchange: _Exchange) -> Response | None:
        request, endpoint = exchange.request, exchange.endpoint
        if endpoint is None:
            return self._respond_outside_graphql(request)
        if request.method == "GET" and prefers_html(request.headers.get("Accept")):
            shown = self._state.options.introspection
            sdl = endpoint.domain.sdl if shown else None
            return HTMLResponse(explorer_page(endpoint.domain.name, sdl))
        return await self._respond_to_graphql(exchange, endpoint)

    async def _respond_to_graphql(
        self, exchange: _Exchange, endpoint: Endpoint
    ) -> Response | None:
        fault = self._state.faults.take(endpoint.domain.name)
        match fault:
            case Answer():
                return answers.scripted_response(fault)
            case Disconnect():
                return None
            case Delay(seconds):
                if await _disconnected_within(exchange.request, within=seconds):
                    return None
            case _:
                pass
        return endpoint.respond(
            GraphQLRequest(
                method=exchange.request.method,
                accept=exchange.request.headers.get("Accept"),
                parameters=exchange.parameters,
                caller=exchange.caller,
                failing_fields=_failing_fields(fault),
            )
        )

    def _respond_outside_graphql(self, request: Request) -> Response:
        if request.url.path == "/" and request.method == "GET":
            return HTMLResponse(index_page(BASE_PATH, RESOLVERS))
        return answers.not_found_response(request.url.path, list(self._endpoints))

    async def _disconnect(self, request: Request) -> None:
        if request.client is not None:
            self._close_connection((request.client.host, request.client.port))
        await _wait_for_disconnect(request)

    def _record(self, exchange: _Exchange, status: int | None) -> None:
        authorization = exchange.authorization
        self._state.request_log.append(
            RecordedRequest(
                time=self._state.options.clock(),
                method=exchange.request.method,
                domain=exchange.domain,
                operation_name=_operation_name(exchange),
                scheme=None if authorization is None else authorization.scheme or None,
                has_token=authorization is not None,
                status=status,
                user_agent=exchange.request.headers.get("User-Agent"),
                request_id=exchange.request_id,
            )
        )


async def _disconnected_within(request: Request, *, within: float) -> bool:
    """Wait, and tell whether the client closed the connection meanwhile."""
    try:
        await asyncio.wait_for(_wait_for_disconnect(request), within)
    except TimeoutError:
        return False
    return True


async def _wait_for_disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _read_parameters(request: Request, body: bytes) -> Parameters | ApiError:
    try:
        if request.method == "GET":
            return read_get(request.query_params)
        if request.method == "POST":
            return read_post(request.headers.get("Content-Type"), body)
    except ApiError as refusal:
        return refusal
    return ApiError(
        f"{request.method} is not how GraphQL is asked: use POST, or GET for queries",
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        allow="GET, POST",
    )


def _operation_name(exchange: _Exchange) -> str | None:
    """Return the name that the request gives, or that of its only operation."""
    parameters, endpoint = exchange.parameters, exchange.endpoint
    if endpoint is None or isinstance(parameters, ApiError):
        return None
    if parameters.operation_name is not None:
        return parameters.operation_name
    document = endpoint.domain.prepare(parameters.query).document
    return None if document is None else sole_operation_name(document)


def _failing_fields(fault: Fault | None) -> dict[str, str]:
    if isinstance(fault, PartialData):
        return {fault.field_name: fault.message}
    return {}


def _add_rate_limit_headers(response: Response, allowance: RateLimitStatus) -> None:
    # A fault may have set its own: that of a scripted 429, for one.
    response.headers.setdefault("X-RateLimit-Limit", str(allowance.limit))
    response.headers.setdefault("X-RateLimit-Remaining", str(allowance.remaining))
