"""Judge guesses by what a server says about documents, if it tells no schema. No I/O.

All questions are one document. Before them is an operation that asks for `__typename`
alone, and its name is sent: servers validate the whole document and execute that one
operation. The first and the last question are about fields that cannot exist. Only if
the server objects to both, it has validated everything, and silence means yes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    is_leaf_type,
)

from udacity_client.drift.confirm.judgement import Judgement, Verdict
from udacity_client.drift.confirm.schema_guesses import judgement
from udacity_client.drift.diff.compare_fields import (
    fields_of,
    fields_of_input,
    is_required,
)
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
)
from udacity_client.schema.json_objects import Json, objects, objects_in
from udacity_client.schema.provenance import Origin

_NAME: Final = "SchemaConfirm"
_FIRST, _LAST = "schemaConfirmFirst", "schemaConfirmLast"
_UNKNOWN: Final = re.compile(
    r"(?i)cannot query|not defined|undefined|unknown|doesn'?t exist|does not exist"
)
_DEEPEST: Final = 6

NOT_SHOWN: Final = "The server tells no schema, and validation does not show this."
"""Why a guess is unknown that no query can mention, or that is about null."""


@dataclass(frozen=True)
class _Question:
    coordinate: str
    basis: Literal["inferred", "name"]
    member: str
    selection: str


@dataclass(frozen=True)
class ValidationQuestions:
    """A document that asks about guesses, and which line asks about which."""

    domain: str
    origin: Origin
    questions: tuple[_Question, ...]

    @property
    def body(self) -> bytes:
        """The body of the request."""
        first, *rest = [
            f"query {_NAME} {{ __typename }}",
            f"query A {{ {_FIRST} }}",
            *(
                f"query Q{number} {question.selection}"
                for number, question in enumerate(self.questions)
            ),
            f"query Z {{ {_LAST} }}",
        ]
        text = "\n".join([first, *rest])
        return json.dumps({"query": text, "operationName": _NAME}).encode()

    def judge(self, answer: Json) -> tuple[Judgement, ...]:
        """Return the judgement of each guess that the server's *answer* is about."""
        errors = objects_in(answer.get("errors"))
        messages = [str(error.get("message", "")) for error in errors]
        if not all(any(name in one for one in messages) for name in (_FIRST, _LAST)):
            return ()
        return tuple(
            judgement(
                self.domain, one.coordinate, one.basis, *_verdict(one, line, errors)
            )
            # Two lines are before the first question.
            for line, one in enumerate(self.questions, start=3)
        )


def validation_questions(
    domain: str, origin: Origin, schema: GraphQLSchema
) -> ValidationQuestions:
    """Return questions about those guesses of *domain* that a query can mention."""
    paths = dict(_paths(schema))
    found = (
        *(_inferred(coordinate, schema, paths) for coordinate in origin.inferred),
        *(_name(name, paths) for name in origin.names),
    )
    return ValidationQuestions(domain, origin, tuple(one for one in found if one))


def _verdict(
    question: _Question, line: int, errors: Sequence[Json]
) -> tuple[Verdict, str]:
    about = [error for error in errors if _is_about(error, line, question.member)]
    if not about:
        return "confirmed", ""
    if any(_UNKNOWN.search(str(error.get("message", ""))) for error in about):
        return "refuted", "The API does not have it: it refuses a query that uses it."
    return "unknown", "The API refuses a query that uses it, for another reason."


def _is_about(error: Json, line: int, member: str) -> bool:
    lines = {place.get("line") for place in objects(error, "locations")}
    if lines:
        return line in lines
    return re.search(rf"\b{member}\b", str(error.get("message", ""))) is not None


def _inferred(
    coordinate: str, schema: GraphQLSchema, paths: dict[str, str]
) -> _Question | None:
    """Return the question about an output field, or about a field of an input."""
    owner, _, member = coordinate.partition(".")
    type_ = schema.type_map.get(owner)
    if isinstance(type_, GraphQLObjectType) and owner in paths:
        field = type_.fields.get(member)
        if field is None:
            return None
        selection = paths[owner].format(_selected(member, field))
        return _Question(coordinate, "inferred", member, selection)
    if isinstance(type_, GraphQLInputObjectType) and member in type_.fields:
        used = _use_of_input(owner, member, schema)
        return _Question(coordinate, "inferred", member, used) if used else None
    return None


def _name(name: str, paths: dict[str, str]) -> _Question | None:
    if name not in paths:
        return None
    selection = paths[name].format(f"... on {name} {{ __typename }}")
    return _Question(name, "name", name, selection)


def _selected(name: str, field: GraphQLField) -> str:
    inner = "" if is_leaf_type(named_type(field)) else " { __typename }"
    return f"{name}{_arguments(field)}{inner}"


def _paths(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Yield a selection set for each object type below the queries.

    Each has `{}` at the place for what is selected of the type.
    """
    root = schema.query_type
    if root is None:
        return
    waiting: list[tuple[GraphQLNamedType, str]] = [(root, "{{ {} }}")]
    seen: set[str] = set()
    while waiting:
        type_, path = waiting.pop(0)
        if type_.name in seen or path.count("{{") > _DEEPEST:
            continue
        seen.add(type_.name)
        yield type_.name, path
        for name, field in fields_of(type_).items():
            inner = named_type(field)
            if isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
                step = f"{_escaped(name + _arguments(field))} {{{{ {{}} }}}}"
                waiting.append((inner, path.replace("{}", step, 1)))


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _arguments(field: GraphQLField) -> str:
    required = {
        name: literal_of(type_of(value))
        for name, value in field.args.items()
        if is_required(value)
    }
    return _call(required)


def _call(values: dict[str, str]) -> str:
    if not values:
        return ""
    return f"({', '.join(f'{name}: {value}' for name, value in values.items())})"


def _use_of_input(owner: str, member: str, schema: GraphQLSchema) -> str | None:
    """Return a query that gives the field *member* of the input object *owner*."""
    root = schema.query_type
    for name, field in fields_of(root).items() if root else ():
        for argument, value in field.args.items():
            given = _literal_with(type_of(value), owner, member)
            if given is not None:
                others = {
                    other: literal_of(type_of(one))
                    for other, one in field.args.items()
                    if other != argument and is_required(one)
                }
                inner = "" if is_leaf_type(named_type(field)) else " { __typename }"
                return f"{{ {name}{_call({**others, argument: given})}{inner} }}"
    return None


def _literal_with(
    type_: GraphQLType, owner: str, member: str, depth: int = 0
) -> str | None:
    """Return a literal of *type_* in which *member* of *owner* is given."""
    type_ = inside(type_) if is_non_null(type_) else type_
    if is_list(type_) or depth > _DEEPEST:
        return None
    fields = fields_of_input(type_)
    if isinstance(type_, GraphQLInputObjectType) and type_.name == owner:
        return _object(fields, {member: literal_of(type_of(fields[member]))})
    for name, field in fields.items():
        given = _literal_with(type_of(field), owner, member, depth + 1)
        if given is not None:
            return _object(fields, {name: given})
    return None


def _object(fields: Mapping[str, GraphQLInputField], given: Mapping[str, str]) -> str:
    required = {
        name: literal_of(type_of(field))
        for name, field in fields.items()
        if name not in given and is_required(field)
    }
    values = {**required, **given}
    return f"{{{', '.join(f'{name}: {value}' for name, value in values.items())}}}"


def literal_of(type_: GraphQLType) -> str:
    """Return the simplest literal of *type_*. None of it is ever executed."""
    if is_non_null(type_):
        type_ = inside(type_)
    elif not is_list(type_):
        return "null"
    if is_list(type_):
        return "[]"
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return _object(type_.fields, {})
    return {"Int": "0", "Float": "0", "Boolean": "false"}.get(str(type_), '"0"')
