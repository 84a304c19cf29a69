"""Make answers with all that an answer can hold, and an operation that reads them."""

from __future__ import annotations

import json
from typing import Annotated, Final, Literal

from udacity_client.runtime import (
    Duration,
    OpenEnum,
    OpenUnion,
    Operation,
    Page,
    Record,
    Secret,
    Time,
    UnknownMember,
)


class Colour(OpenEnum):
    BLUE = "BLUE"
    RED = "RED"


class Person(Record, frozen=True):
    typename__: Literal["Person"]
    name: str


class Tool(Record, frozen=True):
    typename__: Literal["Tool"]
    owner: Person
    colour: Colour


class Item(Record, frozen=True):
    text: str
    note: str | None
    whole: int
    real: float
    flag: bool
    at: Time
    ended_at: Time | None
    length: Duration
    colour: Colour
    colours: list[Colour]
    password: Secret | None
    owner: Person
    helper: Person | None
    rows: list[list[Person] | None] | None
    thing: Annotated[Person | Tool | UnknownMember, OpenUnion("Thing")]
    sometimes: int | None = None


class Plain(Record, frozen=True):
    text: str
    whole: int
    real: float
    flag: bool
    at: Time
    ended_at: Time | None
    colour: Colour
    hue: Colour | None
    owner: Person


class PageInfo(Record, frozen=True):
    has_next_page: bool
    end_cursor: str | None


class ItemEdge(Record, frozen=True):
    node: Plain | None


class ItemConnection(Record, frozen=True):
    total_count: int
    page_info: PageInfo
    edges: list[ItemEdge | None] | None


class Items(Record, frozen=True):
    items: list[Item]
    plain: ItemConnection


def _page(data: Items) -> tuple[list[Item], Page[Plain]]:
    connection = data.plain
    return data.items, Page(
        records=tuple(
            edge.node
            for edge in connection.edges or ()
            if edge is not None and edge.node is not None
        ),
        total_count=connection.total_count,
        has_next=connection.page_info.has_next_page,
        end_cursor=connection.page_info.end_cursor,
    )


LIST_ITEMS: Final[Operation[dict[str, object], tuple[list[Item], Page[Plain]]]] = (
    Operation(
        domain="catalog",
        name="ListItems",
        kind="query",
        document="query ListItems{items{text}plain{edges{node{text}}}}",
        model=f"{__name__}:Items",
        unwrap=_page,
    )
)

PERSON: Final = {"typename__": "Person", "name": "Zoë"}
ITEM: Final[dict[str, object]] = {
    "text": "a",
    "note": None,
    "whole": 7,
    "real": 1.5,
    "flag": True,
    "at": "2026-03-01T10:00:00.097Z",
    "ended_at": None,
    "length": "P1M",
    "colour": "RED",
    "colours": ["BLUE", "RED"],
    "password": "31337",
    "owner": PERSON,
    "helper": PERSON,
    "rows": [[PERSON, PERSON], None, []],
    "thing": {"typename__": "Tool", "owner": PERSON, "colour": "BLUE"},
}
PLAIN: Final[dict[str, object]] = {
    "text": "a",
    "whole": 7,
    "real": 1.5,
    "flag": True,
    "at": "2026-03-01T10:00:00.097Z",
    "ended_at": "2026-03-01T10:00:00+02:00",
    "colour": "RED",
    "hue": None,
    "owner": PERSON,
}


def answer(items: list[object], edges: object) -> bytes:
    """Return an answer that holds *items* and a page of *edges*."""
    page_info = {"has_next_page": False, "end_cursor": None}
    plain = {"total_count": 2, "page_info": page_info, "edges": edges}
    return json.dumps({"data": {"items": items, "plain": plain}}).encode()


def answer_with(spelt: str, *, field: str) -> bytes:
    """Return an answer whose every record has *spelt* for a field, as it is."""
    items: list[object] = [{**ITEM, field: "@@"}] if field in ITEM else [ITEM]
    node = {**PLAIN, field: "@@"} if field in PLAIN else PLAIN
    edges = [{"node": PLAIN}, {"node": node}, {"node": PLAIN}]
    written = answer(items, edges)
    return written.replace(b'"@@"', spelt.encode("utf-8", "surrogatepass"))
