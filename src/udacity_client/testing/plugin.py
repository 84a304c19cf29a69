"""Fixtures of pytest: an emulated API, and clients that are connected to it.

Imports pytest alone: pytest loads it in every project that has this library installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from udacity_client import AsyncUdacity, Udacity
    from udacity_client.emulator import Emulator


@pytest.fixture(scope="session")
def _udacity_server() -> Iterator[Emulator]:
    try:
        from udacity_client.emulator import Emulator
    except ImportError as error:
        pytest.fail(str(error), pytrace=False)
    with Emulator(rate_limit=None) as emulator:
        yield emulator


@pytest.fixture
def udacity_emulator(
    _udacity_server: Emulator, monkeypatch: pytest.MonkeyPatch
) -> Emulator:
    """An emulated API with 200 learners; each test begins with the same data.

    The environment names it, so clients that your code makes call it as well.
    """
    _udacity_server.reset()
    for name, value in _udacity_server.environment().items():
        monkeypatch.setenv(name, value)
    return _udacity_server


@pytest.fixture
def udacity(udacity_emulator: Emulator) -> Iterator[Udacity]:
    """A blocking client of the emulated API that keeps to no rate limit."""
    from udacity_client import ClientCredentials, Udacity

    with Udacity(
        ClientCredentials(
            client_id=udacity_emulator.client_id,
            client_secret=udacity_emulator.client_secret,
        ),
        base_url=udacity_emulator.base_url,
        rate_limit=None,
    ) as client:
        yield client


@pytest.fixture
def async_udacity(udacity_emulator: Emulator) -> AsyncUdacity:
    """An asynchronous client of the emulated API that keeps to no rate limit.

    Use it in `async with`, which closes its connections.
    """
    from udacity_client import AsyncUdacity, ClientCredentials

    return AsyncUdacity(
        ClientCredentials(
            client_id=udacity_emulator.client_id,
            client_secret=udacity_emulator.client_secret,
        ),
        base_url=udacity_emulator.base_url,
        rate_limit=None,
    )
