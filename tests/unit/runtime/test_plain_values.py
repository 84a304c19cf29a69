"""Plain values are sent or refused as the model of the variables does it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, NotRequired, TypedDict, cast

import pytest
from pydantic import Field, SecretStr, field_serializer, field_validator

from support.answers import LIST_COURSES, Level
from udacity_client import InputError
from udacity_client.protocol import request
from udacity_client.protocol.request import encode
from udacity_client.runtime import (
    UNSET,
    Input,
    OneOfInput,
    Operation,
    Scalar,
    UnsetType,
)
from udacity_client.runtime.plain_values import plain_values

Price = Annotated[Decimal, Scalar()]


class Text(str):
    """A text that is not exactly a `str`."""

    __slots__ = ()


class Node(Input, frozen=True):
    key: str
    page_size: int | None | UnsetType = UNSET
    flag: bool | UnsetType = UNSET
    level: Level | None | UnsetType = UNSET
    small: Annotated[int | UnsetType, Field(lt=5)] = UNSET
    left_out: str | UnsetType = Field(default=UNSET, exclude=True)
    inner: Node | None | UnsetType = UNSET


class Checked(Input, frozen=True):
    key: str

    @field_validator("key")
    @classmethod
    def _check(cls, key: str) -> str:
        return key.upper()


class Written(Input, frozen=True):
    key: str

    @field_serializer("key")
    def _write(self, key: str) -> str:
        return key.upper()


class Overriding(Input, frozen=True):
    key: str

    @field_validator("*")
    @classmethod
    def _refuse_what_no_server_takes(cls, value: object, info: object) -> object:
        return [value, str(type(info))]


class Initialised(Input, frozen=True):
    key: str

    def model_post_init(self, _context: object, /) -> None:
        if vars(self).get("key") == " a ":
            raise ValueError("a key has blanks")


class Sometimes(Input, frozen=True):
    key: Annotated[str, Field(exclude_if=bool)]


class Stripped(Input, frozen=True, str_strip_whitespace=True):
    key: str


class One(OneOfInput, frozen=True):
    key: str | UnsetType = UNSET
    other: str | UnsetType = UNSET


PlainVariables = TypedDict(
    "PlainVariables",
    {
        "id": "str",
        "count": "NotRequired[int | UnsetType]",
        "flag": "NotRequired[bool | None | UnsetType]",
        "class": "NotRequired[str | None | UnsetType]",
        "level": "NotRequired[Level | UnsetType]",
        "prices": "NotRequired[list[Price] | UnsetType]",
        "node": "NotRequired[Node | None | UnsetType]",
        "checked": "NotRequired[Checked | UnsetType]",
        "written": "NotRequired[Written | UnsetType]",
        "overriding": "NotRequired[Overriding | UnsetType]",
        "initialised": "NotRequired[Initialised | UnsetType]",
        "sometimes": "NotRequired[Sometimes | UnsetType]",
        "stripped": "NotRequired[Stripped | UnsetType]",
        "one": "NotRequired[One | UnsetType]",
    },
)

PLAIN: Operation[Any, Any] = replace(
    LIST_COURSES, name="Plain", variables=cast("Any", PlainVariables), arguments={}
)

ODD: list[object] = [
    *("a", " a ", "\ud800", "NaN", Text("b"), "EXPERT"),
    *(1, 2**31, 2**31 - 1, 2**70, 1.5, True, None, UNSET),
    *(Level.EXPERT, Level("GURU"), [Decimal(1)], [], b"a", {"a": 1}, SecretStr("x")),
]


def calls() -> Iterator[Mapping[Any, object]]:
    """Yield variables that are right, wrong, or made past all checks."""
    yield from ({}, {"count": 1}, MappingProxyType({"id": "a"}), {1: "a"})
    for name in (*PlainVariables.__annotations__, "other"):
        yield from ({"id": "a", name: value} for value in ODD)
    yield from ({"id": "a", "node": node} for node in nodes())
    kinds = (Checked, Written, Overriding, Initialised, Sometimes, Stripped, One)
    for kind in kinds:
        name = kind.__name__.lower()
        yield {"id": "a", name: kind.model_construct(key="a")}
        copy = kind.model_construct(key="a").model_copy(update={"key": " a "})
        yield {"id": "a", name: copy}
        yield {"id": "a", name: kind.model_construct()}
        yield {"id": "a", "node": kind.model_construct(key="a")}


def nodes() -> Iterator[Node]:
    """Yield input objects, of which some could not have been made with checks."""
    for name in (*Node.model_fields, "other"):
        for value in (*ODD, Node(key="b"), Node.model_construct(page_size=7)):
            yield Node(key="a").model_copy(update={name: value})
            made: dict[str, Any] = {name: value}
            inner = Node.model_construct(**made)
            yield Node.model_construct(key="a", inner=inner)


def outcome(given: object) -> object:
    """Return the variables in the request, or why there is none."""
    try:
        return json.loads(encode(PLAIN, given).content)["variables"]
    except InputError as error:
        return str(error)


def is_not_plain(*_: object) -> None:
    """Leave all to the model."""


def test_plain_values_are_sent_or_refused_as_the_model_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = list(calls())
    assert sum(plain_values(PLAIN, one) is not None for one in given) > 40

    sent = [outcome(one) for one in given]

    monkeypatch.setattr(request, "plain_values", is_not_plain)
    for one, found in zip(given, sent, strict=True):
        assert found == outcome(one), one


def test_the_order_is_that_of_the_fields() -> None:
    node = Node(inner=Node(flag=True, key="b"), page_size=5, key="a")

    content = encode(PLAIN, {"node": node, "id": "a"}).content

    fields = b'{"key":"a","pageSize":5,"inner":{"key":"b","flag":true}}'
    assert content.endswith(b'"variables":{"id":"a","node":%b}}' % fields)


def copied(node: Node) -> Node:
    """Return an object that holds *node*, and that was copied."""
    return node.model_copy(update={"inner": node})


def constructed(node: Node) -> Node:
    """Return an object that holds *node*, and that was made without checks."""
    return Node.model_construct(key="a", inner=node)


@pytest.mark.parametrize("nest", [copied, constructed])
def test_an_object_that_is_nested_too_deeply_is_refused_in_our_words(
    nest: Callable[[Node], Node],
) -> None:
    node = Node(key="a")
    for _ in range(3_000):
        node = nest(node)

    assert "nested too deeply" in str(outcome({"id": "a", "node": node}))
