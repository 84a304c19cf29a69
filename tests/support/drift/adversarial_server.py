"""Generate every response that a schema allows for a GraphQL request, in process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from graphql import (
    DocumentNode,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLType,
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    parse,
    validate,
)
from graphql.pyutils import Path

from support.drift.exhaustive_choices import Choices
from support.drift.resolved_arguments import (
    Arguments,
    Resolved,
    directive_arguments,
    field_arguments,
)
from support.drift.sample_schema import schema_of
from support.drift.scalar_json import parse_strictly, samples
from udacity_client.schema.graphql_types import inside, is_list, is_non_null


@dataclass
class AdversarialServer:
    """A server of the schema *sdl* that may answer anything the schema allows.

    Its clients were generated when the schema was *old*.
    """

    sdl: str
    old: str
    resolved_arguments: Resolved = field(
        default_factory=dict[tuple[str, str], Arguments], init=False
    )
    """The argument values of the last request, by path and type."""

    def __post_init__(self) -> None:
        self.schema = build_schema(self.sdl)
        self._before = schema_of(self.old)
        parse_strictly(self.schema, self._before)
        self._documents: dict[str, tuple[DocumentNode, list[GraphQLError]]] = {}
        self._choices = Choices({})

    def refusals(self, text: str) -> list[GraphQLError]:
        """Return the validation errors of the document *text*."""
        return self._document(text)[1]

    def answer(self, content: bytes, choices: Choices) -> bytes:
        """Return the response body to the request *content* that *choices* selects."""
        request = json.loads(content)
        self.resolved_arguments = {}
        self._choices = choices
        document, errors = self._document(request["query"])
        if errors:
            return _body({"errors": [error.formatted for error in errors]})
        result = execute_sync(
            self.schema,
            document,
            variable_values=request["variables"],
            operation_name=request["operationName"],
            field_resolver=self._field,
            type_resolver=self._type,
        )
        return _body(dict(result.formatted))

    def _document(self, text: str) -> tuple[DocumentNode, list[GraphQLError]]:
        if text not in self._documents:
            document = parse(text)
            self._documents[text] = document, validate(self.schema, document)
        return self._documents[text]

    def _field(
        self, _source: object, info: GraphQLResolveInfo, **arguments: object
    ) -> object:
        place = _place(info.path)
        path = "/".join(str(step) for step in info.path.as_list())
        self.resolved_arguments[path, info.parent_type.name] = field_arguments(
            info, arguments
        )
        self.resolved_arguments |= directive_arguments(path, info)
        return self._value(info.return_type, place)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - likewise

    def _value(self, type_: GraphQLType, place: str) -> object:
        if is_non_null(type_):
            return self._present(inside(type_), place)
        is_null = self._choices.choose("null", place, (False, True))
        return None if is_null else self._present(type_, place)

    def _present(self, type_: GraphQLType, place: str) -> object:
        if is_list(type_):
            length = self._choices.choose("length", place, (1, 0, 2))
            return [self._value(inside(type_), f"{place}[]")] * length
        if isinstance(type_, GraphQLEnumType):
            return self._choices.choose("value", place, list(type_.values))
        if isinstance(type_, GraphQLScalarType):
            return self._choices.choose("value", place, samples(type_, self._before))
        return {}

    def _type(
        self, _value: object, info: GraphQLResolveInfo, abstract: GraphQLAbstractType
    ) -> str:
        possible = sorted(
            type_.name for type_ in self.schema.get_possible_types(abstract)
        )
        return self._choices.choose("member", _place(info.path), possible)


def _place(path: Path) -> str:
    """Return *path* with the type of each step and without list positions."""
    steps: list[str] = []
    at: Path | None = path
    while at is not None:
        if isinstance(at.key, str):
            steps.append(f"{at.typename}.{at.key}")
        at = at.prev
    return "/".join(reversed(steps))


def _body(answer: Mapping[str, object]) -> bytes:
    return json.dumps(_as_javascript(answer)).encode()


def _as_javascript(value: object) -> object:
    """Return *value* with `2.0` as `2`, as most servers write it."""
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {key: _as_javascript(one) for key, one in items}
    if isinstance(value, list):
        return [_as_javascript(one) for one in cast("list[object]", value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
