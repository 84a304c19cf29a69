"""Run every scenario against the emulator, over TCP, with both clients."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Literal, Protocol

import pytest

from support.clients import AnyUdacity, on_virtual_time
from support.clock import VirtualClock
from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    RetryPolicy,
    SharedRateLimit,
    TokenCache,
    Udacity,
    UserToken,
)
from udacity_client.auth.credentials import Credentials
from udacity_client.emulator import Emulator
from udacity_client.options import RETRIES


class Make(Protocol):
    """Make a client of the flavour under test, closed when the scenario ends."""

    def __call__(
        self,
        credentials: Credentials | None = None,
        *,
        base_url: str | None = None,
        deadline: float = 120.0,
        rate_limit: int | Literal["auto"] | SharedRateLimit | None = "auto",
        user_token: UserToken | None = None,
        token_cache: TokenCache | None = None,
        retry: RetryPolicy | None = RETRIES,
    ) -> AnyUdacity: ...


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if "trio" in flavour else "asyncio"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(scope="session")
def farewells() -> Iterator[list[threading.Thread]]:
    """Hold the threads that stop emulators, for a stop takes longer than a test."""
    stopping: list[threading.Thread] = []
    yield stopping
    for thread in stopping:
        thread.join(timeout=60)
        assert not thread.is_alive()


@pytest.fixture
def emulator(
    clock: VirtualClock, farewells: list[threading.Thread]
) -> Iterator[Emulator]:
    running = Emulator(learners=60, clock=clock.wall)
    running.start()
    yield running
    farewells.append(threading.Thread(target=running.stop))
    farewells[-1].start()


@pytest.fixture
async def make(
    flavour: str, emulator: Emulator, clock: VirtualClock
) -> AsyncIterator[Make]:
    opened: list[AnyUdacity] = []
    kind: Callable[..., AnyUdacity] = (
        Udacity if flavour.rsplit(maxsplit=1)[-1] == "sync" else AsyncUdacity
    )
    if flavour.startswith("httpx2"):
        kind = partial(kind, transport="httpx2")

    def make_one(
        credentials: Credentials | None = None,
        *,
        base_url: str | None = None,
        deadline: float = 120.0,
        rate_limit: int | Literal["auto"] | SharedRateLimit | None = "auto",
        user_token: UserToken | None = None,
        token_cache: TokenCache | None = None,
        retry: RetryPolicy | None = RETRIES,
    ) -> AnyUdacity:
        udacity = kind(
            credentials or credentials_of(emulator),
            base_url=base_url or emulator.base_url,
            deadline=deadline,
            rate_limit=rate_limit,
            user_token=user_token,
            token_cache=token_cache,
            retry=retry,
        )
        on_virtual_time(udacity, clock)
        opened.append(udacity)
        return udacity

    yield make_one
    for udacity in opened:
        if isinstance(udacity, Udacity):
            udacity.close()
        else:
            await udacity.aclose()


@pytest.fixture
def udacity(make: Make) -> AnyUdacity:
    return make()


def credentials_of(emulator: Emulator) -> ClientCredentials:
    return ClientCredentials(
        client_id=emulator.client_id, client_secret=emulator.client_secret
    )
