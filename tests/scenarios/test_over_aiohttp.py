"""Run what users meet, good days and bad, once more with aiohttp carrying it."""

from __future__ import annotations

import pytest

from scenarios.test_bad_days import *  # noqa: F403 - all that it has
from scenarios.test_reading import *  # noqa: F403 - likewise
from scenarios.test_siblings import *  # noqa: F403 - likewise


@pytest.fixture(params=[pytest.param("aiohttp", marks=pytest.mark.slow)])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)
