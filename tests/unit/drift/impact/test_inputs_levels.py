"""The level of changes inside an input object is what graphql-core does with values.

All pairs of small input objects are compared, also from and to `@oneOf`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TypeAlias, cast

import pytest
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    coerce_input_value,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    is_required_input_field,
)

from support.drift.sample_schema import drift_to, schema_of
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.schema.graphql_types import is_non_null, named_type, type_of

Object: TypeAlias = Mapping[str, object]

X = ("", "x: Int", "x: Int!", "x: Int = 3", "x: Int! = 3", "x: String")
Y = ("", "y: Int", "y: Int!", "y: Int = 3")
PLAIN = [f"input In {{ {x} {y} }}" for x, y in product(X, Y) if x or y]
ONE_OF = [
    f"input In @oneOf {{ {x} {y} }}"
    for x, y in product(("", "x: Int", "x: String"), ("", "y: Int"))
    if x or y
]
ROOT = "type Query { a(i: In): Int b(o: Out): Int } input Out { always: In! }"
SENDING = {
    "query Send($i: In!) { a(i: $i) }": True,
    "query Send($o: Out!) { b(o: $o) }": True,
    "query Send($i: In) { a(i: $i) }": False,
}
"""Operations, and whether each call of them sends an object."""

SPELT: Mapping[str, Object] = {
    "{ a(i: {y: 7}) }": {"y": 7},
    "{ a(i: {x: 7}) }": {"x": 7},
    "{ b(o: {always: {x: 7, y: 7}}) }": {"x": 7, "y": 7},
    "{ a(i: {}) }": {},
}
"""Operations that spell an object out."""

KINDS = [
    pytest.param(ONE_OF, ONE_OF, id="oneOf stays"),
    pytest.param(ONE_OF, PLAIN, id="no longer oneOf"),
    pytest.param(PLAIN, ONE_OF, id="becomes oneOf"),
    pytest.param(PLAIN, PLAIN, id="no oneOf", marks=pytest.mark.slow),
]


def pairs(olds: Iterable[str], news: Iterable[str]) -> Iterator[tuple[str, str]]:
    for old, new in product(olds, news):
        if old != new:
            yield f"{ROOT} {old}", f"{ROOT} {new}"


def type_in(sdl: str) -> GraphQLInputObjectType:
    return cast("GraphQLInputObjectType", schema_of(sdl).type_map["In"])


def values_of(type_: GraphQLInputObjectType) -> list[Object]:
    """Return all values that callers may send, with one number and one text."""
    parts = list[list[Object]]()
    for name, field in type_.fields.items():
        value = "text" if named_type(field).name == "String" else 7
        nulls: list[Object] = [] if is_non_null(type_of(field)) else [{name: None}]
        absent: list[Object] = [] if is_required_input_field(field) else [{}]
        parts.append([*absent, *nulls, {name: value}])
    found = [{k: v for p in one for k, v in p.items()} for one in product(*parts)]
    return [one for one in found if coerced(type_, one) is not None]


def coerced(type_: GraphQLInputObjectType, value: Object) -> Object | None:
    """Return what resolvers see; `None` if a server refuses the value."""
    errors = list[GraphQLError]()
    found = coerce_input_value(value, type_, lambda _, __, error: errors.append(error))
    return None if errors else cast("Object", found)


class Effect:
    """What becomes of *values* of the type in *old* if a server has that in *new*."""

    def __init__(self, old: str, new: str, values: Iterable[Object]) -> None:
        before, after = type_in(old), type_in(new)
        common = before.fields.keys() & after.fields.keys()
        found = [(coerced(before, one), coerced(after, one)) for one in values]
        accepted = [
            (was, now) for was, now in found if was is not None and now is not None
        ]
        self.is_refused = len(accepted) < len(found)
        self.is_always_refused = not accepted
        self.is_changed = any(
            (was.get(name), name in was) != (now.get(name), name in now)
            for was, now in accepted
            for name in common
        )

    def __str__(self) -> str:
        if self.is_refused:
            return "runtime always" if self.is_always_refused else "runtime sometimes"
        return "behaviour" if self.is_changed else "calls work"


def level_of(findings: Iterable[Finding]) -> str:
    worst = min(findings, key=lambda one: one.rank, default=None)
    if worst is None or worst.level.rank > Level.BEHAVIOUR.rank:
        return "calls work"
    is_runtime = worst.level is Level.RUNTIME
    return f"runtime {worst.certainty}" if is_runtime else str(worst.level)


@pytest.mark.parametrize("operation", SENDING)
@pytest.mark.parametrize(("olds", "news"), KINDS)
def test_the_level_is_what_becomes_of_sent_values(
    olds: list[str], news: list[str], operation: str
) -> None:
    wrong = list[str]()
    for old, new in pairs(olds, news):
        findings = drift_to(new, old, operation).findings
        effect = Effect(old, new, values_of(type_in(old)))
        may_change = effect.is_changed or effect.is_always_refused
        effect.is_always_refused &= SENDING[operation]
        if level_of(findings) != str(effect):
            wrong.append(f"{old} -> {new}: {level_of(findings)}, and it is {effect}")
        says_changed = any(one.level is Level.BEHAVIOUR for one in findings)
        if says_changed and not may_change:
            wrong.append(f"{old} -> {new}: no value means something else")
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("operation", SPELT)
@pytest.mark.parametrize(("olds", "news"), KINDS)
def test_the_level_is_what_becomes_of_spelt_values(
    olds: list[str], news: list[str], operation: str
) -> None:
    wrong = list[str]()
    for old, new in pairs(olds, news):
        if coerced(type_in(old), SPELT[operation]) is None:
            continue
        findings = drift_to(new, old, f"query Spelt {operation}").findings
        effect = Effect(old, new, [SPELT[operation]])
        if level_of(findings) != str(effect):
            wrong.append(f"{old} -> {new}: {level_of(findings)}, and it is {effect}")
    assert "\n".join(wrong) == ""
