"""Share a limit with whoever has the same credential, and with nobody else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from scenarios.conftest import Make, credentials_of
from support.clients import settle
from support.clock import VirtualClock
from support.shared_limits import file_limit
from support.token_endpoint import BOUND
from udacity_client import (
    ClientCredentials,
    FileRateLimit,
    RateLimitError,
    RateLimitStoreError,
)
from udacity_client.auth.limiter_key import limiter_key
from udacity_client.emulator import Emulator, faults
from udacity_client.limits import file_rate_limit
from udacity_client.limits.registry import open_limiters
from udacity_client.limits.sliding_window import Permit, RateLimiter

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limit.sqlite3"


def limit_of(path: Path, clock: VirtualClock, *, limit: int = 100) -> FileRateLimit:
    """Return what another process would make for itself."""
    return file_limit(path, limit=limit, clock=clock.monotonic)


def spent(limiter: RateLimiter) -> Permit:
    permit = limiter.try_acquire()
    assert isinstance(permit, Permit)
    return permit


def holds(path: Path, text: str) -> bool:
    return text.encode() in path.read_bytes()


async def test_clients_with_one_credential_share_its_requests(
    make: Make, path: Path, clock: VirtualClock, emulator: Emulator
) -> None:
    one = make(rate_limit=limit_of(path, clock, limit=3), deadline=50)
    other = make(rate_limit=limit_of(path, clock, limit=3), deadline=50)
    await settle(one.catalog.get_catalog())
    await settle(one.program_progress.list_program_progress(first=1))
    await settle(other.catalog.get_catalog())

    with pytest.raises(RateLimitError, match="limit of 3 requests") as caught:
        await settle(other.catalog.get_catalog())
    assert caught.value.retry_after == 60
    assert emulator.count(operation="GetCatalog") == 2
    clock.advance(60)
    await settle(other.catalog.get_catalog())


async def test_another_credential_has_a_limit_of_its_own(
    make: Make, path: Path, clock: VirtualClock, emulator: Emulator
) -> None:
    another = ClientCredentials(
        client_id=emulator.multi_company_client_id,
        client_secret=emulator.multi_company_client_secret,
        company_id=emulator.company_id,
    )
    one = make(rate_limit=limit_of(path, clock, limit=1))
    other = make(another, rate_limit=limit_of(path, clock, limit=1))
    await settle(one.catalog.get_catalog())
    await settle(other.catalog.get_catalog())

    assert clock.naps == []


async def test_clients_with_one_credential_share_its_token_requests(
    make: Make, path: Path, clock: VirtualClock, emulator: Emulator
) -> None:
    elsewhere = open_limiters(
        limit_of(path, clock),
        service_key="",
        user_key="",
        token_key=limiter_key(
            "mints", credentials_of(emulator), base_url=emulator.base_url
        ),
        token_limit=50,
        clock=clock.monotonic,
    )
    for _ in range(49):
        with spent(elsewhere.tokens):
            pass
    await settle(make(rate_limit=limit_of(path, clock)).catalog.get_catalog())
    last = make(rate_limit=limit_of(path, clock), deadline=50)

    with pytest.raises(RateLimitError, match="limit of 50 tokens a minute is used up"):
        await settle(last.catalog.get_catalog())
    assert emulator.count(operation="GenerateToken") == 1


async def test_a_429_pauses_the_others_too(
    make: Make, path: Path, clock: VirtualClock, emulator: Emulator
) -> None:
    one = make(rate_limit=limit_of(path, clock), deadline=BOUND)
    other = make(rate_limit=limit_of(path, clock), deadline=BOUND)
    emulator.faults.add(faults.rate_limited(retry_after=90), domain="catalog")
    with pytest.raises(RateLimitError):
        await settle(one.catalog.get_catalog())

    with pytest.raises(RateLimitError, match="was not sent") as caught:
        await settle(other.catalog.get_catalog())
    assert (caught.value.sent, caught.value.status) == (False, None)
    assert emulator.count(operation="GetCatalog") == 1


async def test_while_the_file_is_locked_nothing_is_sent(
    make: Make,
    path: Path,
    clock: VirtualClock,
    emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    udacity = make(rate_limit=limit_of(path, clock))
    await settle(udacity.catalog.get_catalog())
    monkeypatch.setattr(file_rate_limit, "PATIENCE", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(RateLimitStoreError, match="was locked by another") as caught:
        await settle(udacity.catalog.get_catalog())
    assert caught.value.attempts == 4
    assert not caught.value.sent
    assert emulator.count(operation="GetCatalog") == 1
    other.close()
    await settle(udacity.catalog.get_catalog())


async def test_no_credential_is_written_down(
    make: Make, path: Path, clock: VirtualClock, emulator: Emulator
) -> None:
    await settle(make(rate_limit=limit_of(path, clock)).catalog.get_catalog())

    assert not holds(path, emulator.client_secret)
    assert not holds(path, emulator.client_id)
