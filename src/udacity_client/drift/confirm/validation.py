"""Judge guesses by what a server says about documents, if it shows no schema. No I/O.

All questions are one document. Before them is an operation that asks for `__typename`
alone, and its name is sent: servers validate the whole document and execute that one
operation. The first and the last question are about fields that cannot exist. Only if
the server objects to both, it has validated everything, and silence means yes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
)

from udacity_client.drift.confirm.judgement import Basis, Judgement, Verdict
from udacity_client.drift.confirm.schema_guesses import judgement
from udacity_client.drift.confirm.validation_queries import (
    VARIABLE,
    selection_of,
    selection_paths,
    use_of_input,
)
from udacity_client.schema.graphql_types import (
    type_of,
)
from udacity_client.schema.json_objects import Json, objects, objects_in
from udacity_client.schema.provenance import Origin

_NAME: Final = "SchemaConfirm"
_FIRST, _LAST = "schemaConfirmFirst", "schemaConfirmLast"
_UNKNOWN: Final = re.compile(
    r"(?i)cannot query|not defined|undefined|unknown|doesn'?t exist|does not exist"
)
_OTHER_TYPE: Final = re.compile(r"(?i)used in position|type mismatch")

NOT_SHOWN: Final = "The server shows no schema, and validation does not show this."
"""Why a guess is unknown that no query can mention, or that is about null."""

_Answer: TypeAlias = tuple[Verdict, str]

_CONFIRMED: Final[_Answer] = "confirmed", ""
_GONE: Final[_Answer] = "refuted", "The API does not have it: it refuses its name."
_ANOTHER: Final[_Answer] = "refuted", "Its type is another, by what it accepts."
_EXISTS: Final[_Answer] = "unknown", "It exists, but validation does not show its type."
_UNCLEAR: Final[_Answer] = "unknown", "The API refuses it for a reason of its own."


@dataclass(frozen=True)
class _Question:
    """One query about a guess.

    Attributes:
        coordinate: The guess.
        basis: Which part of it is a guess.
        member: The name that an objection must be about.
        query: What follows the name of the query.
        silence: What it means if the server does not object.
        objection: What it means if it objects to a type.
    """

    coordinate: str
    basis: Literal["inferred", "name"]
    member: str
    query: str
    silence: _Answer
    objection: _Answer = _ANOTHER

    def answer(self, messages: Sequence[str]) -> _Answer:
        """Return what the server's *messages* about the query mean."""
        if not messages:
            return self.silence
        about = re.compile(rf"\b{self.member}\b")
        if any(about.search(one) and _UNKNOWN.search(one) for one in messages):
            return _GONE
        if any(_OTHER_TYPE.search(one) for one in messages):
            return self.objection
        return _UNCLEAR


@dataclass(frozen=True)
class ValidationQuestions:
    """A document that asks about guesses, and which line asks about which."""

    domain: str
    questions: tuple[_Question, ...]

    @property
    def lines(self) -> list[str]:
        """The lines of the document, each a query."""
        asked = [f"query Q{n} {one.query}" for n, one in enumerate(self.questions)]
        first, last = f"query A {{ {_FIRST} }}", f"query Z {{ {_LAST} }}"
        return [f"query {_NAME} {{ __typename }}", first, *asked, last]

    @property
    def body(self) -> bytes:
        """The body of the request."""
        content = {"query": "\n".join(self.lines), "operationName": _NAME}
        return json.dumps(content).encode()

    def judge(self, answer: Json) -> tuple[Judgement, ...]:
        """Return the judgement of each guess that the server's *answer* is about."""
        messages = _messages_by_line(answer)
        _, first, *asked, last = (
            messages.get(line, []) for line in range(1, len(self.lines) + 1)
        )
        if not first or not last:
            return ()
        found: dict[tuple[str, Basis], list[_Answer]] = {}
        for question, about in zip(self.questions, asked, strict=True):
            key = question.coordinate, question.basis
            found.setdefault(key, []).append(question.answer(about))
        return tuple(
            judgement(self.domain, coordinate, basis, *min(answers, key=_weight))
            for (coordinate, basis), answers in found.items()
        )


def validation_questions(
    domain: str, origin: Origin, schema: GraphQLSchema
) -> ValidationQuestions:
    """Return questions about those guesses of *domain* that a query can mention."""
    paths = dict(selection_paths(schema))
    found = [
        question
        for coordinate in origin.inferred
        for question in _inferred(coordinate, schema, paths)
    ]
    names = (_name(name, paths) for name in origin.names)
    return ValidationQuestions(domain, (*found, *(one for one in names if one)))


def _weight(answer: _Answer) -> int:
    """Return a number by which answers are sorted, the one that counts first."""
    return ("refuted", "unknown", "confirmed").index(answer[0])


def _messages_by_line(answer: Json) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for error in objects_in(answer.get("errors")):
        for place in objects(error, "locations"):
            line = place.get("line")
            if isinstance(line, int):
                found.setdefault(line, []).append(str(error.get("message", "")))
    return found


def _inferred(
    coordinate: str, schema: GraphQLSchema, paths: dict[str, str]
) -> Iterator[_Question]:
    """Yield the questions about an output field, or about a field of an input."""
    owner, _, member = coordinate.partition(".")
    type_ = schema.type_map.get(owner)
    if isinstance(type_, GraphQLObjectType) and owner in paths:
        field = type_.fields.get(member)
        if field is not None:
            query = paths[owner].format(selection_of(member, field))
            yield _Question(coordinate, "inferred", member, query, _EXISTS)
    elif isinstance(type_, GraphQLInputObjectType) and member in type_.fields:
        use = use_of_input(owner, member, schema)
        if use is not None:
            yield from _typed(coordinate, type_of(type_.fields[member]), use)


def _typed(coordinate: str, type_: GraphQLType, query: str) -> Iterator[_Question]:
    """Yield whether *type_* is accepted, and whether each looser one is refused."""
    member, text = coordinate.partition(".")[2], str(type_)
    exact = f"(${VARIABLE}: {text}) {query}"
    yield _Question(coordinate, "inferred", member, exact, _CONFIRMED)
    for place in (found.start() for found in re.finditer("!", text)):
        looser = f"(${VARIABLE}: {text[:place]}{text[place + 1 :]}) {query}"
        yield _Question(coordinate, "inferred", member, looser, _ANOTHER, _CONFIRMED)


def _name(name: str, paths: dict[str, str]) -> _Question | None:
    if name not in paths:
        return None
    selection = paths[name].format(f"... on {name} {{ __typename }}")
    return _Question(name, "name", name, selection, _CONFIRMED, _UNCLEAR)
