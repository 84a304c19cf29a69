"""Wrong values of each option of the emulator are refused at once, with a sentence.

A further option needs one line in `EMULATOR` or `OTHERS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from math import inf, nan
from pathlib import Path
from sys import float_info
from typing import Any, Final

import pytest

from support.emulator_caller import Caller, data
from udacity_client.emulator import (
    Answer,
    Attempt,
    Delay,
    Disconnect,
    Emulator,
    Enrollment,
    Faults,
    Options,
    PartialData,
    Program,
    html_page,
    rate_limited,
    server_error,
    unavailable,
)
from udacity_client.emulator.faults import Extra, Rewrite
from udacity_client.emulator.options import DOMAINS, OPTION_KINDS
from udacity_client.emulator.resolvers import RESOLVERS

HUGE: Final = 10**5_000  # which Python refuses to write
LONE: Final = "\ud800"

NO_TEXT: Final = (None, 5, b"x", ["x"], LONE)
NO_INT: Final = (1.5, "5", True, nan, [1], -HUGE, HUGE)
NO_NUMBER: Final = ("x", None, True, nan, inf, -inf, HUGE, 1e308)
NO_CHOICE: Final[tuple[object, ...]] = ("x", "", None, 5, ["x"], {})

EMULATOR: Final[Mapping[str, tuple[object, ...]]] = {
    "learners": (*NO_INT, None, -1, 10**9),
    "seed": (*NO_INT, None),
    "data_until": ("now", 5, datetime(2026, 1, 1), datetime(1, 1, 1, tzinfo=UTC)),  # noqa: DTZ001 - what is refused
    "token_lifetime": (*NO_INT, None, 0, 2**31),
    "rate_limit": (*NO_INT, "off", 0, 2**31),
    "max_page_size": (*NO_INT, None, 0, 2**31),
    "large_pages": NO_CHOICE,
    "cursors": NO_CHOICE,
    "churn": (*NO_NUMBER, -1),
    "dialect": NO_CHOICE,
    "introspection": ("no", None, 1, 0),
    "introspection_words": NO_CHOICE,
    "introspection_year": (*NO_CHOICE, 2020, "2018", 2018.0),
    "schemas": ("schema", Path("/nope"), Path(__file__), 5),
    "clock": (5, None, datetime),
    "host": (*NO_TEXT, "", "a b", "a\0b", "é"),
    "port": (*NO_INT, None, "80", -1, 65_536),
}

OTHERS: Final[tuple[tuple[Callable[..., object], str, tuple[object, ...]], ...]] = (
    *(
        (Emulator(learners=1).advance, unit, NO_NUMBER)
        for unit in ("days", "hours", "minutes", "seconds")
    ),
    (Emulator(learners=1).count, "operation", (5, ["x"])),
    (Emulator(learners=1).count, "domain", ("katalog", 5, ["x"])),
    (Emulator(learners=1).count, "status", ("500", 99, 600, True)),
    (partial(Faults().play, "slow"), "times", (*NO_INT, 0)),
    (partial(Faults().play, "slow"), "domain", ("katalog", 5, ["x"])),
    (Faults().play, "name", NO_CHOICE),
    (Faults().add, "fault", ("slow", None, 5, Disconnect, server_error, Emulator)),
    (Answer, "status", (*NO_INT, "500", 199, 600)),
    (partial(Answer, 200), "body", ("text", None, 5)),
    (partial(Answer, 200), "media_type", (*NO_TEXT, "a\nb", "текст")),
    (
        partial(Answer, 200),
        "headers",
        (
            None,
            5,
            {"a": 5},
            {5: "a"},
            {"a b": ""},
            {"a": "x\r\ny"},
            {"a": " x"},
            {"": "x"},
            [("a",)],
        ),
    ),
    (partial(Answer, 200, b"abc"), "headers", ({"content-length": "2"},)),
    (partial(Answer, 204), "body", (b"x",)),
    (html_page, "status", ("502", 1000, 304)),
    (server_error, "text", NO_TEXT),
    (unavailable, "retry_after", (*NO_INT, None, -1)),
    (rate_limited, "retry_after", (*NO_INT, None, -1)),
    (Delay, "seconds", (*NO_NUMBER, -1)),
    (PartialData, "field_name", NO_TEXT),
    (PartialData, "message", NO_TEXT),
    (partial(Rewrite, value=1), "key", NO_TEXT),
    (partial(Rewrite, "a"), "value", (object(), {1, 2}, b"x", LONE)),
    (partial(Extra, "a"), "value", (object(), [LONE])),
    (
        Enrollment,
        "projects_required_total",
        (*NO_INT, 2**31),
    ),
    (Enrollment, "learner_hours", NO_NUMBER[:-1]),
    (Enrollment, "user_email", NO_TEXT),
    (Attempt, "user_id", (5, LONE)),
    (Program, "skill_names", (("a", LONE), ("a", 5))),
    (
        Enrollment,
        "enrolled_at",
        (datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))),),
    ),
)


def _cases() -> Iterator[tuple[Callable[..., object], str, object]]:
    for name, wrong in EMULATOR.items():
        yield from ((Emulator, name, value) for value in wrong)
        if name in Options.__dataclass_fields__:
            yield from ((Options, name, value) for value in wrong)
    for make, name, wrong in OTHERS:
        yield from ((make, name, value) for value in wrong)


def test_a_wrong_value_of_any_option_is_refused_by_name() -> None:
    for make, name, value in _cases():
        said = f"{make} took a wrong {name}: "
        try:
            make(**{name: value})
        except (TypeError, ValueError) as error:
            refused = str(error)
            assert re.search(rf"\b{name}\b.*; (give|write|choose) .*\.$", refused), (
                said + refused
            )
            assert len(refused) < 400, said + refused
        else:
            pytest.fail(said + ascii(value) if value not in (HUGE, -HUGE) else said)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"learners": 1.5}, "learners is 1.5, not an int; give 0 to 1,000,000; each"),
        ({"rate_limit": "off"}, "is a str, not an int; give 1 to 2,147,483,647, or"),
        ({"cursors": "page"}, "cursors is 'page'; give row, keyset or offset."),
        ({"introspection_year": 2020}, "is 2020; give 2016, 2018, 2021 or 2025."),
        ({"introspection": "no"}, "is a str, not a bool; give True or False."),
        ({"schemas": Path("/nope")}, "is '/nope'; give the Path of a folder that"),
        ({"port": 80_000}, "port is 80000; give 0 to 65,535."),
        ({"clock": datetime}, "is the class datetime, not a plain function; give one"),
    ],
)
def test_a_refusal_says_what_was_given_and_what_to_give(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        Emulator(**options)


def test_every_option_of_the_emulator_has_a_kind_and_wrong_values() -> None:
    options = {*Emulator.__init__.__annotations__} - {"return"}
    assert options == {*EMULATOR} == {*OPTION_KINDS}
    assert {*Options.__dataclass_fields__} == options - {"host", "port"}
    assert (*RESOLVERS,) == DOMAINS


@pytest.mark.parametrize(
    ("make", "wrong", "meant"),
    [
        (Emulator, "lerners", "learners"),
        (Options, "lerners", "learners"),
        (Emulator(learners=1).replace_data, "enrolments", "enrollments"),
        (Emulator(learners=1).advance, "day", "days"),
        (Emulator(learners=1).count, "domian", "domain"),
        (Answer, "headres", "headers"),
    ],
)
def test_a_misspelt_name_is_told_the_one_that_was_meant(
    make: Callable[..., object], wrong: str, meant: str
) -> None:
    with pytest.raises(TypeError, match=f"no .* {wrong!r}. Did you mean {meant}?"):
        make(**{wrong: 1})


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        ("unavailable", "write play('unavailable')"),
        (Disconnect, "write Disconnect()"),
        (server_error, "write server_error()"),
        (unavailable, "write unavailable(retry_after=1)"),
        (None, "such as Disconnect() or server_error()"),
    ],
)
def test_what_is_not_a_fault_is_told_what_to_write(fault: Any, advice: str) -> None:
    faults = Faults()
    with pytest.raises(TypeError, match=re.escape(advice)):
        faults.add(fault)
    assert faults.take("catalog") is None


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (nan, "what clock returns is nan; give 0 to 32,503,680,000 seconds since"),
        (inf, "what clock returns is inf; give 0 to"),
        (-1.5, r"what clock returns is -1\.5; give 0 to"),
        (1e12, r"what clock returns is 1000000000000\.0; give 0 to"),
        ("now", "what clock returns is a str, not a number; give 0 to"),
        (None, "what clock returns is None, not a number; give 0 to"),
        (True, "what clock returns is a bool, not a number; give 0 to"),
        (datetime(2026, 1, 1, tzinfo=UTC), "what clock returns is a datetime, not a"),
    ],
)
def test_a_clock_that_tells_no_seconds_is_refused_at_once(now: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{said}"):
        Emulator(learners=1, clock=lambda: now)


@pytest.mark.parametrize("now", [0, 32_503_680_000])
def test_the_outermost_times_of_a_clock_can_be_served(
    call: Callable[[Emulator], Caller], now: float
) -> None:
    caller = call(Emulator(learners=1, token_lifetime=2**31 - 1, clock=lambda: now))
    for days in (-36_525, 2 * 36_525):
        caller.emulator.advance(days=days / 2)
        assert caller.new_token()


def test_clocks_do_not_leave_what_dates_can_say() -> None:
    emulator = Emulator(learners=1)
    for _ in range(2):
        emulator.advance(days=15_000)
    with pytest.raises(ValueError, match="advance in all"):
        emulator.advance(days=15_000)
    emulator.advance(days=-15_000)


@pytest.mark.parametrize("days", [-36_525, 36_525])
def test_the_outermost_values_that_are_taken_can_be_served(
    call: Callable[[Emulator], Caller], days: int
) -> None:
    most = 2**31 - 1
    caller = call(
        Emulator(learners=1, token_lifetime=most, rate_limit=most, max_page_size=most)
    )
    emulator = caller.emulator
    emulator.advance(days=days)
    token = caller.new_token()
    late = datetime(9998, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=23)))
    one = Enrollment(
        user_email="\0\U0001f600",
        learner_hours=float_info.max,
        projects_required_total=most,
        enrolled_at=late,
    )
    emulator.replace_data(enrollments=[one])
    query = """{ programProgress(input: {}) { edges { node {
        userEmail learnerHours projectsRequiredTotal enrolledAt
    } } } }"""
    assert data(caller.post("program-progress", query, token=token))
    for fault in (
        Answer(200, b"x", "text/x", {"X-Empty": "", "x-latin": "\xff"}),
        Answer(204),
        Answer(304),
        Answer(599),
        Answer(404, b"x", ""),
    ):
        emulator.faults.add(fault)
        assert caller.post("catalog", "{ x }").status_code == fault.status


@pytest.mark.parametrize("host", ["203.0.113.9", "::1"])
def test_an_unknown_host_is_not_blamed_on_the_port(host: str) -> None:
    with pytest.raises(OSError, match="choose an IPv4 address of this machine"):
        Emulator(learners=1, host=host).start()
