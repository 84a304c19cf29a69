"""Arrow schemas of record classes, and equal columns from structs and from records."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, cast

import pyarrow as pa
import pytest
from pydantic import SecretStr

from support.rich_answers import (
    LIST_PLAIN,
    PLAIN,
    Colour,
    Item,
    Person,
    Plain,
    Tool,
    answers_with,
)
from udacity_client.data import arrow_schema
from udacity_client.errors import ResponseShapeError, UdacityError
from udacity_client.protocol import envelope
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import (
    Json,
    OpenUnion,
    Page,
    Pager,
    Record,
    Secret,
    UnknownMember,
)
from udacity_client.runtime.arrow import columns_of
from udacity_client.runtime.struct_rows import StructRows, take_struct_rows
from udacity_graphql.tokens.records import Credential


class Node(Record, frozen=True):
    """One that holds itself, and JSON."""

    name: str
    """What it is called.

    At most 40 characters.
    """

    below: list[Node]
    extra: Json


class Holder(Record, frozen=True):
    things: list[Annotated[Tool | Person | UnknownMember, OpenUnion("Thing")]]
    password: Secret


@pytest.fixture(autouse=True)
def _new_decoders() -> None:
    # One that refused what the model accepts is not tried again.
    envelope._row_decoder_for.cache_clear()  # pyright: ignore[reportPrivateUsage]  # see above


def test_each_field_has_a_type_and_keeps_whether_it_can_be_null() -> None:
    person = "struct<typename__: string not null, name: string not null>"
    rows = f"list<item: list<item: {person} not null>>"
    enum = "dictionary<values=string, indices=int32, ordered=0>"
    time = "timestamp[us, tz=UTC]"
    assert arrow_schema(Plain).to_string(show_field_metadata=False).splitlines() == [
        "text: string not null",
        "note: string",
        "whole: int64 not null",
        "real: double not null",
        "flag: bool not null",
        f"at: {time} not null",
        f"ended_at: {time}",
        "length: string not null",
        f"colour: {enum} not null",
        f"hue: {enum}",
        f"colours: list<item: {enum} not null> not null",
        "  child 0, item: " + f"{enum} not null",
        f"owner: {person} not null",
        "  child 0, typename__: string not null",
        "  child 1, name: string not null",
        f"helper: {person}",
        "  child 0, typename__: string not null",
        "  child 1, name: string not null",
        f"rows: {rows}",
        f"  child 0, item: list<item: {person} not null>",
        f"      child 0, item: {person} not null",
        "          child 0, typename__: string not null",
        "          child 1, name: string not null",
    ]


def test_what_arrow_has_no_type_for_is_json_text() -> None:
    json = {b"arrow": b"json"}
    schema: Any = arrow_schema(Node)
    assert schema.field("below").type.value_field.metadata == json
    assert schema.field("extra").metadata == json
    assert schema.field("extra").nullable
    thing: Any = arrow_schema(Item)
    assert thing.field("thing").metadata == json

    node = Node(name="a", below=[Node(name="b", below=[], extra=None)], extra=[1, "ü"])
    person = Person(typename__="Person", name="Zoë")
    tool = Tool(typename__="Tool", owner=person, colour=Colour("GREEN"))
    unknown = UnknownMember("Car", {"__typename": "Car", "wheels": 4})
    holder = Holder(
        things=[tool, person, unknown],
        password=SecretStr("31337"),
    )
    assert columns_of(Node).batch([node]).to_pylist() == [
        {
            "name": "a",
            "below": ['{"name":"b","below":[],"extra":null}'],
            "extra": '[1,"ü"]',
        }
    ]
    assert columns_of(Holder).batch([holder]).to_pylist() == [
        {
            "things": [
                '{"__typename":"Tool","owner":{"__typename":"Person","name":"Zoë"},'
                '"colour":"GREEN"}',
                '{"__typename":"Person","name":"Zoë"}',
                '{"__typename":"Car","wheels":4}',
            ],
            "password": "**********",
        }
    ]


class Grid:
    """A type of the user's own."""

    def __str__(self) -> str:
        return "3 x 4"


class Scalars(Record, frozen=True, arbitrary_types_allowed=True):
    day: date
    price: Decimal
    grid: Grid
    local: datetime | None


def test_types_of_custom_scalars() -> None:
    one = Scalars(day=date(2026, 3, 1), price=Decimal("1.50"), grid=Grid(), local=None)
    batch: Any = columns_of(Scalars).batch([one])
    assert [str(field.type) for field in batch.schema][:3] == [
        *("date32[day]", "string", "string")
    ]
    assert batch.to_pylist() == [
        {"day": date(2026, 3, 1), "price": '"1.50"', "grid": '"3 x 4"', "local": None}
    ]
    naive = one.model_copy(update={"local": datetime(2026, 3, 1)})  # noqa: DTZ001 - it has no offset
    with pytest.raises(ResponseShapeError, match="local does not fit"):
        columns_of(Scalars).batch([naive])


def test_a_field_brings_its_description_and_whether_it_is_confirmed() -> None:
    node: Any = arrow_schema(Node)
    description = b"What it is called. At most 40 characters."
    assert node.field("name").metadata == {b"description": description}
    credential: Any = arrow_schema(Credential)
    empty: dict[bytes, bytes] = {}
    of_fields: list[Any] = [field.metadata or empty for field in credential]
    assert [one for one in of_fields if one.get(b"unconfirmed") == b"true"]
    assert not [one for one in of_fields if b"Unconf" in one.get(b"description", b"")]


ODD = [
    *(("at", f'"{text}"') for text in (
        "2026-03-01T10:00:00Z",
        "2026-03-01T10:00:00.123456+05:30",
        "2026-03-01t10:00:00z",
        "2026-03-01T10:00:00.123456789Z",
        "2026-03-01 10:00:00Z",
        "2026-03-01T10:00Z",
        "2026-03-01T10:00:00+0200",
        "2026-03-01T10:00:00",
        "2026-03-01",
        "2026-02-30T10:00:00Z",
        "2026-03-01T24:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "",
    )),
    *(("length", f'"{text}"') for text in ("P1W", "P7D", "PT0.50S", "-P1D", "P", "x")),
    *(("whole", text) for text in ("5", "5.0", '"5"', "9223372036854775807")),
    *(("whole", text) for text in ("9223372036854775808", "null", "true")),
    *(("real", text) for text in ("5", "-0.0", "NaN", "1e400", '"5"')),
    *(("text", text) for text in ('"a\\u0000b"', '"\\ud800"', "5", "null")),
    *(("colour", text) for text in ('"GREEN"', '""', "null")),
    *(("helper", text) for text in ("null", '{"__typename":"Person","name":"Z"}')),
    *(("rows", text) for text in ("null", "[]", "[null]", "[[null]]")),
]  # fmt: skip


@pytest.mark.parametrize(("field", "spelt"), ODD)
def test_structs_and_records_give_equal_columns(
    field: str, spelt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, content = answers_with(spelt, field=field)
    by_structs = _outcome(content, set())
    monkeypatch.setattr(envelope, "_row_decoder_for", _no_structs)
    row_types: set[type] = set()
    by_records = _outcome(content, row_types)
    assert row_types <= {Plain}
    assert by_structs == by_records


def test_the_usual_page_is_read_through_structs() -> None:
    _, content = answers_with('"GREEN"', field="colour")
    row_types: set[type] = set()
    table = _outcome(content, row_types)
    assert row_types
    assert Plain not in row_types
    assert table["colour"] == "['RED', 'GREEN', 'RED']"


def test_a_new_enum_value_is_told_for_structs_as_for_records() -> None:
    _, content = answers_with('"GREEN"', field="colour")
    response = RawResponse(200, {}, content, received_at=0.0)
    result = decode(LIST_PLAIN, response, rows=StructRows(Plain))
    assert not isinstance(result.require()[0], Plain)
    assert [event.value for event in result.drift] == ["GREEN"]


def test_an_echoed_secret_is_masked_for_a_table_too() -> None:
    _, content = answers_with('"GREEN"', field="colour")
    body = content[:-1] + b', "extensions": {"echo": "udcs_x"}}'
    response = RawResponse(200, {}, body, received_at=0.0).hiding(("udcs_x",))
    rows = StructRows(Plain)
    assert decode(LIST_PLAIN, response, rows=rows).extensions == {"echo": "**********"}
    assert rows.decode_records is not None
    assert isinstance(cast("Any", rows.decode_records()).records[0], Plain)


def test_a_value_without_a_place_is_named_but_not_shown() -> None:
    plain = _plain(whole=2**63)
    with pytest.raises(ResponseShapeError, match="whole does not fit") as caught:
        columns_of(Plain).batch([plain])
    assert caught.value.problems == ("whole: does not fit a column of int64",)
    assert str(2**63) not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_null_that_the_schema_forbids_is_refused() -> None:
    # Partial data can hold it, next to an error.
    plain = _plain(text=None)
    with pytest.raises(ResponseShapeError, match="text is null, which its schema"):
        columns_of(Plain).batch([plain])


def test_a_page_without_records_has_its_columns() -> None:
    page = Page[Plain]((), 0, has_next=False, end_cursor=None, record_class=Plain)
    assert page.to_arrow().schema == arrow_schema(Plain)
    assert pa.table(page).num_rows == 0
    assert page.to_polars().shape == (0, 14)


def test_records_of_no_known_class_are_a_column_of_json() -> None:
    pager = Pager(
        lambda _cursor, _size: Page((1, "ü"), 2, has_next=False, end_cursor=None)
    )
    assert pager.to_arrow().to_pylist() == [{"record": "1"}, {"record": '"ü"'}]


def _plain(**changed: object) -> Plain:
    return Plain.model_validate_json(json.dumps(PLAIN)).model_copy(update=changed)


def _no_structs(*_arguments: object) -> envelope.AdaptiveDecoder:
    return envelope.AdaptiveDecoder(LIST_PLAIN.load_model(), edges=LIST_PLAIN.edges)


def _outcome(content: bytes, row_types: set[type]) -> dict[str, str]:
    """Return the columns of a response, or its error; tell what its rows were."""

    def fetch(_cursor: str | None, _size: int | None) -> Page[Plain]:
        response = RawResponse(200, {}, content, received_at=0.0)
        page = decode(LIST_PLAIN, response, rows=take_struct_rows()).require()
        row_types.update(type(record) for record in page.records)
        return page

    try:
        table = Pager(fetch, record_class=Plain).to_arrow()
    except UdacityError as error:
        return {"error": f"{type(error).__name__}: {error.message}"}
    # As text, because NaN is not equal to itself.
    return {name: repr(table[name].to_pylist()) for name in table.column_names}
