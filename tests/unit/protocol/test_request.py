from __future__ import annotations

import json
import traceback
from collections import UserList, deque
from datetime import UTC, datetime
from math import inf, nan

import pytest
from pydantic import SecretBytes, SecretStr

from support.answers import LIST_COURSES, Level
from udacity_client.errors import (
    InputError,
)
from udacity_client.protocol.request import EncodedRequest, encode
from udacity_client.runtime import UNSET, Duration, Input, UnsetType
from udacity_graphql.tokens.inputs import GenerateTokenInput

ONE = {"course_key": "nd1"}


def sent(**variables: object) -> dict[str, object]:
    """Return the variables as they are sent."""
    request = json.loads(encode(LIST_COURSES, variables).content)
    assert request["query"] == LIST_COURSES.document
    assert request["operationName"] == "ListCourses"
    wire: dict[str, object] = request["variables"]
    return wire


def test_what_is_unset_is_left_out_and_null_is_not() -> None:
    assert sent(a=UNSET, b=None, c={"d": UNSET, "e": 0}, f=[{"g": UNSET}]) == {
        "b": None,
        "c": {"e": 0},
        "f": [{}],
    }


def test_what_is_unset_in_a_list_is_left_out_too() -> None:
    assert sent(a=[1, UNSET, 2]) == {"a": [1, 2]}


def test_scalars_are_written_as_the_api_reads_them() -> None:
    assert sent(
        when=datetime(2026, 3, 1, 10, tzinfo=UTC),
        duration=Duration.parse("P1Y2M"),
        many=[Duration.parse("PT90M")],
        level=Level.EXPERT,
        text="ü \N{SNOWMAN}",
    ) == {
        "when": "2026-03-01T10:00:00Z",
        "duration": "P1Y2M",
        "many": ["PT1H30M"],
        "level": "EXPERT",
        "text": "ü \N{SNOWMAN}",
    }


@pytest.mark.parametrize(
    "given",
    [
        {"input": {"secret": SecretStr("udcs_x")}},
        {"input": [SecretStr("udcs_x")]},
        {"input": (SecretStr("udcs_x"),)},
        {
            "input": GenerateTokenInput(
                client_id="udcl_1", client_secret=SecretStr("udcs_x")
            )
        },
    ],
    ids=["dict", "list", "tuple", "input"],
)
def test_a_request_and_nothing_else_reveals_a_secret(given: dict[str, object]) -> None:
    body = encode(LIST_COURSES, given)

    assert b"udcs_x" in body.content
    assert body.secrets == ("udcs_x",)
    assert "udcs_x" not in repr(body)
    assert "udcs_x" not in repr(given)


@pytest.mark.parametrize("odd", [object(), nan, SecretBytes(b"udcs_x"), [object()]])
def test_a_request_that_cannot_be_written_shows_no_secret(odd: object) -> None:
    given: dict[str, object] = {"secret": SecretStr("udcs_x"), "odd": odd}
    with pytest.raises(InputError, match="cannot be written") as caught:
        encode(LIST_COURSES, given)

    told = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    shown = "".join(told.format()).partition("request.py")[2]
    assert "udcs_x" not in shown


def test_a_body_hides_what_it_holds() -> None:
    assert repr(EncodedRequest(b"content", ("udcs_x",))) == "EncodedRequest()"


def test_any_sequence_is_a_list() -> None:
    assert sent(a=UserList([(1,), {"b": deque(["x"])}]), c=b"raw") == {
        "a": [[1], {"b": ["x"]}],
        "c": "raw",
    }


def test_a_list_that_holds_itself_is_refused() -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    with pytest.raises(InputError, match=r"nested too deeply, or holds itself\.$"):
        sent(a=cycle)


class Share(Input, frozen=True):
    share_of: float | None | UnsetType = UNSET
    more: list[Share] | UnsetType = UNSET


def places(number: float) -> dict[str, object]:
    """Return variables that hold *number*, by the pattern of its path."""
    return {
        "a": number,
        r"a\[1\]": [1.0, number],
        r"a\.b\[0\]\.c": {"b": [{"c": number}]},
        r"a\[0\]\[0\]": UserList([(number,)]),
    }


@pytest.mark.parametrize("number", [nan, inf, -inf])
@pytest.mark.parametrize("path", list(places(nan)))
def test_what_is_not_a_finite_number_is_refused(number: float, path: str) -> None:
    said = (
        f"^A variable of ListCourses cannot be written as JSON: {path} is "
        "-?(NaN|Infinity), which JSON has no number for; write a finite number.$"
    )
    with pytest.raises(InputError, match=said):
        sent(a=places(number)[path])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Share().model_copy(update={"share_of": nan}), "share_of is nan, which JSON"),
        (
            Share.model_construct(more=[Share.model_construct(share_of="1")]),
            r"more\[0\]\.share_of is a str\. Write a float\.",
        ),
        (Share().model_copy(update={"sharing": 1}), "sharing is not a field of Share"),
    ],
)
def test_what_pydantic_puts_unchecked_into_an_input_is_refused(
    given: Share, said: str
) -> None:
    for value in (given, [given], {"b": given}):
        with pytest.raises(InputError, match=f"^{said}") as caught:
            sent(a=value)
        assert caught.value.__context__ is None


def test_a_text_may_say_nan() -> None:
    given = {"a": "NaN", "NaN": ["-Infinity", {"b": "Infinity"}]}
    assert sent(**given) == given
