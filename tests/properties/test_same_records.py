"""All readers make the same records of any valid answer, types of values included."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rich_schema
from support.decoders import read_by_user, same_in_all_ways
from support.random_answers import answers
from support.shipped_operations import (
    SCHEMAS,
    SHIPPED_OPERATIONS,
    operations_in,
)
from udacity_client.protocol.decoding.dicts import dict_reader
from udacity_client.protocol.decoding.msgspec_structs import struct_reader
from udacity_client.protocol.envelope import envelope_of
from udacity_client.runtime import Operation

PACKAGE: Final = "rich_ops"


@pytest.fixture(scope="module")
def rich(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Mapping[str, Operation[Any, Any]]]:
    folder = tmp_path_factory.mktemp("rich")
    rich_schema.compile_rich_schema(folder, PACKAGE).write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        package = importlib.import_module(f"{PACKAGE}.{rich_schema.DOMAIN}")
        yield {one.name: one for one in operations_in(package)}


@pytest.mark.parametrize("operation", SHIPPED_OPERATIONS, ids=lambda one: one.name)
@given(data=st.data())
@settings(max_examples=10)
def test_shipped_operations(
    operation: Operation[Any, Any], data: st.DataObject
) -> None:
    assert_the_same(SCHEMAS[operation.domain], operation, data)


@pytest.mark.parametrize(
    "name",
    ["GetLeaves", "GetNode", "Find", "Grid", "ListItems", "ListFound", "Change"],
)
@given(data=st.data())
@settings(max_examples=50)
def test_operations_on_a_rich_schema(
    rich: Mapping[str, Operation[Any, Any]], name: str, data: st.DataObject
) -> None:
    assert_the_same(rich_schema.SCHEMA, rich[name], data)


def test_both_fast_readers_take_part(rich: Mapping[str, Operation[Any, Any]]) -> None:
    for operation in rich.values():
        model = envelope_of(operation.load_model())
        assert dict_reader(model, edges=operation.edges)
        has_structs = operation.name in ("GetLeaves", "ListItems")
        assert bool(struct_reader(model, edges=operation.edges)) == has_structs


def assert_the_same(
    sdl: str, operation: Operation[Any, Any], data: st.DataObject
) -> None:
    content = data.draw(answers(sdl, operation.document))
    outcome = same_in_all_ways(operation, content)
    if "refused" not in outcome:
        assert read_by_user(operation, content) == outcome["data"]
