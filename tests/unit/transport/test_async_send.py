"""A call that ends early costs a permit of the rate limit only if it was sent."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import NoReturn

import anyio
import pytest

from support.answers import LIST_COURSES
from support.clients import AnyUdacity, close, settle
from support.raw_server import FINE, serving
from udacity_client import AsyncUdacity, RateLimitError, StaticToken, Udacity
from udacity_client.transport import http_client

# httpcore, or httpcore2 if the suite runs over httpx2.
LIBRARY: str = vars(http_client)["load"]("httpx").__name__
BACKENDS = f"{LIBRARY.replace('x', 'core')}._backends"

CONNECT: dict[Callable[..., AnyUdacity], str] = {
    Udacity: "sync.SyncBackend.connect_tcp",
    AsyncUdacity: "anyio.AnyIOBackend.connect_tcp",
}
METHODS = {
    ("asyncio", "connect"): "anyio.AnyIOBackend.connect_tcp",
    ("asyncio", "read"): "anyio.AnyIOStream.read",
    ("trio", "connect"): "trio.TrioBackend.connect_tcp",
    ("trio", "read"): "trio.TrioStream.read",
}


# Less than the minute that a permit counts: a call without one fails at once.
DEADLINE = 30


class Interrupted(BaseException):
    """What the handler of a signal raises."""


def interrupt(*_: object, **__: object) -> NoReturn:
    raise Interrupted


async def interrupt_then_ask(kind: Callable[..., AnyUdacity], base_url: str) -> None:
    """Be interrupted, and ask once more; the rate limit has room for one request."""
    udacity = kind(StaticToken("t"), base_url=base_url, rate_limit=1, deadline=DEADLINE)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"{BACKENDS}.{CONNECT[kind]}", interrupt)
            with pytest.raises(Interrupted):
                await settle(udacity.execute(LIST_COURSES, {}))
        await settle(udacity.execute(LIST_COURSES, {}))
        with pytest.raises(RateLimitError):
            await settle(udacity.execute(LIST_COURSES, {}))
    finally:
        await close(udacity)


@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
def test_an_interrupt_while_it_connects_costs_no_permit(
    kind: Callable[..., AnyUdacity],
) -> None:
    with serving(lambda connection: connection.send(FINE)) as base_url:
        asyncio.run(interrupt_then_ask(kind, base_url))


async def cancel_then_ask(base_url: str, method: str) -> None:
    """Be cancelled when httpcore calls *method*, and ask once more."""
    async with AsyncUdacity(
        StaticToken("t"), base_url=base_url, rate_limit=1, deadline=DEADLINE
    ) as udacity:
        with pytest.MonkeyPatch.context() as patch, anyio.CancelScope() as scope:

            async def cancel(*_: object, **__: object) -> None:
                scope.cancel()
                await anyio.sleep(math.inf)

            patch.setattr(f"{BACKENDS}.{method}", cancel)
            await udacity.execute(LIST_COURSES, {})
        assert scope.cancelled_caught
        await udacity.execute(LIST_COURSES, {})


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancellation_while_it_connects_costs_no_permit(backend: str) -> None:
    with serving(lambda connection: connection.send(FINE)) as base_url:
        method = METHODS[backend, "connect"]
        anyio.run(cancel_then_ask, base_url, method, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancellation_while_it_waits_for_the_answer_costs_a_permit(
    backend: str,
) -> None:
    method = METHODS[backend, "read"]
    with (
        serving(lambda connection: connection.send(FINE)) as base_url,
        pytest.raises(RateLimitError),
    ):
        anyio.run(cancel_then_ask, base_url, method, backend=backend)
