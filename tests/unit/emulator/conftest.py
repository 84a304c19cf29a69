from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from support.emulator_caller import Caller
from udacity_client.emulator import Emulator


@pytest.fixture(scope="session")
def shared() -> Iterator[Caller]:
    """A caller of a shared emulator; tests must not change its state."""
    with (
        Emulator(learners=120, rate_limit=None) as emulator,
        httpx.Client(timeout=60) as http,
    ):
        yield Caller(emulator, http)


@pytest.fixture(scope="session")
def token(shared: Caller) -> str:
    return shared.new_token()


@pytest.fixture
def call() -> Iterator[Callable[[Emulator], Caller]]:
    """Start an emulator for one test, and return a caller of it."""
    with ExitStack() as stack:

        def start(emulator: Emulator) -> Caller:
            stack.enter_context(emulator)
            return Caller(emulator, stack.enter_context(httpx.Client(timeout=60)))

        yield start


@pytest.fixture
def fresh(call: Callable[[Emulator], Caller]) -> Caller:
    """A caller of an emulator that the test may change."""
    return call(Emulator(learners=10, rate_limit=None))
