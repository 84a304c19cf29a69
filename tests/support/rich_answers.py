"""Responses with every kind of value, and operations that decode them."""

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
    note: str | None
    whole: int
    real: float
    flag: bool
    at: Time
    ended_at: Time | None
    length: Duration
    colour: Colour
    hue: Colour | None
    colours: list[Colour]
    owner: Person
    helper: Person | None
    rows: list[list[Person] | None] | None


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


class Plains(Record, frozen=True):
    plain: ItemConnection


def _both(data: Items) -> tuple[list[Item], Page[Plain]]:
    return data.items, _page(data)


def _page(data: Items | Plains) -> Page[Plain]:
    connection = data.plain
    return Page(
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
        unwrap=_both,
        edges="ItemEdge",
    )
)
LIST_PLAIN: Final[Operation[dict[str, object], Page[Plain]]] = Operation(
    domain="catalog",
    name="ListPlain",
    kind="query",
    document="query ListPlain{plain{edges{node{text}}}}",
    model=f"{__name__}:Plains",
    unwrap=_page,
    edges="ItemEdge",
)

PERSON: Final = {"__typename": "Person", "name": "Zoë"}
ITEM: Final[dict[str, object]] = {
    "text": "a",
    "note": None,
    "whole": 7,
    "real": 1.5,
    "flag": True,
    "at": "2026-03-01T10:00:00.097Z",
    "endedAt": None,
    "length": "P1M",
    "colour": "RED",
    "colours": ["BLUE", "RED"],
    "password": "31337",
    "owner": PERSON,
    "helper": PERSON,
    "rows": [[PERSON, PERSON], None, []],
    "thing": {"__typename": "Tool", "owner": PERSON, "colour": "BLUE"},
}
PLAIN: Final[dict[str, object]] = {
    "text": "a",
    "note": "b",
    "whole": 7,
    "real": 1.5,
    "flag": True,
    "at": "2026-03-01T10:00:00.097Z",
    "endedAt": "2026-03-01T10:00:00+02:00",
    "length": "PT2H30M",
    "colour": "RED",
    "hue": None,
    "colours": ["RED", "BLUE"],
    "owner": PERSON,
    "helper": None,
    "rows": [[PERSON], None, [PERSON, PERSON]],
}


def answer(edges: object, *, items: list[object] | None = None) -> bytes:
    """Return a response with a page of *edges*, and *items* if given."""
    page_info = {"hasNextPage": False, "endCursor": None}
    plain = {"totalCount": 2, "pageInfo": page_info, "edges": edges}
    data = {"plain": plain} if items is None else {"items": items, "plain": plain}
    return json.dumps({"data": data}).encode()


def answers_with(spelt: str, *, field: str) -> tuple[bytes, bytes]:
    """Return a response to each operation, with *spelt* as a field's JSON."""
    items: list[object] = [{**ITEM, field: "@@"}] if field in ITEM else [ITEM]
    node = {**PLAIN, field: "@@"} if field in PLAIN else PLAIN
    edges = [{"node": PLAIN}, {"node": node}, {"node": PLAIN}]
    both, plain = (
        written.replace(b'"@@"', spelt.encode("utf-8", "surrogatepass"))
        for written in (answer(edges, items=items), answer(edges))
    )
    return both, plain
