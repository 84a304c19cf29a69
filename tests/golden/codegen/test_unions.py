"""Responses with members of unions and interfaces, including unknown ones."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from support.codegen_cases import DOMAIN, compile_case
from udacity_client.errors import ResponseShapeError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import DriftEvent, Result, UnknownMember

BOOK = {
    "typename__": "Book",
    "length": "P1M",
    "level": "HARD",
    "published_at": "2026-03-01T10:00:00Z",
    "title": "Typing",
}
PERSON = {"typename__": "Person", "name": "Ada"}
SHELF = {"typename__": "Shelf"}
FILM = {"typename__": "Film", "minutes": 90}


@pytest.fixture(scope="module", autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("unions_running")
    for case in ("unions", "interfaces"):
        compile_case(case, tmp_path_factory.mktemp(case)).write(folder)
        for name in [name for name in sys.modules if name.startswith(f"case_{case}")]:
            del sys.modules[name]
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))


def package(case: str = "unions") -> Any:
    return importlib.import_module(f"case_{case}.{DOMAIN}")


def read(operation: Any, **data: object) -> Result[Any]:
    content = json.dumps({"data": data}).encode()
    return decode(operation, RawResponse(200, {}, content, received_at=0.0))


def test_known_members_are_records_read_strictly() -> None:
    shop = package()
    result = read(shop.FIND, find=[BOOK, PERSON, SHELF])
    book, person, shelf = result.require()
    assert type(book) is shop.Book
    assert (book.level, str(book.length)) == (shop.Level.HARD, "P1M")
    assert book.published_at.year == 2026
    assert (person.name, shelf.typename__) == ("Ada", "Shelf")
    assert result.drift == ()
    dumped = [member.model_dump(mode="json") for member in (book, person, shelf)]
    assert dumped == [BOOK, PERSON, SHELF]


def test_member_that_is_new_is_kept_and_noted() -> None:
    shop = package()
    result = read(shop.FIND, find=[FILM, BOOK, FILM])
    film, book, _ = result.require()
    assert film == UnknownMember("Film", FILM)
    assert book.title == "Typing"
    assert result.drift == (
        DriftEvent("unknown_union_member", "shop", "Find", "Found", "Film"),
    )


def test_unknown_member_does_not_print_what_was_sent() -> None:
    film = read(package().FIND, find=[FILM]).require()[0]
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
        {**BOOK, "published_at": "yesterday"},
        {"typename__": "Person"},
        {"name": "Ada"},
        {"typename__": None, "name": "Ada"},
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
        "data.find.0: Input should be an object with the name of its type",
    )


def test_null_and_lists_are_where_the_schema_allows_them() -> None:
    shop = package()
    grid = [[{**SHELF}, None, FILM], None]
    result = read(shop.GET_GRID, grid=grid)
    first, last = result.require()
    assert last is None
    assert [type(member).__name__ for member in first] == [
        "GetGridGridShelf",
        "NoneType",
        "UnknownMember",
    ]
    assert read(shop.GET_GRID, grid=None).require() is None
    assert read(shop.GET_ONE, one=None).require() is None


def test_members_hold_members() -> None:
    shop = package()
    items = [{"typename__": "Book", "title": "T"}, PERSON, FILM]
    shelf = read(shop.GET_ONE, one={**SHELF, "best": FILM, "items": items}).require()
    assert shelf.best == UnknownMember("Film", FILM)
    assert (shelf.items[0].title, shelf.items[1].name) == ("T", "Ada")
    assert shelf.model_dump(mode="json")["items"] == items


def test_member_on_a_condition_may_be_missing() -> None:
    shop = package()
    assert read(shop.GET_SHELF, shelf={}).require().best is None
    assert type(read(shop.GET_SHELF, shelf={"best": PERSON}).require().best) is (
        shop.Person
    )


def test_pages_hold_members() -> None:
    info = {"end_cursor": None, "has_next_page": False}
    edges = [{"node": BOOK}, {"node": FILM}]
    page = read(
        package().LIST_SHELVES, shelves={"edges": edges, "page_info": info}
    ).require()
    assert [type(record).__name__ for record in page] == ["Book", "UnknownMember"]


def test_fields_of_an_interface_are_in_every_member() -> None:
    shop = package("interfaces")
    lamp = {"typename__": "Lamp", "id": "1", "owner": {"name": "Ada"}}
    node = read(shop.GET_NODE, node=lamp).require()
    assert node.id.get_secret_value() == "1"
    assert node.owner.name == "Ada"
    car = {"typename__": "Car", "id": "2", "owner": None}
    result = read(shop.GET_NODE, node=car)
    assert result.require() == UnknownMember("Car", car)
    assert result.drift[0].type_name == "Node"


def test_interface_that_nothing_refines_is_one_record() -> None:
    shop = package("interfaces")
    nodes = read(shop.LIST_IDENTIFIERS, nodes=[{"id": "1"}]).require()
    assert [type(node) for node in nodes] == [shop.Identified]
    owned = {"id": "1", "typename__": "Car", "since": 1}
    assert read(shop.GET_OWNED, owned=owned).require().typename__ == "Car"


def test_secrets_of_an_interface_are_secrets_of_its_members() -> None:
    shop = package("interfaces")
    nodes = [
        {"typename__": "Book", "id": "s3cret", "title": "T"},
        {"typename__": "Lamp", "id": "s3cret", "watts": 1},
        {"typename__": "Thing", "id": "s3cret"},
    ]
    found = read(shop.LIST_NODES, nodes=nodes).require()
    assert "s3cret" not in repr(found)


def test_members_are_taken_as_they_are_in_python() -> None:
    shop = package()
    book = read(shop.FIND, find=[BOOK]).require()[0]
    film = UnknownMember("Film", FILM)
    find = shop.FIND.load_model()
    assert find.model_validate({"find": [book, film]}).find == [book, film]
    with pytest.raises(ValidationError):
        find.model_validate({"find": [object()]})
