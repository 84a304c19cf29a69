"""The emulator's ASGI application: one request from start to finish.

The order is: who calls, rate limits, faults, then the domain's endpoint. Every response
has a request ID and says what is left of the rate limits.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from itertools import count
from random import Random

from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from udacity_client.emulator.authorization import (
    Authorization,
    authenticate,
    identity_of,
)
from udacity_client.emulator.domain import Domain, sole_operation_name
from udacity_client.emulator.endpoint import Endpoint, IncomingRequest
from udacity_client.emulator.errors import ApiError, RateLimitExceeded
from udacity_client.emulator.faults import Answer, Delay, Disconnect, PartialData
from udacity_client.emulator.html_pages import endpoint_path, explorer_page, index_page
from udacity_client.emulator.limits import RateLimitStatus
from udacity_client.emulator.media_types import prefers_html
from udacity_client.emulator.parameters import Parameters, read_get, read_post
from udacity_client.emulator.request_log import RecordedRequest
from udacity_client.emulator.resolvers import RESOLVERS
from udacity_client.emulator.responses import (
    not_found_response,
    rate_limit_response,
    scripted_response,
)
from udacity_client.emulator.schema import read_schema
from udacity_client.emulator.server import CloseConnection
from udacity_client.emulator.state import Caller, State

BASE_PATH = "/api/public/api"
_EXPOSED_HEADERS = (
    "Retry-After",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-Request-Id",
)

# In characters. Checking a longer document takes long enough to hold up others.
_LONG_DOCUMENT = 2_000


def build_app(state: State, close_connection: CloseConnection) -> ASGIApp:
    """Return the emulator's ASGI application.

    *close_connection* closes a client's connection without a response.
    """
    domains = [
        Domain(
            name,
            read_schema(name, state.options),
            resolvers,
            options=state.options,
        )
        for name, resolvers in RESOLVERS.items()
    ]
    return CORSMiddleware(
        GZipMiddleware(_Application(state, domains, close_connection)),
        allow_origins=["*"],
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=_EXPOSED_HEADERS,
    )


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
            incoming = self._read(request, await request.body())
        except ClientDisconnect:
            return
        with self._state.in_flight.tracked():
            await _prepare_long_document(incoming)
            response = await self._respond_within_limits(incoming)
        self._record(incoming, None if response is None else int(response.status_code))
        if response is None:
            await self._disconnect(request)
        else:
            # Inferred (answer.request-id).
            response.headers["X-Request-Id"] = incoming.id
            await response(scope, receive, send)

    def _read(self, request: Request, body: bytes) -> IncomingRequest:
        endpoint = self._endpoints.get(request.url.path)
        authorization = Authorization.parse(request.headers.get("Authorization"))
        domain = "" if endpoint is None else endpoint.domain.name
        try:
            caller: Caller | ApiError = authenticate(authorization, domain, self._state)
        except ApiError as error:
            caller = error
        number = next(self._request_numbers)
        return IncomingRequest(
            http=request,
            id=f"{number:06}-{self._random.randbytes(4).hex()}",
            endpoint=endpoint,
            authorization=authorization,
            parameters=_read_parameters(request, body),
            caller=caller,
        )

    async def _respond_within_limits(
        self, incoming: IncomingRequest
    ) -> Response | None:
        """Return the response, or None to close the connection without one."""
        client = incoming.http.client
        try:
            rate_limit = self._state.limits.count_request(
                identity=identity_of(incoming.caller),
                address="" if client is None else client.host,
            )
            response = await self._respond(incoming)
        except RateLimitExceeded as exceeded:
            return rate_limit_response(exceeded)
        if response is not None:
            _add_rate_limit_headers(response, rate_limit)
        return response

    async def _respond(self, incoming: IncomingRequest) -> Response | None:
        request, endpoint = incoming.http, incoming.endpoint
        if endpoint is None:
            return self._respond_outside_graphql(request)
        if request.method == "GET" and prefers_html(incoming.accept):
            shown = self._state.options.introspection
            sdl = endpoint.domain.sdl if shown else None
            return HTMLResponse(explorer_page(endpoint.domain.name, sdl))
        return await self._respond_to_graphql(incoming, endpoint)

    async def _respond_to_graphql(
        self, incoming: IncomingRequest, endpoint: Endpoint
    ) -> Response | None:
        failing_fields: dict[str, str] = {}
        match self._state.faults.take(endpoint.domain.name):
            case Answer() as fault:
                return scripted_response(fault)
            case Disconnect():
                return None
            case Delay(seconds):
                if await _disconnected_within(incoming.http, seconds):
                    return None
            case PartialData(field_name, message):
                failing_fields = {field_name: message}
            case None:
                pass
        return endpoint.respond(incoming, failing_fields)

    def _respond_outside_graphql(self, request: Request) -> Response:
        if request.url.path == "/" and request.method == "GET":
            return HTMLResponse(index_page(BASE_PATH, RESOLVERS))
        return not_found_response(request.url.path, list(self._endpoints))

    async def _disconnect(self, request: Request) -> None:
        if request.client is not None:
            self._close_connection((request.client.host, request.client.port))
        await _wait_for_disconnect(request)

    def _record(self, incoming: IncomingRequest, status: int | None) -> None:
        authorization, endpoint = incoming.authorization, incoming.endpoint
        self._state.request_log.append(
            RecordedRequest(
                time=self._state.options.clock(),
                method=incoming.http.method,
                domain=None if endpoint is None else endpoint.domain.name,
                operation_name=_operation_name(incoming),
                scheme=None if authorization is None else authorization.scheme or None,
                has_token=authorization is not None,
                status=status,
                user_agent=incoming.http.headers.get("User-Agent"),
                request_id=incoming.id,
            )
        )


async def _prepare_long_document(incoming: IncomingRequest) -> None:
    """Parse and validate a long document in a thread, so other requests go on.

    The domain remembers the outcome.
    """
    parameters, endpoint = incoming.parameters, incoming.endpoint
    if endpoint is None or isinstance(parameters, ApiError):
        return
    if len(parameters.query) > _LONG_DOCUMENT:
        await asyncio.to_thread(endpoint.domain.prepare, parameters.query)


async def _disconnected_within(request: Request, seconds: float) -> bool:
    """Wait, and return whether the client closed the connection meanwhile."""
    try:
        await asyncio.wait_for(_wait_for_disconnect(request), seconds)
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
    except ApiError as error:
        return error
    return ApiError(
        f"{request.method} is not a method of GraphQL: use POST, or GET for queries",
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        allow="GET, POST",
    )


def _operation_name(incoming: IncomingRequest) -> str | None:
    """Return the operation name of the request, or the name of its only operation."""
    parameters, endpoint = incoming.parameters, incoming.endpoint
    if endpoint is None or isinstance(parameters, ApiError):
        return None
    if parameters.operation_name is not None:
        return parameters.operation_name
    document = endpoint.domain.prepare(parameters.query).document
    return None if document is None else sole_operation_name(document)


def _add_rate_limit_headers(response: Response, rate_limit: RateLimitStatus) -> None:
    # A fault may have set these headers itself, such as a scripted 429.
    response.headers.setdefault("X-RateLimit-Limit", str(rate_limit.limit))
    response.headers.setdefault("X-RateLimit-Remaining", str(rate_limit.remaining))
