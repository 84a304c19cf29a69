"""Answers of a server are decoded, or refused with an error of ours."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.decoders import WAYS, outcome
from support.hostile_bytes import HARD_JSON, edited, withstands
from support.rich_answers import ITEM, LIST_ITEMS, LIST_PLAIN, PLAIN, answer
from udacity_client.auth.credentials import ClientCredentials
from udacity_client.auth.generate_token import generate_token
from udacity_client.auth.providers import (
    _parse,  # pyright: ignore[reportPrivateUsage] - a process for each would take minutes
)
from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.propose.github import GitHub
from udacity_client.errors import UdacityError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode, errors_in, read_bytes
from udacity_client.transport.body import Body
from udacity_client.transport.rest import RestResponse

EXAMPLES: Final = pytest.mark.parametrize(
    "examples",
    [
        4,
        pytest.param(40, marks=pytest.mark.slow),
        pytest.param(600, marks=pytest.mark.long),
    ],
)
SECRET: Final = "udcs_correct-horse"
ERRORS: Final = json.dumps(
    {
        "data": {"page": None},
        "errors": [
            {
                "message": "no",
                "path": ["page", 0],
                "extensions": {"code": "UNAUTHORIZED"},
            }
        ],
        "extensions": {"cost": 1},
    }
).encode()
TOKEN: Final = b'{"data":{"generateToken":{"unredactedToken":"t","expiresIn":3600}}}'
LONGEST_MESSAGE: Final = 11_000
STATUSES: Final = (200, 204, 301, 304, 400, 401, 403, 404, 422, 429, 500, 599)
ENCODINGS: Final = (
    "gzip",
    "x-gzip",
    "deflate",
    "identity",
    "br",
    "",
    "gzip, gzip",
    "\0",
)
HEADERS: Final = (
    *("retry-after", "date", "x-ratelimit-limit", "x-ratelimit-remaining"),
    *("x-request-id", "content-type", "www-authenticate", "location"),
)


def response(content: bytes, *, status: int = 200, **headers: str) -> RawResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RawResponse(status, named, content, received_at=1_800_000_000.0)


def always(answered: RawResponse) -> Callable[[object], RawResponse]:
    """Return what sends nothing and gets this answer."""
    return lambda _request: answered


@EXAMPLES
@pytest.mark.parametrize("way", WAYS)
def test_decoders(examples: int, way: str) -> None:
    def read(content: bytes) -> None:
        outcome(LIST_PLAIN, content, way=way)
        outcome(LIST_ITEMS, content, way=way)

    valid = [answer([{"node": PLAIN}], items=[ITEM]), ERRORS]
    withstands(read, valid, hard=HARD_JSON, is_json=True, examples=examples)


def result_of(answered: RawResponse) -> object:
    return decode(LIST_PLAIN, answered).require()


@EXAMPLES
def test_bodies_of_errors(examples: int) -> None:
    def read(content: bytes) -> None:
        for status in STATUSES:
            answered = response(content, status=status)
            for each in (result_of, read_bytes):
                said = ""
                try:
                    each(answered)
                except UdacityError as error:
                    said = str(error)
                assert said.isprintable()
                assert len(said) < LONGEST_MESSAGE
            errors_in(answered)

    many = json.dumps({"errors": [{"message": "a\n\x1b[2J" * 3_000}] * 300}).encode()
    valid = [ERRORS, many, b'{"error":{"message":"slow down","code":429}}']
    withstands(read, valid, hard=HARD_JSON, is_json=True, examples=examples)


@EXAMPLES
def test_tokens(examples: int) -> None:
    credentials = ClientCredentials(client_id="udcl_1", client_secret=SECRET)

    def read(content: bytes) -> None:
        echoed = content.replace(b"no", SECRET.encode())
        for status in (200, 401, 403, 500):
            answered = response(echoed, status=status)
            said = shown = ""
            try:
                generate_token(credentials, always(answered))
            except UdacityError as error:
                said, shown = str(error), f"{error!r}{vars(error)}"
            assert SECRET not in said + shown
            assert said.isprintable()

    valid = [TOKEN, ERRORS]
    withstands(read, valid, hard=HARD_JSON, is_json=True, examples=examples)


@EXAMPLES
def test_output_of_a_command_for_credentials(examples: int) -> None:
    valid = [
        b'{"token":"abc","expires_in":60}',
        b'{"client_id":"udcl_1","client_secret":"udcs_correct-horse","company_id":"7"}',
    ]
    withstands(_parse, valid, hard=HARD_JSON, is_json=True, examples=examples)


@EXAMPLES
def test_answers_that_confirm_looks_at(examples: int) -> None:
    def read(content: bytes) -> None:
        found = Answer(200, {}, content)
        seen = (found.messages, found.codes, [*found.texts("at", "text")])
        assert all(isinstance(one, list) for one in seen)
        assert found.failed_fields in {True, False}
        assert all(isinstance(node, dict) for node in found.nodes("page"))

    valid = [answer([{"node": PLAIN}]), ERRORS]
    withstands(read, valid, hard=HARD_JSON, is_json=True, examples=examples)


@EXAMPLES
@pytest.mark.parametrize("status", [200, 403])
def test_answers_of_github(
    monkeypatch: pytest.MonkeyPatch, examples: int, status: int
) -> None:
    github = GitHub("acme/learning", token="ghs_1", api="https://api.example.com")

    def read(content: bytes) -> None:
        def answered(*_words: object, **_options: object) -> RestResponse:
            return RestResponse(status, content)

        monkeypatch.setattr(f"{GitHub.__module__}.request_json", answered)
        with suppress(UdacityError):
            github.find("b")
        with suppress(UdacityError):
            github.open(branch="b", base="main", title="t", body="b")
        with suppress(UdacityError):
            github.close(1, comment="c")

    valid = [
        b'[{"number":1,"body":"b","html_url":"https://example.com/1"}]',
        b'{"number":1,"body":null,"html_url":"u"}',
        b'{"message":"no"}',
    ]
    withstands(read, valid, hard=HARD_JSON, is_json=True, examples=examples)


@EXAMPLES
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_packed_bodies(examples: int, encoding: str) -> None:
    text = answer([{"node": PLAIN}])

    def read(content: bytes) -> None:
        for size in (1, len(content) or 1):
            with suppress(UdacityError):
                body = Body(encoding, max_bytes=100_000)
                for start in range(0, len(content), size):
                    body.feed(content[start : start + size])
                body.finish()

    valid = [
        gzip.compress(text),
        zlib.compress(text),
        zlib.compress(text)[2:-4],
        gzip.compress(text) + gzip.compress(b""),
        text[:200],
    ]
    hard = [
        gzip.compress(b"0" * 3_000_000),
        gzip.compress(b"") * 500,
        b"\x1f\x8b" * 500,
    ]
    withstands(read, valid, hard=hard, examples=examples)


DATES: Final = st.sampled_from(
    (
        *("Sat, 28 Nov 2026 12:00:00 GMT", "28 Nov 2026 12:00:00", "120", "-1", "1e9"),
        *("Sat, 28 Nov 99999 12:00:00 +9999", "Sat, 31 Feb 2026 25:61:61 GMT", "²"),
        *("1 Jan 0001 00:00:00 +2359", "31 Dec 9999 23:59:59 -2359", "9" * 400),
    )
)


@pytest.mark.parametrize(
    "examples",
    [
        25,
        pytest.param(500, marks=pytest.mark.slow),
        pytest.param(5_000, marks=pytest.mark.long),
    ],
)
def test_headers(examples: int) -> None:
    texts = st.one_of(
        DATES,
        edited([b"Sat, 28 Nov 2026 12:00:00 +0100"]).map(
            lambda one: one.decode("latin-1")
        ),
        st.text(st.characters(max_codepoint=255), max_size=30),
    )

    @settings(max_examples=examples, database=None)
    @given(st.dictionaries(st.sampled_from(HEADERS), texts))
    def check(headers: dict[str, str]) -> None:
        for status in (200, 302, 401, 403, 429, 503):
            found = RawResponse(status, headers, b"no", received_at=1_800_000_000.0)
            with pytest.raises(UdacityError) as raised:
                decode(LIST_PLAIN, found)
            raised.value.during(operation="A", domain="shop", attempts=1)
            assert str(raised.value).isprintable()
            assert found.retry_after is None or found.retry_after >= 0

    check()
