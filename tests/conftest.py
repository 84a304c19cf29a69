"""Keep properties independent of speed, and let tests run over either engine."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from udacity_client.transport import http_client

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

_OVER_DLT: Final = [
    "scenarios/test_destinations.py",
    "unit/cli/test_destination.py",
    "unit/data/test_dlt.py",
]

_OVER_POSIX: Final = [
    "scenarios/test_export.py",
    "scenarios/test_sync.py",
    "scenarios/test_sync_kills.py",
    "unit/auth/test_token_cache.py",
    "unit/cli/test_auth_token.py",
    "unit/cli/test_rotate.py",
    "unit/cli/test_rotate_secret_file.py",
    "unit/cli/test_run_wrong_arguments.py",
]

# dlt refuses Python 3.15, so the extra `dlt` is not installed there. Windows lacks
# fcntl, pty, resource and SIGHUP.
collect_ignore: list[str] = [
    *(_OVER_DLT if sys.version_info >= (3, 15) else []),
    *(_OVER_POSIX if sys.platform == "win32" else []),
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=["httpx", "httpx2"],
        default="httpx",
        help="what clients send over if a test names no transport",
    )


def pytest_configure(config: pytest.Config) -> None:
    # A shell ignores SIGINT for its background jobs, and tests' processes inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Modules and tests stay alive, so to look for garbage among them is in vain.
    gc.set_threshold(50_000, 20, 100)
    if config.getoption("--engine") == "httpx2":
        setattr(http_client, "load", _load_httpx2)  # noqa: B010 - a function of another module, which type checkers do not let be replaced


def _load_httpx2(name: str) -> Any:  # noqa: ARG001 - in the place of `load`
    return import_module("httpx2")


@pytest.hookimpl(trylast=True)  # Hypothesis takes nothing while it starts
def pytest_sessionstart() -> None:
    # Hypothesis makes its random numbers once, and warns if `gc.get_referrers` does not
    # find what holds them. That leaves out what is frozen; on Python 3.14 their
    # dictionary would be, because the collector tracks it before it holds anything.
    _first_property()


@settings(derandomize=True, database=None, max_examples=1)
@given(st.none())
def _first_property(_: None) -> None:
    pass


def pytest_collection_finish() -> None:
    # The imported modules and the thousands of tests stay alive to the end. To walk
    # them again and again takes an eighth of the suite's time.
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def files_leave_nothing_to_walk() -> Iterator[None]:
    """Keep collections short: to walk what all files of tests left takes a second."""
    yield
    gc.collect()  # Frozen garbage is never freed, and what it left open not reported.
    gc.freeze()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if config.getoption("--engine") == "httpx2":
        left_out = pytest.mark.skip(reason="is about httpx itself")
        for item in items:
            if item.get_closest_marker("httpx_itself"):
                item.add_marker(left_out)
