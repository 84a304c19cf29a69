"""Try generated code: read and dump random answers, call methods with random values."""

from __future__ import annotations

import asyncio
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Final

import pytest
from graphql import (
    REMOVE,
    DefinitionNode,
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLType,
    OperationDefinitionNode,
    Visitor,
    VisitorAction,
    get_named_type,
    get_variable_values,
    parse,
    print_ast,
    visit,
)

from support.client_check.client_sources import DOMAIN, ClientSources
from support.client_check.compiled_client import CompiledClient
from support.client_check.random_json import RandomJson, is_same_json, variable_types
from support.client_check.wrong_values import wrong_values
from support.decoders import WAYS
from udacity_client.codegen.naming import argument_names, field_names
from udacity_client.errors import InputError
from udacity_client.protocol import envelope
from udacity_client.protocol.envelope import AdaptiveDecoder
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import encode
from udacity_client.protocol.response import decode
from udacity_client.runtime import UNSET, Duration, Operation, Result, UnsetType
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    type_of,
)


@dataclass
class TrialResult:
    """What the trial of a client came to.

    Attributes:
        answers: How many answers were read, each by every decoder.
        calls: How many methods were called with values that they take.
        wrong_calls: How many were called with a value that they do not take.
        bad_documents: Documents that are sent otherwise than they were written.
        bad_answers: Answers that were refused, or dumped as something else, in words.
        bad_calls: Calls that failed or sent something else, or sent what is wrong, in
            words.
        slow: Operations whose answers a fast decoder leaves to pydantic.
    """

    answers: int = 0
    calls: int = 0
    wrong_calls: int = 0
    bad_documents: list[str] = field(default_factory=list[str])
    bad_answers: list[str] = field(default_factory=list[str])
    bad_calls: list[str] = field(default_factory=list[str])
    slow: list[str] = field(default_factory=list[str])

    @property
    def faults(self) -> list[str]:
        """All that is wrong."""
        return [
            *self.bad_documents,
            *self.bad_answers,
            *self.bad_calls,
            *self.slow,
        ]


def try_client(client: CompiledClient, *, rounds: int, seed: int) -> TrialResult:
    """Answer and call each operation of *client* so often, with random values."""
    result = TrialResult()
    data = RandomJson(client.sources.schema, Random(seed))
    for name, node in client.analysis.operations.items():
        operation = client.operation(name)
        sent, readers = parse(operation.document), Readers(operation)
        if not _is_what_was_written(client.sources, name, sent):
            result.bad_documents.append(f"{name}: {operation.document}")
        for turn in range(rounds):
            variables = data.variables(node)
            if data.refuses(sent, name, variables):
                # A null, in place of a default that a place has.
                variables = {n: v for n, v in variables.items() if v is not None}
            answer = data.answer(sent, name, variables)
            result.answers += 1
            result.bad_answers += readers.faults(answer)
            result.calls += 1
            result.bad_calls += call_faults(client, name, variables, answer)
            if turn % 6 == 0:
                wrong = WrongCalls(client, name, variables)
                result.bad_calls += wrong.faults()
                result.bad_calls += null_faults(client, data, name, variables)
                result.wrong_calls += wrong.count
        result.slow += readers.given_up()
    return result


class Readers:
    """All decoders of the answers to one operation."""

    def __init__(self, operation: Operation[Any, Any]) -> None:
        self._name = operation.name
        model = operation.load_model()
        self._decoders = {way: AdaptiveDecoder(model) for way in WAYS}

    def faults(self, answer: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is wrong with *answer*, read and dumped by each decoder."""
        content = json.dumps({"data": answer}).encode()
        for way, (for_dicts, for_structs) in WAYS.items():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(envelope, "SMALL_RESPONSE_BYTES", 0)
                patch.setattr(envelope, "DICT_THRESHOLD_BYTES", for_dicts)
                patch.setattr(envelope, "STRUCT_THRESHOLD_BYTES", for_structs)
                try:
                    data = self._decoders[way].read(content).data
                except ValueError as error:
                    yield f"{self._name}, {way}: {error}"
                    continue
            assert data is not None
            dumped = data.model_dump_json(by_alias=True, exclude_unset=True)
            if not is_same_json(json.loads(dumped), answer):
                yield f"{self._name}, {way}: {json.dumps(answer)} became {dumped}"

    def given_up(self) -> Iterator[str]:
        """Yield the decoders that did not read what the model reads."""
        for way, decoder in self._decoders.items():
            if decoder._disabled:  # pyright: ignore[reportPrivateUsage] - nothing else shows it
                yield f"{self._name}, {way}: it refused what is valid"


@dataclass
class Server:
    """Answers each call with *answer*, and keeps the variables that it received."""

    answer: bytes
    received: list[Any] = field(default_factory=list[Any])

    def execute(
        self,
        operation: Operation[Any, Any],
        variables: object,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[Any]:
        assert deadline is UNSET
        assert operation.domain == DOMAIN
        self.received.append(json.loads(encode(operation, variables).content))
        return decode(operation, RawResponse(200, {}, self.answer, received_at=0.0))


@dataclass
class AsyncServer:
    """The same for the async client."""

    server: Server

    async def execute(
        self,
        operation: Operation[Any, Any],
        variables: object,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[Any]:
        return self.server.execute(operation, variables, deadline=deadline)


def call_faults(
    client: CompiledClient, name: str, variables: dict[str, Any], answer: object
) -> Iterator[str]:
    """Call the methods for *name*, and yield what they send wrong or fail with."""
    node = client.analysis.operations[name]
    server = Server(json.dumps({"data": answer}).encode())
    method = client.names.operations[name].method
    called = f"{method} of {json.dumps(variables)}"
    try:
        arguments = _arguments(client, node, variables)
        with warnings.catch_warnings():
            # Deprecated methods say so when they are called.
            warnings.simplefilter("ignore", DeprecationWarning)
            returned = getattr(client.module.Client(server), method)(**arguments)
            calling = getattr(client.module.AsyncClient(AsyncServer(server)), method)
            if asyncio.run(calling(**arguments)) != returned:
                yield f"{called}: the async client returned something else"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        yield f"{called}: {type(error).__name__}: {error}"
        return
    for request in server.received:
        if not _is_what_was_given(client, node, variables, request["variables"]):
            yield f"{called}: received {json.dumps(request['variables'])}"


def null_faults(
    client: CompiledClient, data: RandomJson, name: str, given: Mapping[str, Any]
) -> Iterator[str]:
    """Call the methods for *name* with a null in place of each of its variables.

    Yield what is sent although a server refuses it.
    """
    node, sent = client.analysis.operations[name], client.operation(name).document
    if client.analysis.flattened_input(node) is not None:
        return
    types = _argument_types(client, node)
    names, wrong = argument_names(types), WrongCalls(client, name, given)
    for wire in types:
        nulled = {**given, wire: None}
        if data.refuses(parse(sent), name, nulled):
            arguments = {**_arguments(client, node, given), names[wire]: None}
            yield from wrong.faults_of(arguments, names[wire], wire)


@dataclass
class WrongCalls:
    """Calls of one operation in which one value is not what its argument takes.

    Attributes:
        client: The client that has the operation.
        name: The name of the operation.
        variables: Right values of its variables.
        count: How many there were.
    """

    client: CompiledClient
    name: str
    variables: Mapping[str, Any]
    count: int = 0

    def faults(self) -> Iterator[str]:
        """Yield the calls that are not refused before something is sent."""
        node = self.client.analysis.operations[self.name]
        types = _argument_types(self.client, node)
        names = argument_names(types)
        is_flattened = self.client.analysis.flattened_input(node) is not None
        right = _arguments(self.client, node, self.variables)
        for wire, type_ in types.items():
            for wrong in wrong_values(self.client, type_, right.get(names[wire])):
                self.count += 1
                given = {**right, names[wire]: wrong}
                if is_flattened:
                    yield from self._method_faults(given, names[wire])
                else:
                    yield from self.faults_of(given, names[wire], wire)

    def faults_of(
        self, given: Mapping[str, Any], argument: str, wire: str
    ) -> Iterator[str]:
        """Yield what is wrong with calls that are to be refused for one argument.

        Args:
            given: The arguments, by their names in Python.
            argument: The name of the wrong one.
            wire: The name of its variable.
        """
        yield from self._method_faults(given, argument)
        names = argument_names(
            _argument_types(self.client, self.client.analysis.operations[self.name])
        )
        variables = {one: given[names[one]] for one in names if names[one] in given}
        yield from self._execute_faults(variables, wire)

    def _method_faults(self, given: Mapping[str, Any], argument: str) -> Iterator[str]:
        server, module = Server(b"{}"), self.client.module
        name = self.client.names.operations[self.name].method
        method = getattr(module.Client(server), name)
        calling = getattr(module.AsyncClient(AsyncServer(server)), name)
        for call in (
            lambda: method(**given),
            lambda: asyncio.run(calling(**given)),
        ):
            yield from _unrefused(server, call, argument, f"{name} of {given}")

    def _execute_faults(self, given: Mapping[str, Any], wire: str) -> Iterator[str]:
        server, operation = Server(b"{}"), self.client.operation(self.name)

        def call() -> object:
            return server.execute(operation, given)

        yield from _unrefused(server, call, wire, f"{self.name} of {given}")


def _unrefused(
    server: Server, call: Callable[[], object], named: str, called: str
) -> Iterator[str]:
    """Yield what is wrong with *call*, to be refused for the value *named*."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            call()
    except InputError as error:
        if not re.match(rf"{named}\b", str(error)):
            yield f"{called}: {error}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        yield f"{called}: {type(error).__name__}: {error}"
    if server.received:
        yield f"{called}: sent {server.received}"
        server.received.clear()


def _is_what_was_written(sources: ClientSources, name: str, sent: DocumentNode) -> bool:
    """Return whether *sent* is the operation that was written, with its fragments.

    `__typename` may have been added to any selection set.
    """
    needed = [sources.fragments[one] for one in sources.needed_fragments(name)]
    written = {_text(node) for node in (sources.operations[name], *needed)}
    return {_text(node) for node in sent.definitions} == written


def _text(definition: DefinitionNode) -> str:
    return print_ast(visit(definition, _WithoutTypenames()))


class _WithoutTypenames(Visitor):
    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        is_plain = node.name.value == "__typename" and not node.alias
        return REMOVE if is_plain and not node.directives else None

    def enter_operation_definition(
        self, node: OperationDefinitionNode, *_: object
    ) -> None:
        # graphql-core 3.2 reads descriptions of operations, and they are not sent.
        node.description = None


def _is_what_was_given(
    client: CompiledClient,
    node: OperationDefinitionNode,
    given: Mapping[str, Any],
    received: Mapping[str, Any],
) -> bool:
    """Return whether the server got the values that were given, and nothing else.

    The default that a document states for a variable may be sent as well.
    """
    definitions, values = node.variable_definitions, dict(given)
    coerced = get_variable_values(client.sources.schema, definitions, values)
    assert isinstance(coerced, dict), coerced
    sent = {n: v for n, v in coerced.items() if n in received and n not in given}
    return is_same_json({**given, **sent}, received)


def _arguments(
    client: CompiledClient, node: OperationDefinitionNode, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return *given* as a caller writes it in Python, by the names of arguments."""
    types = _argument_types(client, node)
    if client.analysis.flattened_input(node) is not None:
        (given,) = given.values()
    names = argument_names(types)
    return {
        names[wire]: _as_python(client, types[wire], value)
        for wire, value in given.items()
    }


def _argument_types(
    client: CompiledClient, node: OperationDefinitionNode
) -> dict[str, GraphQLType]:
    """Return the types of the arguments of a method, by their names in GraphQL."""
    flattened = client.analysis.flattened_input(node)
    if flattened is None:
        return variable_types(client.sources.schema, node)
    return {name: type_of(one) for name, one in flattened.fields.items()}


def _as_python(client: CompiledClient, type_: GraphQLType, value: Any) -> Any:
    if value is None:
        return None
    type_ = inside(type_) if is_non_null(type_) else type_
    if is_list(type_):
        return [_as_python(client, inside(type_), item) for item in value]
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        names = field_names(named.fields)
        fields = {
            names[wire]: _as_python(client, type_of(named.fields[wire]), item)
            for wire, item in value.items()
        }
        return getattr(client.module, client.names.types[named.name])(**fields)
    if isinstance(named, GraphQLEnumType):
        return getattr(client.module, client.names.types[named.name])(value)
    return _PARSE[named.name](value) if named.name in _PARSE else value


_PARSE: Final[Mapping[str, Callable[[str], object]]] = {
    "Duration": Duration.parse,
    "Time": datetime.fromisoformat,
}
"""How a caller makes values of the scalars that have a Python type."""
