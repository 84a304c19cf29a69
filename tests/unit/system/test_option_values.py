"""Each option refuses what it cannot take, at once and by its name."""

from __future__ import annotations

import asyncio
import inspect
import math
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from udacity_client import (
    AsyncPager,
    AsyncUdacity,
    ClientCredentials,
    ConfigurationError,
    DriftEvent,
    FileRateLimit,
    Pager,
    RedisRateLimit,
    RetryPolicy,
    StaticToken,
    TokenCache,
    Udacity,
    UserToken,
)
from udacity_graphql.catalog import GET_CATALOG

SECRET = "udcs_a_secret_that_nobody_shows"
TOKEN = StaticToken("0123456789abcdef")


Called = Callable[..., object]
Needed = dict[str, Any]


async def wait_for_nothing(*_: object) -> None:
    pass


class Blank:
    """A class that no option is for."""

    def __repr__(self) -> str:
        return SECRET


class Lock(threading.Semaphore):
    """It can be acquired and released, and is not a rate limit."""


WRONG: tuple[object, ...] = (
    True,
    False,
    5,
    -1,
    2.5,
    math.nan,
    math.inf,
    10_001,
    100_001,
    10**5000,
    -(10**5000),
    SECRET,
    b"bytes",
    [1],
    {"a": 1},
    timedelta(seconds=5),
    Blank(),
    Lock(),
    Blank,
    RetryPolicy,
    FileRateLimit,
    RedisRateLimit,
    TokenCache,
    httpx.Client,
    httpx.AsyncClient,
    None,
)

TAKES_NUMBERS: Mapping[str, Callable[[float], bool]] = {
    "deadline": lambda value: 0 < value < 1e7,
    "base": lambda value: 0 < value < 1e7,
    "longest": lambda value: 0 < value < 1e7,
    "lease": lambda value: 0 < value < 1e7,
    "expires_in": lambda value: value > 0,
    "concurrency": lambda value: isinstance(value, int) and 0 < value <= 10_000,
    "max_answer_bytes": lambda value: isinstance(value, int) and value > 0,
    "rate_limit": lambda value: isinstance(value, int) and 0 < value <= 100_000,
    "limit": lambda value: isinstance(value, int) and 0 < value <= 100_000,
    "attempts": lambda value: isinstance(value, int) and value > 0,
    "max_items": lambda value: isinstance(value, int) and value >= 0,
}
TAKES_NONE = {
    *("credentials", "client_id", "client_secret", "token", "user_token"),
    *("company_id", "base_url", "http_client", "rate_limit", "on_event"),
    *("token_cache", "retry", "attempts", "path", "folder", "expires_in"),
    *("max_items", "after"),
}
TAKES_TEXT = {
    *("client_id", "client_secret", "token", "company_id", "base_url", "path"),
    *("folder", "redis", "after", "scheme"),
}


BY_GENERATED_CODE = {"fetch", "page_size", "record_class"}
"""What a pager gets from generated code, and not from a caller."""


def wrong_values(name: str) -> Iterator[object]:
    """Return what the option *name* does not take."""
    for value in WRONG:
        if value is None and name in TAKES_NONE:
            continue
        if isinstance(value, str) and name in TAKES_TEXT:
            continue
        takes = TAKES_NUMBERS.get(name)
        if takes and isinstance(value, int | float) and not isinstance(value, bool):
            if not takes(value):
                yield value
        else:
            yield value


def options_of(function: Callable[..., object]) -> list[str]:
    return [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is not inspect.Parameter.POSITIONAL_ONLY
        and name not in {"self", *BY_GENERATED_CODE}
    ]


def fetch_nothing(*_arguments: object) -> Any:
    raise AssertionError


def others(name: str) -> dict[str, Any]:
    """Return what a client needs besides the option *name*."""
    if name in {"client_id", "client_secret"}:
        return {"client_id": "udcl_1", "client_secret": "udcs_1"}
    return {} if name in {"credentials", "token"} else {"credentials": TOKEN}


def call(function: Called, *arguments: object, **options: object) -> Any:
    """Call *function* with what its annotations refuse."""
    return function(*arguments, **options)


MAKERS: list[tuple[Called, Needed]] = [
    (Udacity(TOKEN).with_options, {}),
    (AsyncUdacity(TOKEN).with_options, {}),
    (RetryPolicy, {}),
    (FileRateLimit, {}),
    (RedisRateLimit, {"redis": "redis://localhost"}),
    (TokenCache, {}),
    (ClientCredentials, {"client_id": "udcl_1", "client_secret": "udcs_1"}),
    (StaticToken, {"token": "a-token"}),
    (UserToken, {"token": "a.b.c"}),
    (Pager, {"fetch": fetch_nothing}),
    (AsyncPager, {"fetch": fetch_nothing}),
]
CASES = [
    pytest.param(called, name, needed, id=f"{called.__qualname__}-{name}")
    for called, needed in MAKERS
    for name in options_of(called)
] + [
    pytest.param(kind, name, others(name), id=f"{kind.__qualname__}-{name}")
    for kind in (Udacity, AsyncUdacity)
    for name in options_of(kind)
]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIENT_ID", "CLIENT_SECRET", "TOKEN", "USER_TOKEN", "COMPANY_ID"):
        monkeypatch.delenv(f"UDACITY_{name}", raising=False)


@pytest.mark.parametrize(("called", "name", "needed"), CASES)
def test_an_option_refuses_all_that_it_cannot_take_and_names_itself(
    called: Called, name: str, needed: Needed
) -> None:
    if name == "redis":
        pytest.importorskip("redis")
    tried = 0
    for value in wrong_values(name):
        with pytest.raises(ConfigurationError) as caught:
            call(called, **{**needed, name: value})
        said = str(caught.value)
        assert name in said or name.replace("_", " ") in said, (value, said)
        if name != "transport":
            assert SECRET not in said
        tried += 1
    assert tried > 5


@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
@pytest.mark.parametrize("value", list(wrong_values("deadline")), ids=type)
def test_a_deadline_of_one_call_is_checked_like_that_of_a_client(
    kind: type[Udacity | AsyncUdacity], value: object
) -> None:
    client = kind(TOKEN, base_url="http://127.0.0.1:1/api")

    async def execute() -> None:
        # The blocking client raises, so there is nothing to await.
        await call(client.execute, GET_CATALOG, {}, deadline=value)

    with pytest.raises(ConfigurationError, match="deadline is "):
        asyncio.run(execute())


def test_a_message_says_what_was_given_and_what_to_give() -> None:
    for options, said in (
        ({"retry": 3}, "retry is 3, not a RetryPolicy; give one such as Retry"),
        ({"retry": RetryPolicy}, "retry is the class RetryPolicy, not a RetryPolicy"),
        ({"deadline": "60"}, "deadline is a str, not a number; give seconds above 0"),
        ({"deadline": None}, "deadline is None, not a number"),
        ({"rate_limit": FileRateLimit}, "rate_limit is the class FileRateLimit"),
        ({"company_id": 4821}, "company_id is 4821, not a str; give text, such as"),
        (
            {"rate_limit": 100_001},
            "rate_limit is 100001; give 1 to 100,000, 'auto' for",
        ),
        ({"rate_limit": 10**30}, "beyond all use; give 1 to .*, or None for no limit"),
        ({"concurrency": 10**7}, "concurrency is 10000000; give 1 to 10,000"),
        ({"token_cache": True}, r"token_cache is a bool; give TokenCache\(\)"),
        (
            {"on_event": wait_for_nothing},
            "on_event is an async function, not a plain function; give a function that "
            "is not async, or None.",
        ),
    ):
        with pytest.raises(ConfigurationError, match=said):
            call(Udacity, token="a-token", **options)


class Handler:
    """Objects that can be called, in two ways."""

    async def __call__(self, event: DriftEvent) -> None:
        pass

    async def handle(self, event: DriftEvent) -> None:
        pass

    async def handle_many(self, event: DriftEvent) -> AsyncIterator[DriftEvent]:
        yield event


@pytest.mark.parametrize(
    "handler",
    [Handler(), Handler().handle, Handler().handle_many, partial(Handler().handle)],
)
def test_a_handler_of_events_that_would_have_to_be_awaited_is_refused(
    handler: object,
) -> None:
    said = "on_event is an async function, not a plain function"
    with pytest.raises(ConfigurationError, match=said):
        call(Udacity, TOKEN, on_event=handler)
    with pytest.raises(ConfigurationError, match=said):
        call(Udacity(TOKEN).with_options, on_event=handler)


class BytesPath:
    def __fspath__(self) -> bytes:
        return b"folder"


def test_a_path_that_no_file_can_have_is_refused() -> None:
    for path in ("a\0b", Path("a\0b")):
        said = "is text with a NUL character; give a str or a Path"
        with pytest.raises(ConfigurationError, match=f"path {said}"):
            FileRateLimit(path)
        with pytest.raises(ConfigurationError, match=f"folder {said}"):
            TokenCache(path)
    with pytest.raises(ConfigurationError, match="folder is a BytesPath, not a path"):
        call(TokenCache, BytesPath())


class HalfAStore:
    """A store that was written for half of `SharedRateLimit`."""

    limit = "auto"

    acquire = pause = fetch_nothing


def test_a_store_that_lacks_methods_is_refused_and_told_which() -> None:
    lacks = "a HalfAStore, which lacks release, give_back, reconcile, load_limit, store"
    with pytest.raises(ConfigurationError, match=lacks):
        call(Udacity, TOKEN, rate_limit=HalfAStore())


def test_an_asynchronous_redis_is_refused() -> None:
    redis = pytest.importorskip("redis.asyncio")
    with pytest.raises(ConfigurationError, match=r"blocking redis\.Redis"):
        RedisRateLimit(redis.Redis())


def test_what_is_allowed_is_taken(tmp_path: Path) -> None:
    Udacity(
        TOKEN,
        deadline=1,
        rate_limit=FileRateLimit(tmp_path / "limit", limit=5, lease=9),
        token_cache=TokenCache(tmp_path),
        retry=None,
        on_event=print,
    ).with_options(deadline=2.5, on_event=None)


@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
def test_a_misspelt_option_is_told_what_it_may_be(kind: Callable[..., object]) -> None:
    name = getattr(kind, "__name__", "")
    said = f"{name} has no option 'dead_line'. Did you mean deadline\\? Its options are"
    with pytest.raises(TypeError, match=said):
        kind(TOKEN, dead_line=3)


@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
def test_a_sibling_says_which_options_it_has(
    kind: type[Udacity | AsyncUdacity],
) -> None:
    said = (
        f"{kind.__name__}.with_options has no option 'rate_limit'. Its options are "
        r"deadline, on_event\."
    )
    with pytest.raises(TypeError, match=said):
        call(kind(TOKEN).with_options, rate_limit=5)
