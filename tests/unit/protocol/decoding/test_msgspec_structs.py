"""msgspec decodes as pydantic does, or leaves it to pydantic."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC
from typing import Any, ClassVar

import pytest
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
)

from support.rich_answers import (
    LIST_ITEMS,
    LIST_PLAIN,
    PERSON,
    PLAIN,
    Person,
    Plain,
    Plains,
    Tool,
    answer,
)
from udacity_client.protocol import envelope
from udacity_client.protocol.decoding import records
from udacity_client.protocol.decoding.msgspec_structs import struct_reader
from udacity_client.protocol.envelope import AdaptiveDecoder, Envelope
from udacity_client.runtime import Duration, OpenEnum, Record, Secret, Time
from udacity_graphql.assessment_progress import LIST_ASSESSMENT_PROGRESS
from udacity_graphql.catalog import GET_CATALOG
from udacity_graphql.learning_plan_progress import LIST_LEARNING_PLAN_PROGRESS
from udacity_graphql.program_progress import LIST_PROGRAM_PROGRESS


class Loose(Record, frozen=True):
    model_config: ClassVar[ConfigDict] = ConfigDict(strict=False)

    whole: int


class Trimmed(Record, frozen=True):
    model_config: ClassVar[ConfigDict] = ConfigDict(str_strip_whitespace=True)

    text: str


class Short(Record, frozen=True):
    text: str = Field(max_length=3)


class Sometimes(Record, frozen=True):
    text: str | None = None


class Hidden(Record, frozen=True):
    password: Secret


class Tree(Record, frozen=True):
    trees: list[Tree]


class Bytes(Record, frozen=True):
    raw: bytes


def reader_of(model: Any) -> Callable[[bytes], Any] | None:
    """Return the decoder of a response with a *model* in its data."""
    create: Any = create_model  # for a type that is known at run time only
    return struct_reader(create("Answer", __base__=Record, one=model))


def through_structs(model: type[BaseModel], content: bytes) -> Any:
    read = struct_reader(model)
    assert read is not None
    return read(content)


@pytest.mark.parametrize(
    "operation",
    [
        *(GET_CATALOG, LIST_PROGRAM_PROGRESS, LIST_ASSESSMENT_PROGRESS),
        *(LIST_LEARNING_PLAN_PROGRESS, LIST_PLAIN),
    ],
)
def test_what_is_large_is_read_through_structs(operation: Any) -> None:
    answers: Any = Envelope.__class_getitem__(operation.load_model())

    assert struct_reader(answers, edges=operation.edges) is not None


@pytest.mark.parametrize(
    "model",
    [
        *(Loose, Trimmed, Short, Sometimes, Hidden, Tree, Bytes, BaseModel, str),
        *(LIST_ITEMS.load_model(), Person | Tool),
    ],
)
def test_what_msgspec_would_read_in_another_way_is_left_to_pydantic(
    model: object,
) -> None:
    assert reader_of(model) is None


def test_where_pydantic_keeps_records_elsewhere_there_are_no_structs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert reader_of(Person) is not None
    monkeypatch.setattr(records, "keeps_records_as_expected", lambda: False)

    assert reader_of(Person) is None


def test_values_are_of_the_types_that_pydantic_gives() -> None:
    content = json.dumps(json.loads(answer([{"node": PLAIN}] * 2))["data"]).encode()
    read: Plains = through_structs(Plains, content)

    assert read == Plains.model_validate_json(content)
    assert read.plain.edges is not None
    first, second = (edge.node for edge in read.plain.edges if edge is not None)
    assert isinstance(first, Plain)
    assert isinstance(second, Plain)
    assert isinstance(first.length, Duration)
    assert isinstance(first.colour, OpenEnum)
    assert first.at.tzinfo is UTC
    assert isinstance(first.owner, Person)
    assert first.owner is not second.owner
    assert first.__pydantic_fields_set__ is second.__pydantic_fields_set__


class Moments(Record, frozen=True):
    moments: list[Time | None]


@pytest.mark.parametrize(
    "moments",
    [
        [],
        [None],
        ["2026-03-01T10:00:00Z"],
        ["2026-03-01T10:00:00Z", None, "2026-03-01T10:00:00.5+01:00"],
        ["2026-03-01t10:00:00.123456789z"] * 3,
    ],
)
def test_times_of_several_shapes_are_read(moments: list[str | None]) -> None:
    class Answer(Record, frozen=True):
        one: Moments

    content = json.dumps({"one": {"moments": moments}}).encode()
    assert through_structs(Answer, content) == Answer.model_validate_json(content)


@pytest.mark.parametrize(
    "moment",
    [
        "",
        "\n",
        "2026-03-01",
        "1772359200",
        "2026-03-01_10:00:00Z",
        "2026-03-01T10:00:00Z\n",
        "2026-03-01T10:00:00Z\n2026-03-01T10:00:00Z",
        "2026-03-01T10:00:00Z\u20282026-03-01T10:00:00Z",
        "٢026-03-01T10:00:00Z",
    ],
)
@pytest.mark.parametrize("beside", [[], ["2026-03-01T10:00:00Z"], [None]])
def test_what_has_not_the_shape_of_a_time_is_refused(
    moment: str, beside: list[str | None]
) -> None:
    read = reader_of(Moments)
    assert read is not None

    with pytest.raises(ValueError, match=r"left to pydantic|Input should be"):
        read(json.dumps({"one": {"moments": [*beside, moment]}}).encode())


UNUSUAL = [
    *("2026-03-01T10:00:00.5Z", "2026-03-01T10:00:00.123456Z"),
    *("2026-03-01t10:00:00z", "2026-03-01T10:00:00+01:00", "2026-03-01T10:00:00-00:00"),
    *("2026-03-01T10:00:00.1234567Z", "2026-03-01T10:00:00.9999999Z"),
    *("2026-03-01T10:00:00.1234565Z", "2026-03-01T23:59:59.99999949z"),
    *("2026-03-01 10:00:00Z", "2026-03-01T10:00:00+0100", "2026-03-01T10:00:00+01"),
    *("9999-12-31T23:59:59.9999995Z", "0001-01-01T00:00:00+23:59"),
    *("2026-03-01T10:00Z", "2026-03-01T10:00:00.Z", "2026-03-01T10:00.123Z"),
    # What Python takes, or may take one day.
    *("2026-W09-7T10:00:00Z", "20260301T100000.00Z", "2026-03-01T24:00:00Z"),
    *("2026-03-01T10:00:00,5Z", "2026-03-01T10:00:60Z", "2026-060T10:00:00.Z"),
    # Of the same length as a usual one, or of the same length together.
    *("2026-03-01T10:00:0;Z", "2026-02-30T10:00:00Z", "0000-03-01T10:00:00Z"),
    *("2026-03-01T10:00:00ZZ", "2026-03-01T10:00:00", "2026-03-01T10-00-00Z"),
    *("2026-03-01T10:00:00Z;2026-03-01T10:00:00Z", ";" * 20, "Z" * 20, "", "Z"),
    *("\uff12026-03-01T10:00:00Z", "2026-03-01T1\u0660:00:00Z", "+026-03-01T10:00:00Z"),
]


class MomentsAnswer(Record, frozen=True):
    one: Moments


@pytest.mark.parametrize("text", UNUSUAL)
def test_times_are_read_as_pydantic_reads_them(text: str) -> None:
    read = struct_reader(MomentsAnswer)
    assert read is not None
    usual = "2026-03-01T10:00:00Z"

    for texts in ([text], [usual, text], [text, text], [usual, None, text, usual]):
        content = json.dumps({"one": {"moments": texts}}).encode()
        try:
            expected = MomentsAnswer.model_validate_json(content)
        except ValidationError:
            with pytest.raises(ValueError, match="This is left to pydantic"):
                read(content)
        else:
            # With the types of their zones.
            assert repr(read(content)) == repr(expected)


class Span(Record, frozen=True):
    name: str
    began_at: Time
    ended_at: Time | None
    seen_at: list[Time]


class SpansAnswer(Record, frozen=True):
    one: list[Span]


def test_times_of_several_fields_stay_in_their_places() -> None:
    spans = [
        {
            "name": f"2026-03-01T10:00:0{number}Z",
            "beganAt": f"2026-03-01T10:00:0{number}Z",
            "endedAt": None if number % 2 else f"2026-03-02T10:00:0{number}Z",
            "seenAt": [f"2026-03-03T10:00:0{number}Z"] * number,
        }
        for number in range(5)
    ]
    content = json.dumps({"one": spans}).encode()

    read: SpansAnswer = through_structs(SpansAnswer, content)
    assert read == SpansAnswer.model_validate_json(content)
    assert list(vars(read.one[0])) == ["name", "began_at", "ended_at", "seen_at"]


# Among the ways of reading


class Answer(Record, frozen=True):
    people: list[Person]


GOOD = json.dumps({"data": {"people": [PERSON]}}).encode()
MORE = json.dumps({"data": {"people": [{**PERSON, "new": 1}]}}).encode()


@pytest.fixture
def given_to_msgspec(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The responses that msgspec is given."""
    contents: list[bytes] = []
    make = struct_reader

    def noting(model: type[BaseModel], *, edges: str | None, rows: type | None) -> Any:
        read = make(model, edges=edges, rows=rows)
        assert read is not None

        def note(content: bytes) -> BaseModel:
            contents.append(content)
            return read(content)

        return note

    monkeypatch.setattr(
        "udacity_client.protocol.decoding.msgspec_structs.struct_reader", noting
    )
    monkeypatch.setattr(envelope, "SMALL_RESPONSE_BYTES", 0)
    monkeypatch.setattr(envelope, "STRUCT_THRESHOLD_BYTES", 2 * len(GOOD))
    return contents


def test_structs_begin_when_enough_was_read(given_to_msgspec: list[bytes]) -> None:
    reader = AdaptiveDecoder(Answer)
    answers = [reader.read(GOOD) for _ in range(3)]

    assert given_to_msgspec == [GOOD, GOOD]
    assert answers[0].data == answers[1].data == answers[2].data


def test_a_way_that_refuses_what_the_model_takes_is_given_up(
    given_to_msgspec: list[bytes],
) -> None:
    reader = AdaptiveDecoder(Answer)
    for content in (GOOD, GOOD, b"{", GOOD, MORE, GOOD):
        try:
            read = reader.read(content)
        except ValueError:
            assert content == b"{"
        else:
            assert read.data == Answer(people=[Person.model_validate(PERSON)])

    assert given_to_msgspec == [GOOD, b"{", GOOD, MORE]


def test_errors_are_no_reason_to_give_a_way_up(given_to_msgspec: list[bytes]) -> None:
    failed = b'{"errors": [{"message": "m"}], "data": null}'
    reader = AdaptiveDecoder(Answer)
    for content in (GOOD, GOOD, failed, GOOD):
        reader.read(content)

    assert given_to_msgspec == [GOOD, failed, GOOD]


def test_without_msgspec_all_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        sys.modules, "udacity_client.protocol.decoding.msgspec_structs", None
    )
    monkeypatch.setattr(envelope, "SMALL_RESPONSE_BYTES", 0)
    monkeypatch.setattr(envelope, "STRUCT_THRESHOLD_BYTES", 0)

    read = AdaptiveDecoder(Answer).read(GOOD).data
    assert read == Answer(people=[Person.model_validate(PERSON)])
