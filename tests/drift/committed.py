"""Compile the client committed next to a schema, and call servers with it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeAlias

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    print_ast,
    validate,
)

from drift.adversary import Adversary
from drift.choices import MEMBERS, every
from drift.reach import is_alike
from drift.requests import as_python, every_variables
from drift.resolved import Resolved
from drift.rich import schema_of
from support.generated_packages import find_operation
from support.loopback_server import Loopback, Seen
from udacity_client import StaticToken, Udacity
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.impact.operation import document_of
from udacity_client.errors import GraphQLError, ResponseShapeError, SourceError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import encode
from udacity_client.runtime import Operation

Outcome: TypeAlias = Literal["fine", "refused", "unreadable"]
NUMBERS = count(1)


@dataclass(frozen=True)
class Request:
    """Hold what a caller of the generated client can ask.

    Attributes:
        variables: What the caller gives.
        content: What the client sends.
        arguments: What the arguments come to at the server that it was made for.
    """

    variables: dict[str, Any] = field(repr=False)
    content: bytes
    arguments: Resolved


@dataclass
class Committed:
    """Be the client that was generated from one schema and its operations."""

    sdl: str
    operations: dict[str, OperationDefinitionNode]
    package: ModuleType

    def __post_init__(self) -> None:
        self._server = Adversary(self.sdl, self.sdl)
        self._documents: dict[str, DocumentNode] = {}
        self._requests: dict[str, list[Request]] = {}

    def operation(self, name: str) -> Operation[Any, Any]:
        found: Operation[Any, Any] = find_operation(self.package, name)
        return found

    def is_untouched(self, name: str, new: GraphQLSchema) -> bool:
        """Return whether a server of *new* must answer the operation *name* alike."""
        document = self._documents.setdefault(
            name, parse(self.operation(name).document)
        )
        return is_alike(self._server.schema, new, document)

    def requests(self, name: str) -> list[Request]:
        """Return every kind of request that *name* can send and its server takes."""
        if name not in self._requests:
            self._requests[name] = list(self._make_requests(name))
        return self._requests[name]

    def _make_requests(self, name: str) -> Iterator[Request]:
        schema, node = schema_of(self.sdl), self.operations[name]
        for given in every_variables(schema, node):
            variables = as_python(self.package, schema, node, given)
            content = encode(self.operation(name), variables).content
            arguments = self._resolved(content)
            if arguments is not None:
                yield Request(variables, content, arguments)

    def _resolved(self, content: bytes) -> Resolved | None:
        """Return what the arguments come to; nothing where the request is refused."""
        found: Resolved = {}
        server = self._server
        for answer in every(lambda choices: server.answer(content, choices), MEMBERS):
            if "errors" in json.loads(answer):
                return None
            found |= server.arguments
        return found


@dataclass
class Wire:
    """Carry requests and answers over HTTP, each pair of them once."""

    udacity: Udacity
    loopback: Loopback
    known: dict[tuple[str, str, bytes], Outcome] = field(
        default_factory=dict[tuple[str, str, bytes], Outcome]
    )

    def outcome(
        self, client: Committed, name: str, request: Request, answer: bytes
    ) -> Outcome:
        """Return what the client makes of *answer*."""
        key = client.package.__name__, name, answer
        if key not in self.known:
            self.known[key] = self._ask(client.operation(name), request, answer)
        return self.known[key]

    def _ask(
        self, operation: Operation[Any, Any], request: Request, answer: bytes
    ) -> Outcome:
        def reply(seen: Seen) -> RawResponse:
            assert seen.content == request.content
            headers = {"Content-Type": "application/json"}
            return RawResponse(200, headers, answer, received_at=0.0)

        self.loopback.answer = reply
        try:
            self.udacity.execute(operation, request.variables).require()
        except GraphQLError:
            return "refused"
        except ResponseShapeError:
            return "unreadable"
        return "fine"


@contextmanager
def wire() -> Generator[Wire]:
    """Give a client that asks a server on this machine."""
    with (
        Loopback() as loopback,
        Udacity(
            StaticToken("t"), base_url=loopback.base_url, rate_limit=None
        ) as udacity,
    ):
        yield Wire(udacity, loopback)


@dataclass
class Compiler:
    """Compile clients into *folder*, each under a name of its own, and keep them."""

    folder: Path
    made: dict[tuple[str, str], Committed] = field(
        default_factory=dict[tuple[str, str], Committed]
    )

    def client(self, sdl: str, documents: str) -> Committed:
        """Return the client of those operations in *documents* that can have one."""
        key = sdl, documents
        if key not in self.made:
            self.made[key] = self._client(sdl, documents)
        return self.made[key]

    def _client(self, sdl: str, documents: str) -> Committed:
        fitting = list(_fitting(sdl, documents))
        try:
            return self._compile(sdl, fitting)
        except SourceError:
            able = [one for one in fitting if self._is_able(sdl, one)]
            return self._compile(sdl, able)

    def _is_able(self, sdl: str, document: DocumentNode) -> bool:
        try:
            self._compile(sdl, [document])
        except SourceError:
            return False
        return True

    def _compile(self, sdl: str, documents: Sequence[DocumentNode]) -> Committed:
        name = f"committed_{next(NUMBERS)}"
        folder = self.folder / name
        parts = {print_ast(d): d for one in documents for d in one.definitions}
        for place, text in (("schema", sdl), ("queries/shop", "\n".join(parts))):
            path = folder / place / "shop.graphql"
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        sources = Sources(folder / "schema", folder / "queries")
        compile_tree(sources, package=name).write(folder)
        sys.path.insert(0, str(folder))
        try:
            package = importlib.import_module(f"{name}.shop")
        finally:
            sys.path.remove(str(folder))
        operations = {
            part.name.value: part
            for part in parts.values()
            if isinstance(part, OperationDefinitionNode) and part.name
        }
        return Committed(sdl, operations, package)


def _fitting(sdl: str, documents: str) -> Iterator[DocumentNode]:
    """Yield each operation that fits *sdl*, with the fragments that it spreads."""
    definitions = parse(documents).definitions
    fragments = {
        part.name.value: part
        for part in definitions
        if isinstance(part, FragmentDefinitionNode)
    }
    schema = schema_of(sdl)
    for part in definitions:
        if isinstance(part, OperationDefinitionNode) and (
            schema.get_root_type(part.operation)
        ):
            document = document_of(part, fragments)
            if document and not validate(schema, document):
                yield document
