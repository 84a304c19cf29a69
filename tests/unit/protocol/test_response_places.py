"""Places have the names of the API, and the field that a record has there."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from support.rich_answers import ITEM, PERSON, PLAIN, Items, Plains, answer
from udacity_client.protocol.response_places import place_of_error, symbol_at

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
