"""Cancel calls at random moments, and go on with the same client."""

from __future__ import annotations

import asyncio
from random import Random

import anyio
import pytest

from scenarios.conftest import credentials_of
from udacity_client import AsyncUdacity
from udacity_client.emulator import Emulator
from udacity_client.options import TransportName


async def ask_and_leave(udacity: AsyncUdacity, after: float) -> None:
    """Call, and be cancelled after so many seconds, as a caller of asyncio is."""
    task = asyncio.create_task(udacity.catalog.get_catalog())
    await asyncio.wait([task], timeout=after)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled() or task.exception() is None


async def storm(running: Emulator, transport: TransportName, count: int) -> None:
    random = Random(count)
    async with AsyncUdacity(
        credentials_of(running),
        base_url=running.base_url,
        rate_limit=None,
        transport=transport,
    ) as udacity:
        await udacity.catalog.get_catalog()
        with anyio.fail_after(60):
            for _ in range(count // 20):
                async with asyncio.TaskGroup() as group:
                    for _ in range(20):
                        after = random.uniform(0, 0.03)
                        group.create_task(ask_and_leave(udacity, after))
        with anyio.fail_after(60):
            asked = [udacity.catalog.get_catalog() for _ in range(40)]
            catalogs = await asyncio.gather(*asked)
        assert {catalog.company_id for catalog in catalogs} == {"4821"}


@pytest.mark.parametrize("transport", ["httpx", "httpx2"])
@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_client_works_after_any_number_of_cancellations(
    count: int, transport: TransportName
) -> None:
    with Emulator(learners=5, rate_limit=None) as running:
        asyncio.run(storm(running, transport, count))
        assert running.count(operation="GenerateToken") == 1
