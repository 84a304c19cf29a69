"""The queries of the plan. They select no field that could hold personal data.

Selected are times, durations, numbers, booleans and enum values, and of texts only
those in `_NOT_PERSONAL`. A field that the API does not have is not selected.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLSchema

from udacity_client.cli.confirm.answers import Answer
from udacity_client.drift.diff.compare_fields import (
    fields_of,
    fields_of_input,
    is_required,
)
from udacity_client.schema.graphql_types import named_type
from udacity_client.schema.json_objects import objects

LARGEST: Final = 10_000
"""The page size that asks for the maximum."""

SORTED: Final = 20
"""How many sorted records are looked at."""

_Part: TypeAlias = tuple[str, str, Mapping[str, object]]
"""The alias of a page, what is selected of it, and its own part of the input."""

TYPENAME: Final = "{ __typename }"
MISSING_FIELD: Final = "schemaConfirmNoSuchField"

TIME_FIELDS: Final = (
    *("modifiedDate", "enrolledAt", "lastActiveAt", "completedAt", "graduatedAt"),
    *("unenrolledAt", "createdAt", "updatedAt", "startedAt"),
)
DURATION_FIELDS: Final = ("duration", "timeLimit")

_SAFE_TYPES: Final = frozenset({"Boolean", "Duration", "Float", "Int", "Time"})
_NOT_PERSONAL: Final = frozenset({"programKey"})
_STATUS: Final = "enrollmentStatus"


def body(query: str, variables: Mapping[str, object] | None = None) -> bytes:
    """Return the body of a request for *query*."""
    content: dict[str, object] = {"query": query}
    if variables:
        content["variables"] = variables
    return json.dumps(content).encode()


def catalog_query(schema: GraphQLSchema) -> str | None:
    """Return the query for the catalog; `None` if the API has no such field."""
    catalog = _root(schema, "catalog")
    if catalog is None:
        return None
    parts = [
        f"{name} {{ {_safe(catalog, name)} }}"
        for name in ("programs", "assessments", "learningPlans")
        if name in fields_of(catalog)
    ]
    return f"{{ catalog {{ __typename {' '.join(parts)} }} }}"


def _safe(owner: GraphQLNamedType, name: str) -> str:
    type_ = named_type(fields_of(owner)[name])
    # The ID of a plan is needed to ask for its learners.
    id_too = ["id"] if name == "learningPlans" and "id" in fields_of(type_) else []
    return " ".join(("__typename", *id_too, *_safe_fields(type_)))


@dataclass(frozen=True)
class PageQuery:
    """The query for the pages of one root field.

    Attributes:
        schema: The schema of the domain.
        root: The root field.
        fixed: The part of the input that each request needs, such as a plan's ID.
    """

    schema: GraphQLSchema
    root: str
    fixed: Mapping[str, object]

    @property
    def is_possible(self) -> bool:
        """Whether the API has this field, with pages as assumed."""
        return self._node is not None and self._needs_nothing

    def first_page(self, *, order_by: str | None, filters_status: bool) -> bytes:
        """Return the request for a page of the default size, and of some sorted ones.

        Args:
            order_by: The value of `orderBy`; `None` asks for no sorted ones.
            filters_status: Whether to ask also with an empty filter.
        """
        parts: list[_Part] = [("page", self._selection("totalCount"), {})]
        if order_by is not None and "lastActiveAt" in self._selected:
            sort = {"first": SORTED, "orderBy": order_by}
            parts.append(("sorted", "{ edges { node { lastActiveAt } } }", sort))
        if filters_status:
            empty = {"first": 1, "filter": {_STATUS: list[str]()}}
            parts.append(("unfiltered", "{ totalCount }", empty))
        return self._request(parts)

    def largest_page(self) -> bytes:
        """Return the request for more records than a page may have."""
        selection = "{ totalCount edges { __typename } }"
        return self._request([("page", selection, {"first": LARGEST})])

    def after(self, cursor: str, statuses: Iterable[str]) -> bytes:
        """Return the request for what comes after *cursor*, with these statuses."""
        given = {"first": 2, "after": cursor, "filter": {_STATUS: [*statuses]}}
        return self._request([("page", self._selection("totalCount"), given)])

    def statuses(self) -> list[str]:
        """Return every status that records may have; none if that is not known."""
        type_ = self.schema.type_map.get("EnrollmentStatus")
        if not isinstance(type_, GraphQLEnumType) or _STATUS not in self._selected:
            return []
        return list(type_.values) if self._can_filter(_STATUS) else []

    def can_order_by(self, value: str) -> bool:
        """Return whether `orderBy` takes *value*."""
        type_ = self._input_field("orderBy")
        return isinstance(type_, GraphQLEnumType) and value in type_.values

    def _request(self, parts: list[_Part]) -> bytes:
        variables = {alias: {**self.fixed, **given} for alias, _, given in parts}
        declared = ", ".join(f"${alias}: {self._input}!" for alias in variables)
        fields = " ".join(
            f"{alias}: {self.root}(input: ${alias}) {selection}"
            for alias, selection, _ in parts
        )
        return body(f"query ({declared}) {{ {fields} }}", variables)

    def _selection(self, *more: str) -> str:
        edge = f"edges {{ cursor node {{ {' '.join(self._selected)} }} }}"
        return f"{{ {' '.join(more)} {edge} }}"

    @property
    def _selected(self) -> list[str]:
        node = self._node
        return ["__typename", *(_safe_fields(node) if node else ())]

    @property
    def _node(self) -> GraphQLNamedType | None:
        """Return the type of a record, if pages are as assumed."""
        page = _root(self.schema, self.root)
        edge = _type_below(page, "edges")
        has_all = page and "totalCount" in fields_of(page)
        return _type_below(edge, "node") if has_all and _has(edge, "cursor") else None

    @property
    def _input(self) -> str:
        root = self.schema.query_type
        argument = root.fields[self.root].args.get("input") if root else None
        return named_type(argument).name if argument else ""

    def _input_field(self, name: str) -> GraphQLNamedType | None:
        fields = fields_of_input(self.schema.type_map.get(self._input))
        return named_type(fields[name]) if name in fields else None

    def _can_filter(self, name: str) -> bool:
        return name in fields_of_input(self._input_field("filter"))

    @property
    def _needs_nothing(self) -> bool:
        """Whether nothing else must be given."""
        fields = fields_of_input(self.schema.type_map.get(self._input))
        return bool(fields) and all(
            name in self.fixed for name, one in fields.items() if is_required(one)
        )


def first_plan_id(answer: Answer) -> str | None:
    """Return the ID of a learning plan of the catalog; it is not printed."""
    for plan in objects(answer.connection("catalog"), "learningPlans"):
        identity = plan.get("id")
        if isinstance(identity, str):
            return identity
    return None


def _root(schema: GraphQLSchema, name: str) -> GraphQLNamedType | None:
    return _type_below(schema.query_type, name)


def _has(type_: GraphQLNamedType | None, field: str) -> bool:
    return type_ is not None and field in fields_of(type_)


def _type_below(type_: GraphQLNamedType | None, name: str) -> GraphQLNamedType | None:
    """Return the type of the field *name*, if there is one."""
    field = fields_of(type_).get(name) if type_ else None
    return None if field is None else named_type(field)


def _safe_fields(type_: GraphQLNamedType) -> list[str]:
    return [
        name
        for name, field in fields_of(type_).items()
        if not any(map(is_required, field.args.values()))
        and (
            named_type(field).name in _SAFE_TYPES
            or isinstance(named_type(field), GraphQLEnumType)
            or name in _NOT_PERSONAL
        )
    ]
