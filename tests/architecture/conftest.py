"""Set the stage for what must show no secret."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from architecture.stage import Stage
from udacity_client.emulator import Emulator


@pytest.fixture(params=["sync", "asyncio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=30, rate_limit=None) as running:
        yield running


@pytest.fixture
async def stage(
    flavour: str, emulator: Emulator, tmp_path: Path
) -> AsyncIterator[Stage]:
    stage = Stage(emulator, flavour=flavour, folder=tmp_path)
    yield stage
    await stage.close()
