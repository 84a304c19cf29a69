from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from support.answers import reply
from udacity_client.protocol.http_response import RawResponse


def with_header(name: str, value: str) -> RawResponse:
    return reply(429, b"", {name: value})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        ("120", 120),
        ("Sun, 01 Mar 2026 10:00:30 GMT", 30),
        ("Sun, 01 Mar 2026 12:00:30 +0200", 30),
        ("Sunday, 01-Mar-26 10:00:30 GMT", 30),  # RFC 850, as old as HTTP
        ("Sun Mar  1 10:00:30 2026", 30),  # and C's asctime, which means GMT
        ("Sun, 01 Mar 2026 09:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("1e3", None),
        ("²", None),
        ("Sun, 99 Mar 2026 10:00:30 GMT", None),
        ("Sun, 01 Foo 2026 10:00:30 GMT", None),
        ("Sun, 01 Mar 2026 99:00:30 GMT", None),
        (",", None),
        ("GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert with_header("retry-after", text).retry_after == seconds


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Sun, 01 Mar 2026 08:00:00 GMT", 30),  # the server's clock is wrong, or ours
        ("Sun, 01 Mar 2026 07:00:00 GMT", 3630),
        ("", 0),
        ("soon", 0),
    ],
)
def test_a_date_is_counted_from_that_of_the_response(date: str, seconds: float) -> None:
    headers = {"retry-after": "Sun, 01 Mar 2026 08:00:30 GMT", "date": date}
    assert reply(429, b"", headers).retry_after == seconds


@pytest.mark.parametrize(
    "text",
    ["9" * 400, "9" * 5000, "Sun, 01 Mar 0001 10:00:30", "Sun, 01 Mar 99999 1:0:0"],
)
def test_retry_after_beyond_all_measure_is_no_crash(text: str) -> None:
    wait = with_header("retry-after", text).retry_after

    assert wait is None or wait >= 0


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine nine hours ahead of GMT."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("tokyo")
@pytest.mark.parametrize(
    "text", ["Sun, 01 Mar 2026 10:00:30", "Sun Mar  1 10:00:30 2026"]
)
def test_a_date_without_a_zone_is_gmt_wherever_the_machine_is(text: str) -> None:
    assert with_header("retry-after", text).retry_after == 30


def test_an_answer_without_the_header_names_no_time() -> None:
    assert reply(503, b"").retry_after is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("100", 100), ("0", 0), ("", None), ("-1", None), ("many", None), ("5, 5", None)],
)
def test_the_rate_limit_is_read_where_it_is_a_number(
    text: str, value: int | None
) -> None:
    assert with_header("x-ratelimit-limit", text).rate_limit.limit == value
    assert with_header("x-ratelimit-remaining", text).rate_limit.remaining == value


@pytest.mark.parametrize(
    ("status", "success"), [(199, False), (200, True), (299, True), (300, False)]
)
def test_2xx_is_success(*, status: int, success: bool) -> None:
    assert reply(status, b"").is_success is success


def test_secrets_that_the_server_echoes_are_masked() -> None:
    echo = reply(200, b'{"message": "no udcs_x, no udcs_y"}')

    masked = echo.masked(["udcs_x", "udcs_y"])
    assert masked.content == b'{"message": "no **********, no **********"}'
    assert echo.masked(["udcs_z"]) is echo
    assert echo.masked([]) is echo


def test_a_secret_in_the_request_id_is_masked() -> None:
    echo = reply(200, b"{}", {"x-request-id": "for-udcs_x"})

    assert echo.masked(["", "udcs_y"]) is echo
    assert echo.masked(["udcs_x"]).request_id == "for-**********"


@pytest.mark.parametrize(
    "key", [rb"err\u006frs", rb"\u0065rrors", rb"extension\u0073", rb"\u0065xtensions"]
)
def test_an_escaped_key_may_echo_secrets_as_a_plain_one(key: bytes) -> None:
    assert reply(200, b'{"' + key + b'": []}').may_echo_secrets
    assert not reply(200, rb'{"name": "\u00e9\u006f"}').may_echo_secrets


@pytest.mark.parametrize(
    ("status", "body", "content"),
    [
        (200, b'{"errors": "no udcs_x"}', b'{"errors": "no **********"}'),
        (200, b'{"extensions": "no udcs_x"}', b'{"extensions": "no **********"}'),
        (500, b"no udcs_x", b"no **********"),
        (200, b'{"data": "udcs_x"}', b'{"data": "udcs_x"}'),
    ],
)
def test_what_may_echo_a_hidden_secret_is_masked_when_read(
    status: int, body: bytes, content: bytes
) -> None:
    hiding = reply(status, body).hiding(("udcs_x", ""))

    assert hiding.content == content
    assert hiding.body == body
    assert "udcs_x" not in repr(hiding)


def test_no_local_variable_is_a_secret_while_a_body_is_masked() -> None:
    shown: list[str] = []

    def look(frame: FrameType, _event: str, _argument: object) -> Any:
        if frame.f_code.co_name == "_masked_body":
            # The body is what the server sent.
            shown.append(repr({**frame.f_locals, "body": ""}))
        return look

    hiding = reply(500, b"no udcs_x").hiding(("udcs_x",))
    before = sys.gettrace()
    sys.settrace(look)
    try:
        assert hiding.content == b"no **********"
    finally:
        sys.settrace(before)
    assert len(shown) > 2
    assert "udcs_x" not in "".join(shown)


def test_the_request_id_hides_secrets_too() -> None:
    echo = reply(200, b"{}", {"x-request-id": "for-udcs_x"})

    assert echo.hiding(("udcs_x",)).request_id == "for-**********"


def test_an_empty_secret_masks_nothing() -> None:
    echo = reply(200, b'{"data": null}')

    assert echo.masked([""]).content == echo.content


@pytest.mark.parametrize(
    ("secret", "echo"),
    [
        ('a"b\\c', rb'{"message": "a\"b\\c"}'),
        ("a&b<c>", rb'{"message": "a\u0026b\u003cc\u003e"}'),  # as Go writes JSON
        ("a/b", rb'{"message": "a\/b"}'),
        ("a\r\nb\tc", rb'{"message": "a\r\nb\tc"}'),
        ("a\b\fb", rb'{"message": "a\b\fb"}'),
        ("p\U0001f600s", rb'{"message": "p\ud83d\uDE00s"}'),  # as Python writes JSON
        ("p\U0001f600s", '{"message": "p\U0001f600s"}'.encode()),
    ],
)
def test_secrets_are_masked_however_json_spells_them(secret: str, echo: bytes) -> None:
    assert b"**********" in reply(200, echo).masked([secret]).content


@pytest.mark.parametrize(
    "secret", ["\\abc", "\\\\share\\x", "a\\\\b", '"a"', "\\", "a\\n"]
)
@pytest.mark.parametrize("start", [b"", b"a", b"a\\"])
def test_a_run_of_backslashes_is_soon_searched(secret: str, start: bytes) -> None:
    echo = reply(400, start + b"\\" * 300_000 + b"z")

    # If the search took quadratic time, this would take minutes.
    assert len(echo.masked([secret]).content) > 9


def test_a_secret_that_is_a_part_of_another_leaves_nothing_of_it() -> None:
    echo = reply(200, b'{"message": "no udcs_secret"}')

    masked = echo.masked(["udcs", "udcs_secret"])
    assert masked.content == b'{"message": "no **********"}'


def test_an_answer_hides_its_headers_and_body() -> None:
    shown = repr(reply(200, b"private", {"set-cookie": "private"}))

    assert "private" not in shown
