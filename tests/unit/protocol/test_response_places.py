"""Places have the names of the API, and the field that a record has there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import pytest
from pydantic import BaseModel, ValidationError

from support.rich_answers import ITEM, PERSON, PLAIN, Items, Plains, answer
from udacity_client.protocol.response_places import place_of_error, symbol_at
from udacity_client.runtime import Duration, Json, OpenEnum, Record, Scalar, Time

TOOL = {"__typename": "Tool", "owner": PERSON, "colour": "RED"}


def places(*, items: list[object], node: object = PLAIN) -> list[str]:
    """Return where an answer does not fit."""
    data = json.loads(answer([{"node": node}], items=items))["data"]
    with pytest.raises(ValidationError) as caught:
        Items.model_validate_json(json.dumps(data), by_name=False)
    return [str(place_of_error(Items, one["loc"])) for one in caught.value.errors()]


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("endedAt", 7, "items[1].endedAt (Item.ended_at)"),
        ("colours", ["RED", None], "items[1].colours[1] (Item.colours)"),
        ("helper", {"__typename": "Person"}, "items[1].helper.name (Person.name)"),
        ("rows", [[PERSON, {}]], "items[1].rows[0][1].__typename (Person.typename__)"),
        ("thing", {}, "items[1].thing (Item.thing)"),
        # The member of a union is no step of the path.
        ("thing", {**TOOL, "colour": 7}, "items[1].thing.colour (Tool.colour)"),
        (
            "thing",
            {**TOOL, "owner": {**PERSON, "name": None}},
            "items[1].thing.owner.name (Person.name)",
        ),
    ],
)
def test_an_error_of_pydantic_has_a_place_in_the_response(
    field: str, value: object, place: str
) -> None:
    assert place in places(items=[ITEM, {**ITEM, field: value}])


def test_a_place_in_a_page_goes_through_its_edges() -> None:
    assert places(items=[], node={**PLAIN, "whole": "7"}) == [
        "plain.edges[0].node.whole (Plain.whole)"
    ]


@pytest.mark.parametrize(
    ("path", "symbol"),
    [
        (("items", 3, "endedAt"), "Item.ended_at"),
        (("items", 3, "rows", 0, 1, "name"), "Person.name"),
        (("items", 3, "rows", 0), "Item.rows"),
        (("items", 3, "thing", "owner"), "Tool.owner"),
        (("items", 3, "thing", "owner", "name"), "Person.name"),
        # Each member of the union has a field of this name.
        (("items", 3, "thing", "__typename"), None),
        (("items", 3, "ended_at"), None),
        (("nothing", "here"), None),
        ((), None),
    ],
)
def test_the_path_of_a_graphql_error_leads_to_a_field(
    path: tuple[str | int, ...], symbol: str | None
) -> None:
    assert symbol_at(Items, path) == symbol


def test_what_is_no_record_has_no_symbol() -> None:
    place = place_of_error(Plains, ("plain", "edges", 0, "node", "new", "deep"))

    assert str(place) == "plain.edges[0].node.new.deep"


@dataclass
class Money:
    cents: int


class Address(BaseModel):
    street: str


class Level(OpenEnum):
    LOW = "LOW"


class Mapped(Record, frozen=True):
    """Fields whose types settings name."""

    day: date
    days: list[date | None] | None
    at: datetime
    price: Annotated[Money, Scalar(parse=Money)] | None
    money: Money
    address: Address
    either: int | Money


class Plain(Record, frozen=True):
    """Fields whose types the generator chooses."""

    day: Time
    days: list[Time | None] | None
    more: Json
    long: Duration
    level: list[Level]
    count: int | None
    inner: Mapped


@pytest.mark.parametrize(
    ("model", "location", "is_mapped"),
    [
        (Mapped, ("day",), True),
        (Mapped, ("days", 0), True),
        (Mapped, ("at",), True),
        (Mapped, ("price",), True),
        (Mapped, ("money", "cents"), True),
        (Mapped, ("address", "street"), True),
        (Mapped, ("either", "int"), True),
        (Plain, ("day",), False),
        (Plain, ("days", 0), False),
        (Plain, ("more",), False),
        (Plain, ("long",), False),
        (Plain, ("level", 0), False),
        (Plain, ("count",), False),
        (Plain, ("inner",), False),
        (Plain, ("inner", "day"), True),
    ],
)
def test_a_place_knows_whether_settings_chose_its_type(
    model: type[Record], location: tuple[str | int, ...], *, is_mapped: bool
) -> None:
    assert place_of_error(model, location).is_mapped is is_mapped
