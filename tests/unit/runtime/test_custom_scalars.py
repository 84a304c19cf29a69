"""Scalars with functions, and any JSON in input objects."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap, UserList, deque
from decimal import Decimal
from typing import Annotated, Any, Protocol, runtime_checkable

import pytest
from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError

from udacity_client import ConfigurationError, InputError
from udacity_client.runtime import (
    UNSET,
    Input,
    JsonInput,
    Record,
    Scalar,
    Time,
    UnsetType,
)


class Coin:
    """A class that pydantic does not know."""

    def __init__(self, text: str) -> None:
        self.text = text


def parse(value: Any) -> Coin:
    if value == "secret":
        raise KeyError(value)
    return Coin(value)


def dump(coin: Coin) -> str:
    return coin.text


class Purse(Record, frozen=True):
    coin: Annotated[Coin, Scalar(parse=parse, serialize=dump)]
    cost: Annotated[Decimal, Scalar(serialize=float)]
    count: Annotated[int, Scalar(parse=int)]


PURSE = b'{"coin":"a","cost":0.5,"count":"7"}'


def test_functions_read_and_write_json_alone() -> None:
    purse = Purse.model_validate_json(PURSE)
    assert (purse.coin.text, purse.cost, purse.count) == ("a", Decimal("0.5"), 7)
    assert purse.model_dump() == {
        "coin": purse.coin,
        "cost": Decimal("0.5"),
        "count": 7,
    }
    assert purse.model_dump_json() == '{"coin":"a","cost":0.5,"count":7}'
    assert Purse(coin=purse.coin, cost=Decimal(1), count=2).count == 2


def test_any_error_of_parse_makes_the_record_invalid_without_its_value() -> None:
    with pytest.raises(ValidationError, match="parse raised KeyError") as caught:
        Purse.model_validate_json(PURSE.replace(b'"a"', b'"secret"'))
    assert "secret" not in str(caught.value)


def test_in_python_only_values_of_the_type_will_do() -> None:
    with pytest.raises(ValidationError):
        Purse(coin="a", cost=Decimal(1), count=2)  # type: ignore[arg-type]  # the test
    with pytest.raises(ValidationError):
        Purse(coin=Coin("a"), cost=Decimal(1), count="2")  # type: ignore[arg-type]  # the test


def test_a_class_that_pydantic_does_not_know_needs_both_functions() -> None:
    for functions in (Scalar(), Scalar(parse=parse), Scalar(serialize=dump)):
        with pytest.raises(PydanticSchemaGenerationError):
            TypeAdapter(Annotated[Coin, functions])


class Text(Protocol):
    def text(self) -> str: ...


@runtime_checkable
class CheckableText(Text, Protocol): ...


class Word:
    def text(self) -> str:
        return "word"


def test_a_protocol_has_to_be_runtime_checkable() -> None:
    functions = Scalar(parse=parse, serialize=str)
    with pytest.raises(ConfigurationError, match=r"a Protocol needs typing\.runtime_c"):
        TypeAdapter(Annotated[Text, functions])
    with pytest.raises(ConfigurationError, match=r"^list\[.*Coin\] cannot be the type"):
        TypeAdapter(Annotated[list[Coin], functions])
    word = Word()
    adapter = TypeAdapter[Text](Annotated[CheckableText, functions])
    assert adapter.validate_python(word) is word


class Anything(Input, frozen=True):
    any: JsonInput
    at: dt.datetime | None = None
    time: Time | None = None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (True, True),
        ((1, 2.5, "x"), [1, 2.5, "x"]),
        (UserList([deque[int](), range(2)]), [[], [0, 1]]),
        (ChainMap({"a": (None,)}), {"a": [None]}),
    ],
)
def test_any_sequences_and_mappings_are_json(given: Any, kept: object) -> None:
    made = Anything(any=given)
    assert made.any == kept
    assert type(made.any) is type(kept)


def test_what_a_caller_changes_later_is_not_sent() -> None:
    given = {"a": [1]}
    made = Anything(any=given)
    given["a"].append(2)
    assert made.model_dump_json(exclude_unset=True) == '{"any":{"a":[1]}}'


CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "any is None. Write JSON that is not null."),
        ({1}, "any is not JSON: it holds a value of type set."),
        ([{"a": b""}], "any is not JSON: it holds a value of type bytes."),
        ({"a": {1: 2}}, "any is not JSON: it holds a key of type int."),
        ([dt.date(2026, 1, 1)], "any is not JSON: it holds a value of type date."),
        (CYCLE, "any is not JSON: it is nested too deeply, or holds itself."),
    ],
)
def test_everything_else_is_refused_in_one_sentence(given: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        Anything(any=given)
    assert str(caught.value) == said


def test_only_a_time_needs_an_offset() -> None:
    naive = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - the test
    assert Anything(any=1, at=naive).at == naive
    with pytest.raises(InputError, match=r"^time is a datetime without an offset\."):
        Anything(any=1, at=naive, time=naive)


def strict_dump(coin: Coin) -> str:
    assert isinstance(coin, Coin)
    return coin.text


class Payment(Input, frozen=True):
    coin: Annotated[Coin, Scalar(parse=parse, serialize=strict_dump)] | UnsetType = (
        UNSET
    )
    note: str | UnsetType = UNSET


def test_what_was_left_out_is_not_written_by_a_function() -> None:
    assert Payment(note="x").model_dump_json() == '{"note":"x"}'
    assert Payment(coin=Coin("a")).model_dump_json() == '{"coin":"a"}'


class Amounts(Input, frozen=True):
    big: Annotated[int, Scalar()] | UnsetType = UNSET
    bigs: list[Annotated[int, Scalar()]] | UnsetType = UNSET
    small: list[int | None] | UnsetType = UNSET


def test_an_int_of_a_scalar_has_more_bits_than_an_int_of_graphql() -> None:
    assert Amounts(big=2**40, bigs=[2**40]).big == 2**40
    with pytest.raises(InputError, match=r"4294967296\. Write an int from -21"):
        Amounts(small=[1, None, 2**32])
