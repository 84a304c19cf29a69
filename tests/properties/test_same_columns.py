"""Structs and records give the same Arrow columns, whatever a valid page holds."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rich_schema
from support.random_answers import answers
from support.shipped_operations import SCHEMAS, SHIPPED_OPERATIONS, operations_in
from udacity_client.errors import UdacityError
from udacity_client.protocol import envelope
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import Operation, Page, Pager

PACKAGE: Final = "rich_columns_ops"
PAGED: Final = [one for one in SHIPPED_OPERATIONS if one.edges]


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


@pytest.mark.parametrize("operation", PAGED, ids=lambda one: one.name)
@given(data=st.data())
@settings(max_examples=15)
def test_shipped_operations(
    operation: Operation[Any, Any], data: st.DataObject
) -> None:
    assert_the_same(SCHEMAS[operation.domain], operation, data)


@pytest.mark.parametrize("name", ["ListItems", "ListFound"])
@given(data=st.data())
@settings(max_examples=50)
def test_operations_on_a_rich_schema(
    rich: Mapping[str, Operation[Any, Any]], name: str, data: st.DataObject
) -> None:
    assert_the_same(rich_schema.SCHEMA, rich[name], data)


def assert_the_same(
    sdl: str, operation: Operation[Any, Any], data: st.DataObject
) -> None:
    content = data.draw(answers(sdl, operation.document))
    # A decoder that refused what the model accepts is not tried again.
    envelope._row_decoder_for.cache_clear()  # pyright: ignore[reportPrivateUsage]  # see above
    by_structs = columns(operation, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envelope, "_row_decoder_for", without_structs)
        assert columns(operation, content) == by_structs


def columns(operation: Operation[Any, Any], content: bytes) -> object:
    """Return the schema and the values of a page as a table, or its error."""
    response = RawResponse(200, {}, content, received_at=0.0)

    def fetch(_cursor: str | None, _size: int | None) -> Page[Any]:
        page: Page[Any] = decode(operation, response).require()
        return replace(page, has_next=False)

    try:
        record_class = fetch(None, None).record_class
        table = Pager(fetch, record_class=record_class).to_arrow()
    except UdacityError as error:
        return f"{type(error).__name__}: {error.message}"
    # As text, because NaN is not equal to itself.
    values = [repr(column.to_pylist()) for column in table.columns]
    return str(table.schema), values


def without_structs(
    model: Any, edges: str | None, _rows: type
) -> envelope.AdaptiveDecoder:
    return envelope.AdaptiveDecoder(model, edges=edges)
