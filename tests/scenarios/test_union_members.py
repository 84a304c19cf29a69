"""Meet new members of a union, with operations of one's own on a schema of one's own.

| the server answers         | the caller gets                                         |
|----------------------------|---------------------------------------------------------|
| a member that is new       | `UnknownMember` with its data among the records, one    |
|                            | `DriftEvent` and one warning once a client              |
| a known member, malformed  | `ResponseShapeError`, which names the place, no values  |
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from support.clients import AnyUdacity, on_virtual_time, settle
from support.clock import VirtualClock
from support.loopback_server import GRANTED, Loopback, Seen
from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    DriftEvent,
    ResponseShapeError,
    Udacity,
)
from udacity_client.codegen.compile import Sources, compile_tree
from udacity_client.protocol.http_response import RawResponse
from udacity_client.runtime import UnknownMember

pytestmark = pytest.mark.anyio

SCHEMA = """
type Query {
  find(text: String!): [Found!]!
}

union Found = Book | Person

type Book {
  title: String!
  pages: Int!
}

type Person {
  name: String!
}
"""
QUERY = """
query Find($text: String!) {
  find(text: $text) {
    ... on Book {
      title
      pages
    }
    ... on Person {
      name
    }
  }
}
"""
BOOK = {"__typename": "Book", "title": "Typing", "pages": 90}
PERSON = {"__typename": "Person", "name": "Ada"}
FILM = {"__typename": "Film", "minutes": 7431}
FILM_EVENT = DriftEvent(
    kind="unknown_union_member",
    domain="shop",
    operation="Find",
    type_name="Found",
    value="Film",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The package that a user's schema and document compile to."""
    folder = tmp_path_factory.mktemp("members")
    for path, text in (
        ("schema/shop.graphql", SCHEMA),
        ("queries/shop/find.graphql", QUERY),
    ):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(text, encoding="utf-8")
    sources = Sources(folder / "schema", folder / "queries")
    compile_tree(sources, package="found_ops").write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        yield importlib.import_module("found_ops.shop")


@pytest.fixture
def found() -> list[object]:
    """What the server is to find."""
    return []


@pytest.fixture
def server(found: list[object]) -> Iterator[Loopback]:
    def answer(seen: Seen) -> RawResponse:
        if seen.path.endswith("/v1/tokens/graphql"):
            return GRANTED
        content = json.dumps({"data": {"find": found}}).encode()
        return RawResponse(200, {}, content, received_at=0.0)

    with Loopback(answer) as running:
        yield running


@pytest.fixture
def events() -> list[DriftEvent]:
    return []


@pytest.fixture
async def udacity(
    flavour: str, server: Loopback, clock: VirtualClock, events: list[DriftEvent]
) -> AsyncIterator[AnyUdacity]:
    kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
    made = kind(
        ClientCredentials(client_id="udcl_1", client_secret="udcs_1"),
        base_url=server.base_url,
        on_event=events.append,
    )
    on_virtual_time(made, clock)
    yield made
    if isinstance(made, Udacity):
        made.close()
    else:
        await made.aclose()


async def test_a_new_member_is_kept_and_told_of_once(
    udacity: AnyUdacity,
    shop: Any,
    found: list[object],
    events: list[DriftEvent],
    caplog: pytest.LogCaptureFixture,
) -> None:
    found[:] = [BOOK, FILM, PERSON, FILM]

    with caplog.at_level(logging.WARNING, logger="udacity_client"):
        book, film, person, other = await settle(udacity.using(shop).find(text="a"))
        result = await settle(udacity.execute(shop.FIND, shop.FindVariables(text="a")))

    assert (book.title, book.pages, person.name) == ("Typing", 90, "Ada")
    assert film == other == UnknownMember("Film", FILM)
    assert film.data == FILM
    assert result.require() == [book, film, person, other]
    assert result.drift == (FILM_EVENT,)
    assert events == [FILM_EVENT]
    [warning] = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert warning.getMessage() == (
        "Find: unknown union member 'Film' of Found is not in the schema; update "
        "udacity-client"
    )


@pytest.mark.parametrize(
    ("member", "place", "said"),
    [
        pytest.param(
            {**BOOK, "pages": "7431"},
            "data.find[1].pages (Find.FindBook.pages)",
            "Input should be a valid integer",
            id="string-in-int",
        ),
        pytest.param(
            {**PERSON, "name": None},
            "data.find[1].name (Find.FindPerson.name)",
            "Input should be a valid string",
            id="null-in-non-null",
        ),
        pytest.param(
            {"__typename": "Person"},
            "data.find[1].name (Find.FindPerson.name)",
            "Field required",
            id="field-missing",
        ),
    ],
)
async def test_a_malformed_known_member_is_an_error_that_names_the_place(
    udacity: AnyUdacity,
    shop: Any,
    server: Loopback,
    found: list[object],
    events: list[DriftEvent],
    member: object,
    place: str,
    said: str,
) -> None:
    found[:] = [BOOK, member, FILM]

    with pytest.raises(ResponseShapeError, match="update udacity-client") as caught:
        await settle(udacity.using(shop).find(text="a"))

    error = caught.value
    assert error.problems == (f"{place}: {said}",)
    assert "7431" not in str(error)
    assert (error.operation, error.domain) == ("Find", "shop")
    assert not error.is_transient
    assert [seen.operation for seen in server.seen].count("Find") == 1
    assert events == []
