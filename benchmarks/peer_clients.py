"""One interface over all peers: decode bytes to records, and make a whole call.

The peers and the packages that they generate are imported by name, because the
environment in which this code is type-checked does not have them.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, Final, TypeAlias, cast

import httpx
from graphql import GraphQLSchema, build_schema

from page_server import WIRE, Spelling
from peer_packages import DOMAIN, GRAPHQL_CODEGEN
from sources import ROOT, document_of
from typed_floor import struct_decoder
from udacity_client import AsyncUdacity, ClientCredentials, Udacity
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_graphql.program_progress.operations import LIST_PROGRAM_PROGRESS

Decode: TypeAlias = Callable[[bytes], object]
Call: TypeAlias = Callable[[], object]
AsyncCall: TypeAlias = Callable[[], Awaitable[object]]
Steps: TypeAlias = tuple[str | int, ...]

FIRST: Final = 50
_VARIABLES: Final = {"input": {"first": FIRST}}
_OBJECTS: Final = ("program_progress", "edges", -1, "node", "user_email")
_DICTS: Final = ("programProgress", "edges", -1, "node", "userEmail")
_HEADERS: Final = {"Content-Type": "application/json"}
_CREDENTIALS: Final = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")  # noqa: S106 - made up


@dataclass(frozen=True, slots=True)
class Peer:
    """One library, or ours.

    Attributes:
        key: Its part of a row's key.
        name: Its name, and how it is used.
        decode: Turns the body of a response into what its callers get.
        last_email: The path to the last record's e-mail address in that.
        spelling: The field names in the responses to its document.
        call: Turns a base URL into a function that makes one call over an open
            connection.
        acall: The same, asynchronous.
    """

    key: str
    name: str
    decode: Decode
    last_email: Steps
    spelling: Spelling = WIRE
    call: Callable[[str], Call] | None = None
    acall: Callable[[str], AsyncCall] | None = None

    def read_last_email(self, content: bytes) -> object:
        """Return the last record's e-mail, to check that all peers read the same."""
        found = self.decode(content)
        for step in self.last_email:
            if isinstance(step, int) or isinstance(found, dict):
                found = cast("Mapping[str | int, object]", found)[step]
            else:
                found = getattr(found, step)
        return found


def peers(keys: Container[str] | None = None) -> list[Peer]:
    """Return ours and the peers; with *keys*, only these."""
    makers: dict[str, Callable[[], Peer]] = {
        "ours": _our_peer,
        "ariadne": _ariadne,
        "gql": _gql,
        "sgqlc": _sgqlc,
        "json": lambda: _by_hand("json", "`json` into dicts", json.loads, _DICTS),
        "orjson": lambda: _by_hand(
            "orjson", "orjson into dicts", _function("orjson", "loads"), _DICTS
        ),
        "msgspec": lambda: _by_hand(
            "msgspec", "msgspec into structs", struct_decoder(), _OBJECTS
        ),
    }
    if GRAPHQL_CODEGEN.exists():
        makers["graphql-codegen"] = _graphql_codegen
    return [make() for key, make in makers.items() if keys is None or key in keys]


def url(base_url: str) -> str:
    """Return the endpoint of the measured domain below *base_url*."""
    return f"{base_url}/v1/{DOMAIN}/graphql"


def _function(module: str, name: str) -> Callable[..., object]:
    return cast("Callable[..., object]", getattr(import_module(module), name))


def _our_peer() -> Peer:
    last_email = ("records", -1, "user_email")
    return Peer("ours", "ours", _ours, last_email, WIRE, _call_ours, _acall_ours)


def _ours(content: bytes) -> object:
    response = RawResponse(200, {}, content, received_at=0.0)
    return decode(LIST_PROGRAM_PROGRESS, response).require()


def _call_ours(base_url: str) -> Call:
    udacity = Udacity(_CREDENTIALS, base_url=base_url, rate_limit=None, concurrency=8)
    return partial(udacity.program_progress.list_program_progress, first=FIRST)


def _acall_ours(base_url: str) -> AsyncCall:
    udacity = AsyncUdacity(
        _CREDENTIALS, base_url=base_url, rate_limit=None, concurrency=8
    )
    return partial(udacity.program_progress.list_program_progress, first=FIRST)


def _ariadne() -> Peer:
    blocking, asynchronous = import_module("stock_sync"), import_module("stock_async")

    def decode(content: bytes) -> object:
        data = client.get_data(httpx.Response(200, content=content))
        return blocking.ListProgramProgress.model_validate(data)

    def called(stock: ModuleType, base_url: str) -> Callable[[], Any]:
        client = stock.Client(url=url(base_url))
        given = stock.ProgramProgressInput(first=FIRST)
        return partial(client.list_program_progress, input=given)

    client = blocking.Client(url="http://127.0.0.1")
    return Peer(
        "ariadne",
        "stock ariadne-codegen",
        decode,
        _OBJECTS,
        call=partial(called, blocking),
        acall=partial(called, asynchronous),
    )


def _gql() -> Peer:
    gql, transports = import_module("gql"), import_module("gql.transport.httpx")
    parse_result = _function("gql.utilities", "parse_result")
    schema, request = _schema(), gql.gql(document_of(DOMAIN))

    def decode(content: bytes) -> object:
        return parse_result(schema, request.document, json.loads(content)["data"])

    def client(transport: str, base_url: str) -> Any:
        connection = getattr(transports, transport)(url=url(base_url))
        return gql.Client(transport=connection, schema=schema, parse_results=True)

    def call(base_url: str) -> Call:
        session = client("HTTPXTransport", base_url).connect_sync()
        request.variable_values = _VARIABLES
        return partial(session.execute, request)

    def acall(base_url: str) -> AsyncCall:
        opened: list[Any] = []

        async def once() -> object:
            if not opened:
                asynchronous = client("HTTPXAsyncTransport", base_url)
                opened.append(await asynchronous.connect_async())
            return cast("object", await opened[0].execute(request))

        request.variable_values = _VARIABLES
        return once

    return Peer("gql", "gql, results parsed", decode, _DICTS, call=call, acall=acall)


def _schema() -> GraphQLSchema:
    return build_schema((ROOT / "schema" / f"{DOMAIN}.graphql").read_text())


def _sgqlc() -> Peer:
    operation = import_module("sgqlc_operations").Operations.query.list_program_progress
    endpoints = import_module("sgqlc.endpoint.requests")
    requests = import_module("requests")

    def call(base_url: str) -> Call:
        session = requests.Session()
        endpoint = endpoints.RequestsEndpoint(url(base_url), session=session)
        return lambda: operation + endpoint(operation, _VARIABLES)

    def decode(content: bytes) -> object:
        return operation + json.loads(content)

    return Peer("sgqlc", "sgqlc", decode, _OBJECTS, call=call)


def _graphql_codegen() -> Peer:
    module = import_module("typed_dicts.document.list_program_progress")
    request = module.ListProgramProgress(_VARIABLES)
    prepared = request.prepare()

    def call(base_url: str) -> Call:
        client = httpx.Client(headers=_HEADERS)

        def once() -> object:
            ready = request.prepare()
            response = client.post(url(base_url), content=bytes(ready))
            return cast("object", ready.parse(response.content))

        return once

    name = "graphql-codegen, typed dicts"
    return Peer("graphql-codegen", name, prepared.parse, _DICTS, call=call)


def _by_hand(key: str, name: str, decode: Decode, last_email: Steps) -> Peer:
    content = json.dumps(
        {"query": document_of(DOMAIN), "variables": _VARIABLES}
    ).encode()

    def call(base_url: str) -> Call:
        client = httpx.Client(headers=_HEADERS)
        address = url(base_url)
        return lambda: decode(client.post(address, content=content).content)

    def acall(base_url: str) -> AsyncCall:
        client = httpx.AsyncClient(headers=_HEADERS)
        where = url(base_url)

        async def once() -> object:
            response = await client.post(where, content=content)
            return decode(response.content)

        return once

    last_email = ("data", *last_email)
    return Peer(key, name, decode, last_email, call=call, acall=acall)
