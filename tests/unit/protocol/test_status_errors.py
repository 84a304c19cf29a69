from __future__ import annotations

import pickle

import pytest

from support.answers import LIST_COURSES, facts, reply
from udacity_client.errors import (
    ApiStatusError,
    ForbiddenError,
    GraphQLError,
    RateLimitError,
    ServerError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode, read_bytes
from udacity_client.protocol.status_errors import error_for

SAID = {"errors": [{"message": "Says why."}]}
UNAUTHORIZED = {
    "errors": [{"message": "not authorized", "extensions": {"code": "UNAUTHORIZED"}}]
}
LIMITED = {"error": {"message": "Slow down.", "code": "RATE_LIMIT_EXCEEDED"}}
BODIES: list[object] = [
    SAID,
    LIMITED,
    b"",
    b"<html>31337</html>",
    b"31337",
    b'"31337"',
    b"[31337]",
    {"error": "31337"},
    {"errors": "31337"},
    {"errors": []},
]


def refused(
    status: int, body: object, headers: dict[str, str] | None = None
) -> UdacityError:
    with pytest.raises(UdacityError) as caught:
        decode(LIST_COURSES, reply(status, body, headers))
    return caught.value


@pytest.mark.parametrize("body", BODIES, ids=str)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, ApiStatusError),
        (308, ApiStatusError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, ApiStatusError),
        (408, ApiStatusError),
        (429, RateLimitError),
        (500, ServerError),
        (502, ServerError),
        (599, ServerError),
    ],
)
def test_the_status_decides_whatever_the_body_is(
    status: int, kind: type[UdacityError], body: object
) -> None:
    error = refused(status, body, {"x-request-id": "req-1"})

    assert type(error) is kind
    assert facts(error)["status"] == status
    assert error.request_id == "req-1"
    assert "31337" not in str(error)
    assert ("Says why" in str(error)) == (body is SAID)
    assert ("Slow down" in str(error)) == (body is LIMITED)
    with pytest.raises(kind):
        read_bytes(reply(status, body))


@pytest.mark.parametrize("status", [400, 422])
def test_a_refused_document_keeps_the_servers_errors(status: int) -> None:
    body = {
        "errors": [
            {
                "message": 'Cannot query field "x" on type "Y"',
                "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
            }
        ]
    }
    error = refused(status, body)

    assert isinstance(error, GraphQLError)
    assert error.errors[0].code == "GRAPHQL_VALIDATION_FAILED"
    assert f"HTTP {status}" in str(error)
    assert not error.is_transient


@pytest.mark.parametrize("body", [b"", b"<html>", {"errors": []}, LIMITED], ids=str)
def test_a_400_without_graphql_errors_is_a_plain_status(body: object) -> None:
    assert type(refused(400, body)) is ApiStatusError


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_unauthorized_counts_at_any_status(status: int) -> None:
    error = refused(status, UNAUTHORIZED)

    assert type(error) is UnauthorizedError
    assert facts(error)["reason"] == "not authorized"


@pytest.mark.parametrize(
    "message",
    ["no Authorization header", "token not found", "token is no longer valid"],
)
def test_a_401_says_what_the_server_said(message: str) -> None:
    error = refused(401, {"errors": [{"message": message}]})

    assert message in str(error)
    assert not error.is_transient


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("missing scope COMPANY", "COMPANY"),
        ("missing scope COMPANY:4821", "COMPANY:4821"),
        ("the token needs scope: 'CATALOG_COMPANY'.", "CATALOG_COMPANY"),
        ("a user's token has no scope for this", None),
        ("out of scope, A logged-in user is needed", None),
        ("forbidden", None),
    ],
)
def test_a_403_names_the_scope_where_the_server_does(
    said: str, scope: str | None
) -> None:
    error = refused(403, {"errors": [{"message": said}]})

    assert isinstance(error, ForbiddenError)
    assert error.scope == scope
    assert pickle.loads(pickle.dumps(error)).scope == scope  # noqa: S301 - our own


def test_a_403_without_words_names_no_scope() -> None:
    error = refused(403, b"")

    assert isinstance(error, ForbiddenError)
    assert error.scope is None


def test_a_403_says_where_to_look() -> None:
    assert "company_id" in str(refused(403, SAID))


def test_a_404_points_to_the_base_url() -> None:
    assert "Check the base URL." in str(refused(404, b"<html>"))


@pytest.mark.parametrize("status", [302, 404])
def test_a_wrong_address_is_quoted(status: int) -> None:
    here = "https://api.example/typo"
    raw = RawResponse(status, {}, b"", received_at=0.0, base_url=here)

    assert f"the base URL, {here}." in str(error_for(raw, ()))


def test_a_redirect_is_not_followed_and_says_why() -> None:
    assert "never sent after a redirect" in str(refused(302, b""))


def test_a_429_holds_what_the_headers_say() -> None:
    headers = {
        "retry-after": "12",
        "x-ratelimit-limit": "100",
        "x-ratelimit-remaining": "0",
    }
    error = refused(429, LIMITED, headers)

    assert isinstance(error, RateLimitError)
    assert (error.retry_after, error.limit, error.remaining) == (12, 100, 0)
    assert error.reason == "Slow down"
    assert "wait 12 s" in str(error)
    assert error.is_transient


def test_several_messages_are_all_told() -> None:
    body = {"errors": [{"message": "One."}, {"message": "Two."}]}

    assert "One; Two" in str(refused(500, body))


def test_a_304_is_not_blamed_on_the_base_url() -> None:
    message = str(refused(304, b""))
    assert "Only a cache asks for that" in message
    assert "redirect" not in message
