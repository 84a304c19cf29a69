from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable, Iterator

import pytest

from udacity_client import errors
from udacity_client.errors import (
    ApiConnectionError,
    ApiStatusError,
    ApiTimeoutError,
    ClosedError,
    ConfigurationError,
    CredentialsError,
    ForbiddenError,
    GraphQLError,
    GraphQLErrorItem,
    InputError,
    Location,
    PageProgress,
    Problem,
    RateLimitError,
    RateLimitStoreError,
    ReadOnlyError,
    ResponseShapeError,
    ServerError,
    SourceError,
    UdacityError,
    UnauthorizedError,
)

ITEM = GraphQLErrorItem("no such field", path=("programs", 3, "title"), code="BAD")
PROBLEM = Problem(Location("catalog.graphql", 3, 7), "no such type", hint="Program?")


def status_error(kind: type[ApiStatusError], status: int) -> ApiStatusError:
    return kind("m", status=status, reason="r", request_id="req-1", retry_after=2.5)


EXAMPLES: dict[type[UdacityError], Callable[[], UdacityError]] = {
    UdacityError: lambda: UdacityError("m", request_id="req-1"),
    ConfigurationError: lambda: ConfigurationError("m"),
    CredentialsError: lambda: CredentialsError("m", tried=["argument: none"]),
    InputError: lambda: InputError("m"),
    ReadOnlyError: lambda: ReadOnlyError("m"),
    RateLimitStoreError: lambda: RateLimitStoreError("m"),
    ApiConnectionError: lambda: ApiConnectionError("m", sent=True),
    ApiTimeoutError: lambda: ApiTimeoutError("m", sent=False),
    ApiStatusError: lambda: status_error(ApiStatusError, 404),
    UnauthorizedError: lambda: status_error(UnauthorizedError, 401),
    ForbiddenError: lambda: status_error(ForbiddenError, 403),
    ServerError: lambda: status_error(ServerError, 503),
    RateLimitError: lambda: RateLimitError("m", retry_after=7, limit=100, remaining=0),
    GraphQLError: lambda: GraphQLError("m", errors=[ITEM], data={"programs": None}),
    ResponseShapeError: lambda: ResponseShapeError("m", problems=["data.a: missing"]),
    ClosedError: lambda: ClosedError("m"),
    SourceError: lambda: SourceError([PROBLEM]),
}


def kinds(base: type[UdacityError] = UdacityError) -> Iterator[type[UdacityError]]:
    yield base
    for kind in base.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from kinds(kind)


def name_of(kind: type[UdacityError]) -> str:
    return kind.__name__


def pickled(error: UdacityError) -> UdacityError:
    twin: UdacityError = pickle.loads(pickle.dumps(error))  # noqa: S301 - its own pickle
    return twin


@pytest.mark.parametrize("kind", list(kinds()), ids=name_of)
@pytest.mark.parametrize(
    "twin_of", [pickled, copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"]
)
def test_a_copy_has_everything_that_the_error_has(
    kind: type[UdacityError], twin_of: Callable[[UdacityError], UdacityError]
) -> None:
    error = EXAMPLES[kind]()
    error.during(operation="GetCatalog", domain="catalog", attempts=3)
    error.add_note("seen in a test")
    twin = twin_of(error)

    assert type(twin) is kind
    assert twin is not error
    # Partial data may hold a secret, so a pickle leaves it out.
    lost = {"data": None} if twin_of is pickled and "data" in vars(error) else {}
    assert vars(twin) == {**vars(error), **lost}
    assert str(twin) == str(error)
    assert twin.args == error.args
    assert twin.is_transient == error.is_transient
    assert twin.retry_after == error.retry_after


@pytest.mark.parametrize(
    ("error", "transient", "retry_after"),
    [
        (UdacityError("m"), False, None),
        (ConfigurationError("m"), False, None),
        (CredentialsError("m"), False, None),
        (ApiConnectionError("m", sent=True), True, None),
        (ApiTimeoutError("m", sent=False), True, None),
        (ApiStatusError("m", status=302), False, None),
        (ApiStatusError("m", status=404), False, None),
        (ApiStatusError("m", status=408), True, None),
        (ApiStatusError("m", status=425), False, None),
        (ApiStatusError("m", status=429, retry_after=1), True, 1),
        (UnauthorizedError("m", status=401), False, None),
        (UnauthorizedError("m", status=200), False, None),
        (UnauthorizedError("m", status=500), False, None),
        (ForbiddenError("m", status=403), False, None),
        (RateLimitError("m"), True, None),
        (RateLimitError("m", status=429), True, None),
        (RateLimitStoreError("m"), True, None),
        (InputError("m"), False, None),
        (ApiStatusError("m", status=None), False, None),
        (RateLimitError("m", retry_after=30), True, 30),
        (ServerError("m", status=500), True, None),
        (ServerError("m", status=503, retry_after=5), True, 5),
        (GraphQLError("m", errors=[ITEM]), False, None),
        (ResponseShapeError("m"), False, None),
        (ClosedError("m"), False, None),
        (SourceError([PROBLEM]), False, None),
    ],
)
def test_an_error_knows_whether_trying_again_can_help(
    *, error: UdacityError, transient: bool, retry_after: float | None
) -> None:
    assert error.is_transient is transient
    assert error.retry_after == retry_after


def test_a_rate_limit_error_says_whether_the_request_was_sent() -> None:
    local, remote = RateLimitError("m"), RateLimitError("m", status=429)

    assert (local.sent, local.status) == (False, None)
    assert (remote.sent, remote.status) == (True, 429)


def test_the_text_names_the_call_that_failed() -> None:
    error = ServerError("It failed.", status=500, request_id="req-1")
    assert str(error) == "It failed."

    error.during(operation="GetCatalog", domain="catalog", attempts=1)
    assert str(error) == "It failed. [GetCatalog, catalog, request req-1]"

    error.during(operation="GetCatalog", domain="catalog", attempts=4)
    assert str(error) == "It failed. [GetCatalog, catalog, 4 attempts, request req-1]"


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (GraphQLErrorItem("m"), "m"),
        (GraphQLErrorItem("m", code="C"), "m [C]"),
        (GraphQLErrorItem("m", path=("a", 0, "b")), "m (at a[0].b)"),
        (ITEM, "no such field (at programs[3].title) [BAD]"),
    ],
)
def test_an_entry_of_errors_shows_its_path(item: GraphQLErrorItem, text: str) -> None:
    assert str(item) == text


def test_a_problem_shows_file_line_column_and_hint() -> None:
    assert str(PROBLEM) == "catalog.graphql:3:7: no such type\n  hint: Program?"
    assert str(SourceError([PROBLEM, PROBLEM])).count("catalog.graphql:3:7") == 2


def test_the_text_says_how_far_an_iteration_came() -> None:
    error = RateLimitError("Too many.", request_id="req-1")
    error.during(operation="ListProgramProgress", domain="program-progress", attempts=2)
    error.progress = PageProgress("abc", 50)

    assert str(error) == (
        "Too many. [ListProgramProgress, program-progress, 2 attempts, "
        "after 50 records, request req-1]"
    )
    assert pickled(error).progress == error.progress


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    drawn: list[tuple[str, str]] = []
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^([│├└─ ]*)(\w+Error)\b", line)
        if match:
            del above[len(match[1]) // 4 :]
            drawn.append((match[2], above[-1] if above else "Exception"))
            above.append(match[2])
    there = {(kind.__name__, kind.__bases__[0].__name__) for kind in kinds()}

    assert len(drawn) == len(set(drawn))
    assert set(drawn) == there


def test_every_class_is_public() -> None:
    assert {kind.__name__ for kind in kinds()} <= set(errors.__all__)
    assert set(EXAMPLES) == set(kinds())


def test_a_failed_request_for_a_token_names_the_call_that_needed_it() -> None:
    error = ApiConnectionError("No network.", sent=False)
    error.during(operation="GenerateToken", domain="tokens", attempts=1)
    error.needed_for(operation="GetCatalog", domain="catalog", attempts=4)

    assert str(error) == (
        "No network. [GenerateToken, tokens; for GetCatalog, catalog, 4 attempts]"
    )
    assert str(pickled(error)) == str(error)


HOSTILE = "a\n::error::b\r\x1b[2J\x9b\u202e\ud800" + "c" * 5_000


def test_a_message_quotes_a_server_on_one_line_and_in_part() -> None:
    item = GraphQLErrorItem(HOSTILE, path=(HOSTILE,), code=HOSTILE)
    for text in (str(item), errors.quoted(HOSTILE)):
        assert text.startswith("a ::error::b \\x1b[2J\\x9b\\u202e\\ud800ccc")
        assert text.isprintable()
        assert len(text) < 1_100
    assert item.message == HOSTILE


def test_a_request_id_is_quoted() -> None:
    error = UdacityError("m", request_id="1\x9b2J")
    error.during(operation="GetCatalog", domain="catalog", attempts=1)
    assert str(error).endswith("request 1\\x9b2J]")
