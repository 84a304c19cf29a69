from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    graphql_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
)
from pydantic import SecretStr

from support.codegen_cases import CASES, DOMAIN, compiled_case, importable
from udacity_client.errors import GraphQLError, ResponseShapeError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import encode
from udacity_client.protocol.response import decode
from udacity_client.runtime import UNSET, Operation, Result, UnsetType
from udacity_client.schema.sdl import read_sdl

CASES_TO_RUN = (
    "conditions",
    "defaults",
    "deprecations",
    "names",
    "page_variables",
    "pages",
    "roots",
    "secrets",
    "strings",
)
ORDERS = [{"id": str(number), "lines": number} for number in range(5)]


class Engine:
    """An engine that executes operations on plain data, by the schema of one case."""

    def __init__(self, case: str, data: dict[str, object]) -> None:
        self.schema = read_sdl(CASES / case / "schema.graphql")
        self.data = data
        self.sent: list[dict[str, Any]] = []

    def execute(
        self,
        operation: Operation[Any, Any],
        variables: object,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[Any]:
        assert deadline is UNSET
        request = json.loads(encode(operation, variables).content)
        self.sent.append(request["variables"])
        answer = graphql_sync(
            self.schema,
            request["query"],
            self.data,
            variable_values=request["variables"],
            operation_name=request["operationName"],
        )
        assert answer.errors is None
        content = json.dumps({"data": answer.data}).encode()
        return decode(operation, RawResponse(200, {}, content, received_at=0.0))


class AsyncEngine:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def execute(
        self,
        operation: Operation[Any, Any],
        variables: object,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[Any]:
        return self.engine.execute(operation, variables, deadline=deadline)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("running")
    for case in CASES_TO_RUN:
        compiled_case(case).write(folder)
    with importable(folder):
        yield


def module(case: str) -> Any:
    return importlib.import_module(f"case_{case}.{DOMAIN}")


def page_of_orders(_info: object, input: dict[str, Any]) -> dict[str, object]:  # noqa: A002 - the argument's name in the schema
    start = int(input.get("after") or 0)
    end = start + input["first"]
    return {
        "edges": [{"node": order} for order in ORDERS[start:end]],
        "pageInfo": {"hasNextPage": end < len(ORDERS), "endCursor": str(end)},
        "totalCount": len(ORDERS),
    }


@pytest.mark.usefixtures("installed")
def test_iterator_walks_all_pages() -> None:
    engine = Engine("pages", {"orders": page_of_orders})
    client = module("pages").Client(engine)
    pager = client.iter_orders("c1", first=2)
    assert engine.sent == []
    assert [order.id for order in pager] == ["0", "1", "2", "3", "4"]
    assert pager.total_count == 5
    assert engine.sent == [
        {"input": {"customerId": "c1", "first": 2}},
        {"input": {"customerId": "c1", "first": 2, "after": "2"}},
        {"input": {"customerId": "c1", "first": 2, "after": "4"}},
    ]


@pytest.mark.usefixtures("installed")
def test_async_iterator_walks_the_same_pages() -> None:
    engine = Engine("pages", {"orders": page_of_orders})
    client = module("pages").AsyncClient(AsyncEngine(engine))

    async def walk() -> list[str]:
        pager = client.iter_orders(customer_id="c1", after="2", max_items=2)
        return [order.id async for order in pager]

    assert asyncio.run(walk()) == ["2", "3"]
    assert len(engine.sent) == 1


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("iterator", "sent"),
    [
        ("iter_books", {"first": 1000}),
        ("iter_shelves_by_size", {"pageSize": 1000}),
        ("iter_ten_shelves", {"first": 10}),
        ("iter_titles", {}),
    ],
)
def test_iterator_asks_for_the_largest_page_by_a_variable_of_its_own(
    iterator: str, sent: dict[str, int]
) -> None:
    empty: dict[str, object] = {"edges": [], "pageInfo": {"hasNextPage": False}}
    engine = Engine("page_variables", {"books": empty, "shelves": empty})
    client = module("page_variables").Client(engine)
    assert [*getattr(client, iterator)()] == []
    assert engine.sent == [sent]


@pytest.mark.usefixtures("installed")
def test_nulls_in_a_connection_leave_an_empty_page() -> None:
    items: dict[str, object] = {
        "edges": [None, {"node": None}, {"node": {"id": "1"}}],
        "pageInfo": None,
    }
    client = module("pages").Client(Engine("pages", {"items": items}))
    page = client.get_items("s1")
    assert [item.id for item in page] == ["1"]
    assert (page.has_next, page.end_cursor, page.total_count) == (False, None, None)
    assert len(module("pages").Client(Engine("pages", {})).get_items("s1")) == 0


@pytest.mark.usefixtures("installed")
def test_names_that_python_reserves_reach_the_wire_as_they_are() -> None:
    names = module("names")
    thing = {"id": "1", "class": "A", "productURL": "u", "type": "_hidden", "json": "j"}
    engine = Engine("names", {"thing": {**thing, "self": {"id": "2"}}, "find": thing})
    client = names.Client(engine)
    found = client.import_(from_="9", kwargs=1, list_=["a"], type=names.Kind.None_)
    assert engine.sent == [{"from": "9", "kwargs": 1, "list": ["a"], "type": "None"}]
    assert (found.class_, found.product_url, found.json_) == ("A", "u", "j")
    assert found.type is names.Kind.value_hidden
    assert found.self.import_ == "2"
    assert client.find(class_="B", product_url="v", private=3).typename__ == "Thing"
    assert engine.sent[1] == {"input": {"class": "B", "productURL": "v", "_private": 3}}


@pytest.mark.usefixtures("installed")
def test_defaults_of_documents_are_sent_and_those_of_inputs_are_not() -> None:
    engine = Engine("defaults", {"search": [], "paint": "done"})
    client = module("defaults").Client(engine)
    client.search()
    client.paint(text="x", order=None)
    assert engine.sent == [
        {
            "exact": False,
            "first": 20,
            "order": "DESC",
            "ratio": 1.0,
            "text": None,
            "total": "7",
        },
        {"input": {"text": "x", "order": None}},
    ]


@pytest.mark.usefixtures("installed")
def test_string_literals_are_sent_as_they_were_written() -> None:
    def echo(_info: object, texts: list[str]) -> list[str]:
        return texts

    client = module("strings").Client(Engine("strings", {"echo": echo}))
    assert client.echo() == [
        "it's",
        'say "hi"',
        "a\nb",
        "x = 'a' 'b'",
        "\\n",
        "ü",
        'block "string"\n  indented',
    ]


@pytest.mark.usefixtures("installed")
def test_secrets_are_sent_and_not_shown() -> None:
    vault = {"code": "s3cret", "codes": ["s3cret"], "label": "mine"}
    engine = Engine("secrets", {"vault": vault, "open": vault})
    secrets = module("secrets")
    opened = secrets.Client(engine).open(key=SecretStr("s3cret"), user="me")
    assert engine.sent == [{"input": {"key": "s3cret", "user": "me"}}]
    assert "s3cret" not in repr(opened) + opened.model_dump_json()
    assert opened.code.get_secret_value() == "s3cret"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("with_author", [True, False])
def test_fields_on_a_condition_may_be_missing(*, with_author: bool) -> None:
    book = {"title": "T", "pages": 9, "author": {"name": "A"}}
    client = module("conditions").Client(Engine("conditions", {"book": book}))
    found = client.get_book(short=True, with_author=with_author)
    assert found.pages is None
    assert (found.author is not None) == with_author


@pytest.mark.usefixtures("installed")
def test_root_field_that_is_null_is_a_result() -> None:
    client = module("roots").Client(Engine("roots", {"current": None}))
    assert client.get_current() is None
    assert client.list_people.__annotations__["return"] == "list[Person | None]"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("answer", [b"{}", b'{"data": null}'])
def test_response_without_data_is_not_a_result(answer: bytes) -> None:
    operation = module("roots").GET_CURRENT
    result = decode(operation, RawResponse(200, {}, answer, received_at=0.0))
    assert not result.has_data
    with pytest.raises(ResponseShapeError, match="neither data nor errors"):
        result.require()


@pytest.mark.usefixtures("installed")
def test_errors_next_to_a_null_are_raised() -> None:
    answer = b'{"data": {"current": null}, "errors": [{"message": "no"}]}'
    operation = module("roots").GET_CURRENT
    result = decode(operation, RawResponse(200, {}, answer, received_at=0.0))
    assert result.has_data
    with pytest.raises(GraphQLError, match="no"):
        result.require()


@pytest.mark.usefixtures("installed")
def test_deprecated_methods_warn_where_they_are_called() -> None:
    client = module("deprecations").Client(Engine("deprecations", {"users": []}))
    assert client.list_users() == []
    with pytest.warns(DeprecationWarning, match="Ask for `users`") as caught:
        client.iter_people()
    assert caught[0].filename == __file__
