"""Responses with members of unions and interfaces, including unknown ones."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from support.codegen_cases import DOMAIN, compiled_case, importable
from udacity_client.errors import ResponseShapeError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import DriftEvent, Result, UnknownMember

BOOK = {
    "__typename": "Book",
    "length": "P1M",
    "level": "HARD",
    "publishedAt": "2026-03-01T10:00:00Z",
    "title": "Typing",
}
PERSON = {"__typename": "Person", "name": "Ada"}
SHELF = {"__typename": "Shelf"}
FILM = {"__typename": "Film", "minutes": 90}


@pytest.fixture(scope="module", autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("unions_running")
    for case in ("unions", "interfaces"):
        compiled_case(case).write(folder)
    with importable(folder):
        yield


def package(case: str = "unions") -> Any:
    return importlib.import_module(f"case_{case}.{DOMAIN}")


def read(operation: Any, **data: object) -> Result[Any]:
    content = json.dumps({"data": data}).encode()
    return decode(operation, RawResponse(200, {}, content, received_at=0.0))


def test_known_members_are_records_read_strictly() -> None:
    shop = package()
    result = read(shop.FIND, find=[BOOK, PERSON, SHELF])
    book, person, shelf = result.require()
    assert type(book) is shop.Find.FindBook
    assert isinstance(book, shop.Book)
    assert (book.level, str(book.length)) == (shop.Level.HARD, "P1M")
    assert book.published_at.year == 2026
    assert (person.name, shelf.typename__) == ("Ada", "Shelf")
    assert result.drift == ()
    members = (book, person, shelf)
    dumped = [one.model_dump(mode="json", by_alias=True) for one in members]
    assert dumped == [BOOK, PERSON, SHELF]


def test_member_that_is_new_is_kept_and_noted() -> None:
    shop = package()
    result = read(shop.FIND_EACH, find=[FILM, BOOK, FILM])
    film, book, _ = result.require()
    assert film == UnknownMember("Film", FILM)
    assert book.title == "Typing"
    assert result.drift == (
        DriftEvent("unknown_union_member", "shop", "FindEach", "Found", "Film"),
    )


def test_member_that_is_new_joins_those_that_are_not_told_apart() -> None:
    shop = package()
    result = read(shop.FIND, find=[FILM, SHELF])
    film, shelf = result.require()
    assert type(film) is type(shelf) is shop.Find.FindFound
    assert film.typename__ == "Film"
    assert result.drift == ()


def test_unknown_member_does_not_print_what_was_sent() -> None:
    film = read(package().FIND_EACH, find=[FILM]).require()[0]
    assert repr(film) == "UnknownMember(typename='Film')"
    assert copy.deepcopy(film) == pickle.loads(pickle.dumps(film)) == film  # noqa: S301 - made here
    assert hash(film) == hash(copy.copy(film))
    with pytest.raises(AttributeError):
        film.typename = "Book"


@pytest.mark.parametrize(
    "member",
    [
        {**BOOK, "title": None},
        {**BOOK, "title": 7},
        {**BOOK, "publishedAt": "yesterday"},
        {"__typename": "Person"},
        {"name": "Ada"},
        {"__typename": None, "name": "Ada"},
        "Person",
        None,
    ],
    ids=str,
)
def test_member_that_does_not_fit_fails(member: object) -> None:
    with pytest.raises(ResponseShapeError, match="does not fit its schema"):
        read(package().FIND, find=[member])


def test_an_unnamed_type_is_reported_in_words_of_the_schema() -> None:
    with pytest.raises(ResponseShapeError) as caught:
        read(package().FIND, find=[{"name": "Ada"}])
    assert caught.value.problems == (
        "data.find[0] (Find.find): Input should be an object with the name of its type",
    )


def test_null_and_lists_are_where_the_schema_allows_them() -> None:
    shop = package()
    grid = [[{**SHELF}, None, FILM], None]
    result = read(shop.GET_GRID, grid=grid)
    first, last = result.require()
    assert last is None
    assert [type(member).__name__ for member in first] == [
        "GridFound",
        "NoneType",
        "GridFound",
    ]
    assert read(shop.GET_GRID, grid=None).require() is None
    assert read(shop.GET_ONE, one=None).require() is None


def test_members_hold_members() -> None:
    shop = package()
    items = [{"__typename": "Book", "title": "T"}, PERSON, FILM]
    shelf = read(shop.GET_ONE, one={**SHELF, "best": FILM, "items": items}).require()
    assert shelf.best.typename__ == "Film"
    assert (shelf.items[0].title, shelf.items[1].name) == ("T", "Ada")
    dumped = shelf.model_dump(mode="json", by_alias=True)["items"]
    assert dumped == [*items[:2], {"__typename": "Film"}]


def test_member_on_a_condition_may_be_missing() -> None:
    shop = package()
    assert read(shop.GET_SHELF, shelf={}).require().best is None
    best = read(shop.GET_SHELF, shelf={"best": PERSON}).require().best
    assert isinstance(best, shop.Person)


def test_pages_hold_members() -> None:
    info = {"endCursor": None, "hasNextPage": False}
    edges = [{"node": BOOK}, {"node": FILM}]
    page = read(
        package().LIST_SHELVES, shelves={"edges": edges, "pageInfo": info}
    ).require()
    assert [type(record).__name__ for record in page] == ["NodeBook", "NodeFound"]


def test_fields_of_an_interface_are_in_every_member() -> None:
    shop = package("interfaces")
    lamp = {"__typename": "Lamp", "id": "1", "owner": {"name": "Ada"}}
    node = read(shop.GET_NODE, node=lamp).require()
    assert node.id.get_secret_value() == "1"
    assert node.owner.name == "Ada"
    car = {"__typename": "Car", "id": "2", "owner": None}
    read_car = read(shop.GET_NODE, node=car).require()
    assert type(read_car) is type(node) is shop.GetNode.NodeNode
    assert (read_car.typename__, read_car.owner) == ("Car", None)


def test_interface_that_nothing_refines_is_one_record() -> None:
    shop = package("interfaces")
    nodes = read(shop.LIST_IDENTIFIERS, nodes=[{"id": "1"}]).require()
    assert [type(node) for node in nodes] == [shop.Identified]
    owned = {"id": "1", "__typename": "Car", "since": 1}
    assert read(shop.GET_OWNED, owned=owned).require().typename__ == "Car"


def test_secrets_of_an_interface_are_secrets_of_its_members() -> None:
    shop = package("interfaces")
    nodes = [
        {"__typename": "Book", "id": "s3cret", "title": "T"},
        {"__typename": "Lamp", "id": "s3cret", "watts": 1},
        {"__typename": "Thing", "id": "s3cret"},
    ]
    found = read(shop.LIST_NODES, nodes=nodes).require()
    assert "s3cret" not in repr(found)


def test_members_are_taken_as_they_are_in_python() -> None:
    shop = package()
    book = read(shop.FIND_EACH, find=[BOOK]).require()[0]
    film = UnknownMember("Film", FILM)
    find = shop.FIND_EACH.load_model()
    assert find.model_validate({"find": [book, film]}).find == [book, film]
    with pytest.raises(ValidationError):
        find.model_validate({"find": [object()]})
