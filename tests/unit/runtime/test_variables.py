"""Variables are checked against the `TypedDict` of their operation."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, NotRequired, Required, TypedDict, cast

import pytest
from pydantic import SecretStr

from support.answers import LIST_COURSES, Level
from udacity_client import ConfigurationError, InputError, runtime
from udacity_client.protocol.request import encode
from udacity_client.runtime import (
    UNSET,
    Duration,
    Input,
    OneOfInput,
    OpenEnum,
    Operation,
    Scalar,
    UnsetType,
)
from udacity_graphql.catalog import GET_CATALOG, GetCatalogVariables
from udacity_graphql.tokens import (
    CREATE_TOKEN,
    LIST_TOKENS,
    REVOKE_TOKEN,
    Client,
    CreateTokenInput,
    CreateTokenVariables,
    RevokeTokenVariables,
)

if TYPE_CHECKING:
    # Not there when the program runs, as in generated packages.
    from udacity_client.runtime import JsonInput, Secret, Time


class Filter(Input, frozen=True):
    levels: list[Level] | None | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


def write(price: Decimal) -> str:
    if price < 0:
        message = "it is negative"
        raise ValueError(message)
    return f"{price} EUR"


Price = Annotated[Decimal, Scalar(serialize=write)]
Anything = Annotated[Any, Scalar()]
Maybe = Annotated[Decimal | None, Scalar()]

SearchVariables = TypedDict(
    "SearchVariables",
    {
        "from": "int",
        "atTime": "NotRequired[Time | None | UnsetType]",
        "lasting": "NotRequired[Duration | UnsetType]",
        "level": "NotRequired[Level | None | UnsetType]",
        "levels": "NotRequired[list[list[Level]] | UnsetType]",
        "share": "NotRequired[float | UnsetType]",
        "filter": "NotRequired[Filter | None | UnsetType]",
        "pin": "NotRequired[Secret | UnsetType]",
        "prices": "NotRequired[list[Price] | UnsetType]",
        "offer": "NotRequired[Offer | UnsetType]",
        "__any": "NotRequired[JsonInput | UnsetType]",
        "jsons": "NotRequired[list[JsonInput] | UnsetType]",
        "notes": "NotRequired[list[JsonInput | None] | None | UnsetType]",
        "anything": "NotRequired[Anything | UnsetType]",
        "things": "NotRequired[list[Anything | None] | UnsetType]",
        "maybe": "NotRequired[Maybe | UnsetType]",
        "maybes": "NotRequired[list[list[Maybe | None]] | UnsetType]",
        "one": "NotRequired[One | UnsetType]",
    },
)

SEARCH: Operation[SearchVariables, object] = Operation(
    domain="catalog",
    name="Search",
    kind="query",
    document="query Search{x}",
    model="support.answers:Courses",
    unwrap=lambda data: data,
    variables=SearchVariables,
    arguments={"from": "from_", "atTime": "at_time", "__any": "any"},
)


def sent(given: object) -> dict[str, object]:
    content = encode(SEARCH, cast("SearchVariables", given)).content
    variables: dict[str, object] = json.loads(content)["variables"]
    return variables


def test_right_values_are_sent_as_the_api_reads_them() -> None:
    assert sent(
        {
            "from": 1,
            "atTime": datetime(2026, 3, 1, 10, tzinfo=UTC),
            "lasting": Duration.parse("PT90M"),
            "level": None,
            "levels": [[Level.EXPERT], []],
            "share": 1,
            "filter": Filter(levels=[Level.EXPERT], page_size=5),
            "pin": SecretStr("udcs_x"),
            "prices": [Decimal("1.50")],
            "__any": ({"a": [1, None]},),
        }
    ) == {
        "from": 1,
        "atTime": "2026-03-01T10:00:00Z",
        "lasting": "PT1H30M",
        "level": None,
        "levels": [["EXPERT"], []],
        "share": 1,
        "filter": {"levels": ["EXPERT"], "pageSize": 5},
        "pin": "udcs_x",
        "prices": ["1.50 EUR"],
        "__any": [{"a": [1, None]}],
    }


def test_null_is_sent_if_its_place_takes_null() -> None:
    given = {
        "from": 1,
        "__any": [None, {"a": None}],
        "notes": [None, 1],
        "anything": [None],
        "things": [None, "x"],
        "maybes": [[None, Decimal(1)]],
    }
    assert sent(given) == {**given, "maybes": [[None, "1"]]}
    assert sent({"from": 1, "notes": None}) == {"from": 1, "notes": None}


def test_what_is_left_out_or_unset_is_not_sent() -> None:
    assert sent(MappingProxyType({"from": 1, "level": UNSET})) == {"from": 1}


def test_a_secret_is_named_to_be_masked() -> None:
    given = cast("SearchVariables", {"from": 1, "pin": SecretStr("udcs_x")})
    assert encode(SEARCH, given).secrets == ("udcs_x",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from": "1"}, "from is a str. Write an int."),
        ({"from": True}, "from is a bool. Write an int."),
        ({"from": None}, "from is None. Write an int."),
        (
            {"from": 2**31},
            "from is 2147483648. Write an int from -2147483648 to 2147483647.",
        ),
        (
            {"filter": Filter.model_construct(page_size=-(2**40))},
            "filter.page_size is -1099511627776. Write an int from -2147483648 to",
        ),
        ({"from": UNSET}, "from is missing; Search needs it."),
        ({"from_": 1}, "from_ is not a variable of Search. Write from."),
        ({"at_time": None}, "at_time is not a variable of Search. Write atTime."),
        (
            {"atTime": datetime(2026, 3, 1)},  # noqa: DTZ001 - what it is about
            "atTime is a datetime without an offset.",
        ),
        ({"lasting": "PT90M"}, "lasting is a str. Write Duration(...)."),
        ({"level": "EXPERT"}, "level is 'EXPERT', a str. Write Level.EXPERT."),
        ({"level": Level("GURU")}, "level is 'GURU', which is not a value of Level"),
        ({"levels": [[Level("GURU")]]}, "levels[0][0] is 'GURU', which is not a"),
        ({"levels": (None,)}, "levels is a tuple. Write a list."),
        ({"share": float("nan")}, "share is nan, which JSON has no number for."),
        ({"filter": 5}, "filter is an int. Write Filter(...)."),
        (
            {"filter": {"pageSize": 5}},
            "filter.pageSize is not a field of Filter. Write page_size.",
        ),
        (
            {"filter": Filter().model_copy(update={"levels": ["EXPERT"]})},
            "filter.levels[0] is 'EXPERT', a str. Write Level.EXPERT.",
        ),
        (
            {"filter": Filter.model_construct(page_size="5")},
            "filter.page_size is a str. Write an int.",
        ),
        ({"pin": "udcs_x"}, "pin is a str. Write pydantic.SecretStr(...)."),
        ({"prices": ["1"]}, "prices[0] is a str. Write Decimal(...)."),
        ({"__any": {1}}, "__any is not JSON: it holds a value of type set."),
        ({"__any": None}, "__any is None. Write JSON that is not null."),
        ({"jsons": [1, None]}, "jsons[1] is None. Write JSON that is not null."),
        ({"anything": None}, "anything is None. Write a value that is not None."),
        ({"maybe": None}, "maybe is None. Write Decimal(...)."),
        ({"maybes": [[None], None]}, "maybes[1] is None. Write a list."),
        ({"one": {"value": None}}, "one.value is None. Write JSON that is not null."),
        ({"one": {"any": None}}, "one.any is None. Write a value that is not None."),
        ({"anything": 1, "share": "1"}, "share is a str. Write a float."),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_that_the_caller_wrote(
    given: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        sent({"from": 1, **given})
    assert "udcs_x" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("given", [None, [], "{}", 1])
def test_variables_are_a_mapping(given: object) -> None:
    with pytest.raises(InputError, match=r"of Search are of type \w+\. Give a dict"):
        sent(given)
    with pytest.raises(InputError, match="The variables of ListCourses are of type"):
        encode(LIST_COURSES, cast("dict[str, object]", given))


class One(OneOfInput, frozen=True):
    value: runtime.JsonInput | UnsetType = UNSET
    any: Anything | UnsetType = UNSET


class Offer(Input, frozen=True):
    price: Price | None | UnsetType = UNSET


@pytest.mark.parametrize(
    "given", [{"prices": [Decimal(-1)]}, {"offer": Offer(price=Decimal(-1))}]
)
def test_a_function_that_fails_is_told_with_the_operation(
    given: dict[str, object],
) -> None:
    with pytest.raises(InputError) as caught:
        sent({"from": 1, **given})
    assert str(caught.value) == (
        "A variable of Search cannot be written as JSON: write raised ValueError: it "
        "is negative."
    )
    assert caught.value.__cause__ is caught.value.__context__ is None


class Pair(TypedDict):
    fooBar: int
    foo_bar: NotRequired[int]


class Base(TypedDict):
    level: Level


class Partial(Base, total=False):
    count: int
    id: Required[int]
    price: Price


Texts = TypedDict(
    "Texts", {"count": "int", "id": "Required[int]", "from": "int"}, total=False
)


@pytest.mark.parametrize("variables", [Partial, Texts])
def test_which_variables_are_required_is_what_the_typed_dict_says(
    variables: Any,
) -> None:
    operation: Any = replace(SEARCH, name="P", variables=variables, arguments={})
    required = {"id": 1} if variables is Texts else {"id": 1, "level": Level.EXPERT}
    for given in (required, {**required, "count": 5}):
        content = json.loads(encode(operation, given).content)
        assert content["variables"] == given
    for name in required:
        rest = {key: value for key, value in required.items() if key != name}
        with pytest.raises(InputError, match=f"{name} is missing; P needs it"):
            encode(operation, rest)
    with pytest.raises(InputError, match=r"^count is a str\."):
        encode(operation, {**required, "count": "5"})


def test_an_annotation_that_cannot_be_resolved_is_named() -> None:
    class Local(Input, frozen=True):
        count: int

    class Hidden(TypedDict):
        local: Local

    operation: Any = replace(
        SEARCH, name="P", variables=cast("Any", Hidden), arguments={}
    )
    with pytest.raises(ConfigurationError, match=r"Hidden names Local, which is not"):
        encode(operation, {"local": Local(count=1)})


def test_the_name_of_an_argument_stands_for_its_variable() -> None:
    operation: Operation[Any, Any] = replace(
        SEARCH,
        name="Pair",
        variables=cast("Any", Pair),
        arguments={"fooBar": "foo_bar_"},
    )
    with pytest.raises(InputError, match=r"^foo_bar_ is not a .* Write fooBar\."):
        encode(operation, {"foo_bar_": [1]})
    with pytest.raises(
        InputError, match=r"^Pair has a key that is an int\. Write a str"
    ):
        encode(operation, {1: 2})


def test_an_operation_without_variables_takes_none() -> None:
    given: Any = {"first": 1}
    with pytest.raises(InputError, match="first is not a variable of ListTokens"):
        encode(LIST_TOKENS, given)


def test_lists_that_were_changed_later_are_checked_again() -> None:
    levels = [Level.EXPERT]
    given = Filter(levels=levels)
    assert given.levels
    cast("list[object]", given.levels).append("EXPERT")
    with pytest.raises(InputError, match=r"filter\.levels\[1\] is 'EXPERT'"):
        sent({"from": 1, "filter": given})


class Recorder:
    """Encodes what it is to execute, and answers with nothing."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def execute(
        self,
        operation: Operation[Any, Any],
        variables: Any,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Any:
        assert deadline is UNSET
        self.sent.append(encode(operation, variables).content)


def test_a_method_calls_its_arguments_as_python_does() -> None:
    recorder = Recorder()
    with pytest.raises(
        InputError, match=r"^token_id is an int\. Write a str\.$"
    ) as one:
        Client(recorder).revoke_token(cast("str", 5))
    with pytest.raises(InputError, match=r"^tokenId is an int\. Write a str\.$"):
        recorder.execute(REVOKE_TOKEN, RevokeTokenVariables(tokenId=cast("str", 5)))
    assert one.value.__cause__ is one.value.__context__ is None
    assert recorder.sent == []


def test_input_objects_and_variables_of_generated_operations_are_sent() -> None:
    expires = datetime(2026, 3, 1, tzinfo=UTC)
    given = CreateTokenInput(description="x", expires_at=expires)
    content = json.loads(
        encode(CREATE_TOKEN, CreateTokenVariables(input=given)).content
    )
    wire = {"description": "x", "expiresAt": "2026-03-01T00:00:00Z"}
    assert content["variables"] == {"input": wire}
    content = json.loads(encode(GET_CATALOG, GetCatalogVariables()).content)
    assert content["variables"] == {}


def test_an_operation_without_types_is_sent_as_it_is() -> None:
    given = cast("SearchVariables", {"from": "1"})
    content = encode(replace(SEARCH, variables=None), given).content
    assert json.loads(content)["variables"] == {"from": "1"}


class Elsewhere:
    class Filter(Input, frozen=True):
        """An input object of another package, with the name of one of ours."""

    class Level(OpenEnum):
        """An enum like it."""

        EXPERT = "EXPERT"


@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("filter", Elsewhere.Filter()),
        (
            "filter.levels[0]",
            Filter.model_construct(levels=[cast("Level", Elsewhere.Level.EXPERT)]),
        ),
    ],
)
def test_a_class_of_another_package_is_told_from_ours(
    place: str, given: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (Elsewhere.Filter, Elsewhere.Level):
        monkeypatch.setattr(kind, "__module__", "app.ops.made")
    with pytest.raises(InputError) as caught:
        sent({"from": 1, "filter": given})
    assert f"{place} is a " in str(caught.value)
    assert "of app.ops. Take that of " in str(caught.value)
