"""No wrong value of any type makes an error that shows pydantic's own words."""

from __future__ import annotations

import datetime as dt
import re
from collections import UserDict
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Literal, NewType, Protocol, cast, runtime_checkable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, SecretStr, create_model
from typing_extensions import TypeAliasType, TypedDict

from udacity_client import InputError
from udacity_client.protocol.request import encode
from udacity_client.runtime import (
    UNSET,
    Duration,
    Input,
    JsonInput,
    OneOfInput,
    OpenEnum,
    Operation,
    Scalar,
    Secret,
    Time,
    UnsetType,
)
from udacity_client.runtime.deep_models import WHOLE_LEVELS


class Level(OpenEnum):
    EXPERT = "EXPERT"


class Money(TypedDict):
    amount: int


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)
    amount: int


@dataclass
class Point:
    x: int


class Coin:
    """A class that pydantic does not know."""


@runtime_checkable
class HasName(Protocol):
    name: str


UserId = NewType("UserId", int)
Names = TypeAliasType("Names", "list[str]")


class By(OneOfInput, frozen=True):
    by: By | None | UnsetType = UNSET
    n: int | UnsetType = UNSET


def scalar(kind: Any, **functions: Any) -> Any:
    annotated: Any = Annotated
    return annotated[kind, Scalar(**functions)]


both: Any = {"parse": id, "serialize": str}
KINDS: dict[str, Any] = {
    "by": By | None, "bys": list[By], "f": float, "i": int | None, "s": str,
    "levels": list[list[Level]], "anything": JsonInput, "time": Time,
    "within": Duration,
    "secret": Secret, "date": scalar(dt.date), "moment": scalar(dt.datetime),
    "clock": scalar(dt.time), "price": scalar(Decimal, serialize=str),
    "user": scalar(UserId), "money": scalar(Money), "word": scalar(Literal["a", "b"]),
    "strict": scalar(Strict), "read": scalar(Strict, parse=id), "point": scalar(Point),
    "coin": scalar(Coin, **both), "named": scalar(HasName, **both),
    "counts": scalar(dict[str, int]), "pair": scalar(tuple[int, str]),
    "either": scalar(int | str), "either_list": scalar(list[int] | Money),
    "names": scalar(Names), "big": scalar(int), "any": scalar(Any),
}  # fmt: skip
fields: Any = {name: (kind | UnsetType, UNSET) for name, kind in KINDS.items()}
Everything: Any = create_model("Everything", __base__=Input, **fields)
Holder: Any = Everything
for level in range(WHOLE_LEVELS + 2):
    inner: Any = (Holder | None | UnsetType, UNSET)
    Holder = create_model(f"Holder{level}", __base__=Input, inner=inner)

NONAME: Any = type("", (), {})
leaves: Any = st.sampled_from(
    [
        *(1, True, 1.5, "x", "EXPERT", b"x", None, 10**400, float("nan")),
        *(Decimal("NaN"), Decimal("sNaN"), Decimal(1), dt.date(2026, 1, 1), UNSET),
        *(dt.datetime(2026, 1, 1), dt.timedelta(1), Level("GURU"), Level.EXPERT),  # noqa: DTZ001 - the test
        *(SecretStr("x"), object(), int, Coin(), Strict.model_construct(amount="x")),
        *(Point(x=cast("int", "x")), MappingProxyType({"n": 1}), UserDict({"n": 1})),
        *(NONAME(), By.model_construct(), By(n=1).model_copy(update={"n": "x"})),
    ]
)
keys = st.sampled_from(["by", "n", "amount", "x", "a b", 1, None, UNSET])
values = st.recursive(
    leaves,
    lambda one: st.one_of(
        st.lists(one, max_size=2),
        st.dictionaries(keys, one, max_size=2),
        st.tuples(one),
    ),
    max_leaves=4,
)
PLACE = re.compile(r"^\w+((\.|\[)[\w\]]+)* ", re.ASCII)
UNKNOWN = re.compile(
    r"function-|json-or-python|\[json=|enum\[|UnsetType|://|_not_none|lax-or"
)


def assert_plain(error: InputError) -> None:
    text = str(error)
    assert not UNKNOWN.search(text), text
    assert PLACE.match(text), text
    assert error.__cause__ is error.__context__ is None


@settings(max_examples=150)
@given(st.sampled_from([*KINDS]), values)
def test_a_wrong_value_of_any_type_is_told_in_plain_words(
    name: str, value: object
) -> None:
    deep: Any = {name: value}
    for _ in range(WHOLE_LEVELS + 2):
        deep = {"inner": deep}
    for model, given_ in ((Everything, {name: value}), (Holder, deep)):
        try:
            model(**given_)
        except InputError as error:
            assert_plain(error)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (
            {"by": {}},
            "by is refused: By takes exactly one of its fields, and none was given; "
            "choose from by, n.",
        ),
        (
            {"bys": [{"n": 1}, {"by": {"n": 1, "by": {"n": 2}}}]},
            "bys[1].by is refused: By takes exactly one of its fields, and 2 were "
            "given; choose from by, n.",
        ),
        ({"f": 10**400}, "f is an int that no float can hold. Write a smaller one."),
        ({"i": 10**5000}, "i is too large. Write an int from -2147483648 to "),
        ({"date": dt.datetime(2026, 1, 1)}, "date is a datetime. Write date(...)."),  # noqa: DTZ001 - the test
        (
            {"price": Decimal("NaN")},
            "price is NaN, which JSON has no number for. Write a finite number.",
        ),
        ({"user": True}, "user is a bool. Write an int."),
        ({"money": 1}, "money is an int. Write Money(...)."),
        ({"money": {}}, "money.amount is refused: Field required."),
        ({"word": "c"}, "word is refused: Input should be 'a' or 'b'."),
        ({"coin": 1}, "coin is an int. Write Coin(...)."),
        (
            {"either": 1.5},
            "either is refused: Input should be a valid integer; or Input should be a "
            "valid string.",
        ),
        ({"by": MappingProxyType({"n": 1})}, "by is a mappingproxy. Write By(...)."),
        ({"any": [{"a": UNSET}]}, "any is refused: UNSET is not a value of a scalar"),
        ({"counts": {"a": UNSET}}, "counts is refused: UNSET is not a value"),
    ],
)
def test_the_place_and_the_reason_are_told(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        Everything(**given_)
    assert str(caught.value).startswith(said)
    assert_plain(caught.value)


def test_what_holds_itself_is_refused() -> None:
    loop: dict[str, Any] = {}
    loop["by"] = loop
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"by": deep}
    for value in (loop, deep):
        for model in (By, Everything):
            with pytest.raises(InputError, match=r"^by is nested too deeply, or holds"):
                cast("Any", model)(by=value)
    deep = {}
    for _ in range(260):  # pydantic's bound, which comes before Python's
        deep = {"by": deep}
    for other in ({}, {"n": ""}):
        with pytest.raises(InputError) as caught:
            cast("Any", By)(**other, by=deep)
        assert str(caught.value) == "by is nested too deeply, or holds itself."
    held: dict[str, Any] = {}
    held["inner"] = held
    with pytest.raises(InputError, match=r"^inner"):
        Holder(inner=held)
    operation: Operation[Any, Any] = Operation(
        domain="shop", name="A", kind="query", document="", model="", unwrap=id
    )
    with pytest.raises(InputError, match="nested too deeply, or holds itself"):
        encode(operation, loop)
