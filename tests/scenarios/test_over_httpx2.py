"""Run what users meet, good days and bad, once more with httpx2 carrying it."""

from __future__ import annotations

import pytest

from scenarios import test_bad_days
from scenarios.conftest import Make
from scenarios.test_bad_days import *  # noqa: F403 - all that it has
from scenarios.test_reading import *  # noqa: F403 - likewise
from scenarios.test_siblings import *  # noqa: F403 - likewise
from support.clock import VirtualClock
from udacity_client.emulator import Emulator

WAYS = [f"httpx2 {way}" for way in ("sync", "asyncio", "trio")]


@pytest.fixture(params=[pytest.param(way, marks=pytest.mark.slow) for way in WAYS])
def flavour(request: pytest.FixtureRequest) -> str:
    pytest.importorskip("httpx2")
    return str(request.param)


# The parameters take the place of the slow fixture: one scenario is run by default.
@pytest.mark.parametrize("flavour", WAYS)
async def test_one_walk_with_a_revoked_token_runs_in_the_fast_suite(
    make: Make, emulator: Emulator, clock: VirtualClock
) -> None:
    pytest.importorskip("httpx2")
    await test_bad_days.test_a_token_revoked_in_mid_iteration_costs_one_replay(
        make(), emulator, clock
    )
