"""Scalars with Python types, as the documentation writes them, go there and back."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from support.clients import AnyUdacity, settle
from support.decoders import WAYS
from support.loopback_server import GRANTED, Loopback, Seen
from support.paths import ROOT
from udacity_client import AsyncUdacity, InputError, ResponseShapeError, Udacity
from udacity_client.protocol import envelope
from udacity_client.protocol.envelope import AdaptiveDecoder, envelope_of
from udacity_client.protocol.http_response import RawResponse

pytestmark = pytest.mark.anyio

SCHEMA = """
scalar Date scalar DateTime scalar UUID scalar JSON scalar BigInt scalar Money
scalar Any
type Query {
  orders(day: Date!, prices: [[Money!]!], any: Any, count: BigInt): [Order!]!
}
type Mutation { order(input: OrderInput!): Order! }
input OrderInput {
  day: Date!
  at: DateTime
  key: UUID
  more: JSON
  count: BigInt
  price: Money!
  prices: [Money]
}
type Order {
  day: Date!
  days: [Date!]
  at: DateTime!
  key: UUID!
  more: JSON
  count: BigInt!
  price: Money!
  prices: [Money]
  any: Any
}
"""
QUERIES = """
fragment Order on Order { day days at key more count price prices any }
query ListOrders($day: Date!, $prices: [[Money!]!], $any: Any, $count: BigInt) {
  orders(day: $day, prices: $prices, any: $any, count: $count) { ...Order }
}
mutation MakeOrder($input: OrderInput!) { order(input: $input) { ...Order } }
"""
ORDER: dict[str, object] = {
    "day": "2026-03-01",
    "days": ["2026-03-01", "2026-03-02"],
    "at": "2026-03-01T10:00:00Z",
    "key": "fd6f0490-2072-43b0-b1d0-7ee82fe96df2",
    "more": {"a": [1, None, "x"]},
    "count": "9007199254740993",
    "price": "12.50 EUR",
    "prices": ["1.00 EUR", None],
    "any": [True, {"b": 0.5}],
}


def blocks(language: str) -> list[str]:
    text = (ROOT / "docs" / "generate.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of a project whose settings and functions the documentation shows."""
    project = tmp_path_factory.mktemp("project")
    # The client keeps what it read of a package, and this may run again.
    name = f"{project.name}_scalar_ops"
    (settings,) = (b for b in blocks("toml") if "[tool.udacity-client.scalars]" in b)
    (module,) = (b for b in blocks("python") if "class Money" in b)
    files = {
        "pyproject.toml": '[tool.udacity-client]\nschema_folder = "schema"\n'
        f'package = "{name}"\n{settings}',
        "my_app/__init__.py": "",
        "my_app/money.py": module,
        "schema/shop.graphql": SCHEMA,
        "queries/shop/orders.graphql": QUERIES,
    }
    for file, text in files.items():
        path = project / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [Path(sys.executable).parent / "udacity", "generate"],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert "`Any`" in ran.stderr
    assert "`JSON`" not in ran.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(project), *sys.path])
        yield importlib.import_module(f"{name}.shop")
        for module_name in [*sys.modules]:
            if module_name.partition(".")[0] in {"my_app", name}:
                del sys.modules[module_name]


@pytest.fixture
def answers() -> list[object]:
    return [{"orders": [ORDER]}]


@pytest.fixture
def server(answers: list[object]) -> Iterator[Loopback]:
    def answer(seen: Seen) -> RawResponse:
        content = json.dumps({"data": answers[-1]}).encode()
        return GRANTED if seen.is_token_request else RawResponse(200, {}, content, 0.0)

    with Loopback(answer) as running:
        yield running


@pytest.fixture
async def shop(flavour: str, server: Loopback, package: Any) -> AsyncIterator[Any]:
    udacity: AnyUdacity
    if flavour == "sync":
        udacity = Udacity(token="t1", base_url=server.base_url)
        yield udacity.using(package)
        udacity.close()
    else:
        udacity = AsyncUdacity(token="t1", base_url=server.base_url)
        yield udacity.using(package)
        await udacity.aclose()


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for_dicts, for_structs = WAYS[request.param]
    monkeypatch.setattr(envelope, "SMALL_RESPONSE_BYTES", 0)
    monkeypatch.setattr(envelope, "DICT_THRESHOLD_BYTES", for_dicts)
    monkeypatch.setattr(envelope, "STRUCT_THRESHOLD_BYTES", for_structs)
    envelope._decoder_for.cache_clear()  # pyright: ignore[reportPrivateUsage]
    return str(request.param)


@pytest.mark.usefixtures("way")
async def test_each_reader_gives_the_types_of_the_settings(
    shop: Any, package: Any
) -> None:
    money = importlib.import_module("my_app.money").Money

    (order,) = await settle(shop.list_orders(day=date(2026, 3, 1)))

    assert type(order) is package.Order
    assert order.day == date(2026, 3, 1)
    assert order.days == [date(2026, 3, 1), date(2026, 3, 2)]
    assert order.at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert order.key == UUID("fd6f0490-2072-43b0-b1d0-7ee82fe96df2")
    assert order.more == {"a": [1, None, "x"]}
    assert order.count == 9007199254740993
    assert order.price == money(1250, "EUR")
    assert order.prices == [money(100, "EUR"), None]
    assert json.loads(order.model_dump_json(by_alias=True)) == ORDER


def test_the_fast_readers_read_all_of_it(package: Any) -> None:
    model = package.LIST_ORDERS.load_model()
    content = json.dumps({"data": {"orders": [ORDER]}}).encode()
    decoder = AdaptiveDecoder(model)
    expected = envelope_of(model).model_validate_json(content, by_name=False)
    for fast in (decoder._dict_decoder(), decoder._struct_decoder()):  # pyright: ignore[reportPrivateUsage]
        assert fast is not None
        assert fast(content) == expected


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2026-02-30"),
        ("day", 1.5),
        ("key", "not-a-key"),
        ("count", "many"),
        ("price", "12.50"),
        ("price", 12),
        ("prices", ["1.00 EUR", 1]),
    ],
)
async def test_what_the_types_refuse_is_an_error_without_the_value(
    shop: Any, answers: list[object], field: str, value: object
) -> None:
    answers.append({"orders": [{**ORDER, field: value}]})

    with pytest.raises(ResponseShapeError) as caught:
        await settle(shop.list_orders(day=date(2026, 3, 1)))

    message = str(caught.value)
    assert field in message
    assert str(value) not in message
    assert "[tool.udacity-client.scalars] names." in message
    assert "If the API has changed" not in message


@pytest.mark.usefixtures("way")
async def test_a_function_that_fails_everywhere_is_named_three_times(
    shop: Any, answers: list[object]
) -> None:
    answers.append({"orders": [{**ORDER, "price": "12.50"}] * 404})

    with pytest.raises(ResponseShapeError) as caught:
        await settle(shop.list_orders(day=date(2026, 3, 1)))

    places = "; ".join(
        f"data.orders[{index}].price (Order.price): parse raised ValueError"
        for index in range(3)
    )
    assert caught.value.message == (
        f"The answer to ListOrders does not fit its schema: {places}; and 401 more. "
        "Check the types and functions that [tool.udacity-client.scalars] names."
    )
    assert len(caught.value.problems) == 404


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("order", [{**ORDER, "price": None}, {"day": "2026-03-01"}])
async def test_a_value_that_is_missing_is_not_blamed_on_the_settings(
    shop: Any, answers: list[object], order: dict[str, object]
) -> None:
    answers.append({"orders": [order]})

    with pytest.raises(ResponseShapeError) as caught:
        await settle(shop.list_orders(day=date(2026, 3, 1)))

    assert "[tool.udacity-client.scalars]" not in caught.value.message
    assert caught.value.message.endswith(
        "If the API has changed, update udacity-client."
    )


@pytest.mark.usefixtures("way")
async def test_what_fails_for_both_reasons_gets_both_hints(
    shop: Any, answers: list[object]
) -> None:
    answers.append({"orders": [{**ORDER, "price": "12.50", "day": None}]})

    with pytest.raises(ResponseShapeError) as caught:
        await settle(shop.list_orders(day=date(2026, 3, 1)))

    assert caught.value.message.endswith(
        "[tool.udacity-client.scalars] names. If the API has changed, update "
        "udacity-client."
    )


async def test_arguments_and_inputs_are_written_as_the_functions_say(
    shop: Any, answers: list[object], server: Loopback
) -> None:
    money = importlib.import_module("my_app.money").Money
    euro = money(100, "EUR")

    await settle(
        shop.list_orders(
            day=date(2026, 3, 1),
            prices=[[euro], []],
            any={"a": ("x", [1])},
            count=2**60,
        )
    )
    answers.append({"order": ORDER})
    await settle(
        shop.make_order(
            day=date(2026, 3, 1),
            at=datetime(2026, 3, 1, 10, tzinfo=UTC),
            key=UUID(int=1),
            more=({"a": [None]},),
            count=7,
            price=euro,
            prices=[euro, None],
        )
    )

    sent = [
        json.loads(s.content)["variables"]
        for s in server.seen
        if not s.is_token_request
    ]
    assert sent == [
        {
            "day": "2026-03-01",
            "prices": [["1.00 EUR"], []],
            "any": {"a": ["x", [1]]},
            "count": str(2**60),
        },
        {
            "input": {
                "day": "2026-03-01",
                "at": "2026-03-01T10:00:00Z",
                "key": "00000000-0000-0000-0000-000000000001",
                "more": [{"a": [None]}],
                "count": "7",
                "price": "1.00 EUR",
                "prices": ["1.00 EUR", None],
            }
        },
    ]


async def test_a_value_of_another_type_is_not_sent(shop: Any, server: Loopback) -> None:
    euro = importlib.import_module("my_app.money").Money(100, "EUR")
    with pytest.raises(InputError, match=r"price is a str\. Write Money\(\.\.\.\)\."):
        await settle(shop.make_order(day=date(2026, 3, 1), price="1.00 EUR"))
    with pytest.raises(InputError, match="more is not JSON: it holds a value of"):
        await settle(shop.make_order(day=date(2026, 3, 1), price=euro, more={1}))
    with pytest.raises(InputError, match="prices"):
        await settle(shop.list_orders(day=date(2026, 3, 1), prices=[["1.00 EUR"]]))
    assert [seen for seen in server.seen if not seen.is_token_request] == []
