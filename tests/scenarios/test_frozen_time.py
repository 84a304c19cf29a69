"""Libraries that freeze time in tests do not make tokens old."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, cast

import freezegun
import pytest
import time_machine

from scenarios.conftest import credentials_of
from support.clients import AnyUdacity, settle
from udacity_client import AsyncUdacity, Udacity
from udacity_client.emulator import Emulator

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        not hasattr(time, "CLOCK_BOOTTIME"),
        reason="this system has no clock that these libraries leave alone",
    ),
]


def frozen_by_freezegun(when: str) -> AbstractContextManager[object]:
    # asyncio itself needs a clock that goes on.
    return cast(
        "AbstractContextManager[object]",
        freezegun.freeze_time(when, real_asyncio=True),
    )


def frozen_by_time_machine(when: str) -> AbstractContextManager[object]:
    return time_machine.travel(when, tick=False)


@pytest.mark.parametrize("freeze", [frozen_by_freezegun, frozen_by_time_machine])
@pytest.mark.parametrize("when", ["2001-01-01", "2040-01-01"])
async def test_a_frozen_clock_causes_no_new_tokens(
    flavour: str,
    emulator: Emulator,
    freeze: Callable[[str], AbstractContextManager[object]],
    when: str,
) -> None:
    kind = cast("Callable[..., Any]", Udacity if flavour == "sync" else AsyncUdacity)
    udacity: AnyUdacity = kind(credentials_of(emulator), base_url=emulator.base_url)
    with freeze(when):
        for _ in range(3):
            await settle(udacity.catalog.get_catalog())
    await settle(udacity.catalog.get_catalog())

    assert emulator.count(operation="GenerateToken") == 1
    if isinstance(udacity, Udacity):
        udacity.close()
    else:
        await udacity.aclose()
