"""Run what users meet, good days and bad, once more with httpx2 carrying it."""

from __future__ import annotations

import pytest

from scenarios.test_bad_days import *  # noqa: F403 - all that it has
from scenarios.test_reading import *  # noqa: F403 - likewise
from scenarios.test_siblings import *  # noqa: F403 - likewise


@pytest.fixture(
    params=[
        pytest.param(f"httpx2 {way}", marks=pytest.mark.slow)
        for way in ("sync", "asyncio", "trio")
    ]
)
def flavour(request: pytest.FixtureRequest) -> str:
    pytest.importorskip("httpx2")
    return str(request.param)
