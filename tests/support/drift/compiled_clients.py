"""Compile the client for a schema, and call servers with it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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

from support.drift.adversarial_server import AdversarialServer
from support.drift.exhaustive_choices import MEMBERS_ONLY, run_every_choice
from support.drift.request_variables import as_python, every_variables
from support.drift.resolved_arguments import Resolved
from support.drift.sample_schema import schema_of
from support.drift.used_types import is_same_for
from support.generated_packages import find_operation
from support.loopback_server import Loopback, Seen
from udacity_client import StaticToken, Udacity
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.impact.validation import document_of
from udacity_client.errors import (
    GraphQLError,
    InputError,
    ResponseShapeError,
    SourceError,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import encode
from udacity_client.runtime import Operation

Outcome: TypeAlias = Literal["fine", "refused", "unreadable"]
NUMBERS = count(1)


@dataclass(frozen=True)
class Request:
    """A request that a caller of the generated client can make.

    Attributes:
        variables: The Python arguments that the caller gives.
        content: The body that the client sends.
        arguments: The argument values at a server of the client's own schema.
    """

    variables: dict[str, Any] = field(repr=False)
    content: bytes
    arguments: Resolved


@dataclass
class CompiledClient:
    """The client that was generated from one schema and its operations."""

    sdl: str
    operations: dict[str, OperationDefinitionNode]
    package: ModuleType

    def __post_init__(self) -> None:
        self._server = AdversarialServer(self.sdl, self.sdl)
        self._documents: dict[str, DocumentNode] = {}
        self._requests: dict[str, list[Request]] = {}

    def operation(self, name: str) -> Operation[Any, Any]:
        found: Operation[Any, Any] = find_operation(self.package, name)
        return found

    def is_unaffected(self, name: str, new: GraphQLSchema) -> bool:
        """Return whether *new* equals the old schema in all that *name* uses."""
        document = self._documents.setdefault(
            name, parse(self.operation(name).document)
        )
        return is_same_for(self._server.schema, new, document)

    def requests(self, name: str) -> list[Request]:
        """Return each kind of request of *name* that its own server accepts."""
        if name not in self._requests:
            self._requests[name] = list(self._make_requests(name))
        return self._requests[name]

    def _make_requests(self, name: str) -> Iterator[Request]:
        schema, node = schema_of(self.sdl), self.operations[name]
        for given in every_variables(schema, node):
            variables = as_python(self.package, schema, node, given)
            try:
                content = encode(self.operation(name), variables).content
            except InputError:
                # The client may refuse only what its own server refuses as well.
                assert self._resolved(self._content(name, given)) is None
                continue
            arguments = self._resolved(content)
            if arguments is not None:
                yield Request(variables, content, arguments)

    def _content(self, name: str, variables: dict[str, Any]) -> bytes:
        document = self.operation(name).document
        request = {"query": document, "operationName": name, "variables": variables}
        return json.dumps(request).encode()

    def _resolved(self, content: bytes) -> Resolved | None:
        """Return the argument values, or None if the server refuses the request."""
        found: Resolved = {}
        server = self._server
        for answer in run_every_choice(
            lambda choices: server.answer(content, choices), MEMBERS_ONLY
        ):
            if "errors" in json.loads(answer):
                return None
            found |= server.resolved_arguments
        return found


@dataclass
class CallRunner:
    """Sends requests over HTTP to a server with a given answer, each pair once."""

    udacity: Udacity
    loopback: Loopback
    known: dict[tuple[str, str, bytes], Outcome] = field(
        default_factory=dict[tuple[str, str, bytes], Outcome]
    )

    def outcome(
        self, client: CompiledClient, name: str, request: Request, answer: bytes
    ) -> Outcome:
        """Return how the client takes *answer*."""
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
        # The variables are JSON, not what Python callers give.
        unchecked = replace(operation, variables=None)
        try:
            self.udacity.execute(unchecked, request.variables).require()
        except GraphQLError:
            return "refused"
        except ResponseShapeError:
            return "unreadable"
        return "fine"


@contextmanager
def open_call_runner() -> Generator[CallRunner]:
    """Yield a runner whose server listens on the loopback interface."""
    with (
        Loopback() as loopback,
        Udacity(
            StaticToken("t"), base_url=loopback.base_url, rate_limit=None
        ) as udacity,
    ):
        yield CallRunner(udacity, loopback)


@dataclass
class ClientCompiler:
    """Compiles clients into *folder*, each under its own name, and caches them."""

    folder: Path
    compiled: dict[tuple[str, str], CompiledClient] = field(
        default_factory=dict[tuple[str, str], CompiledClient]
    )

    def client(self, sdl: str, documents: str) -> CompiledClient:
        """Return the client of those operations in *documents* that can be compiled."""
        key = sdl, documents
        if key not in self.compiled:
            self.compiled[key] = self._client(sdl, documents)
        return self.compiled[key]

    def _client(self, sdl: str, documents: str) -> CompiledClient:
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

    def _compile(self, sdl: str, documents: Sequence[DocumentNode]) -> CompiledClient:
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
        return CompiledClient(sdl, operations, package)


def _fitting(sdl: str, documents: str) -> Iterator[DocumentNode]:
    """Yield each operation that is valid for *sdl*, with its fragments."""
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
