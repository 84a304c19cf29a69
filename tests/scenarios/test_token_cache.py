"""Clients that share tokens through the disk, and what refreshing leaves alone."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from scenarios.conftest import Make
from support.clients import AnyUdacity, settle
from support.clock import VirtualClock
from udacity_client import TokenCache
from udacity_client.emulator import Emulator
from udacity_client.errors import ConfigurationError

pytestmark = pytest.mark.anyio


@pytest.fixture
def cache(tmp_path: Path) -> TokenCache:
    return TokenCache(tmp_path / "udacity")


async def company_of(udacity: AnyUdacity) -> str:
    return (await settle(udacity.catalog.get_catalog())).company_id


def token_requests(emulator: Emulator) -> int:
    return emulator.count(operation="GenerateToken")


async def test_clients_with_one_cache_request_one_token(
    make: Make, emulator: Emulator, cache: TokenCache
) -> None:
    for _ in range(3):
        assert await company_of(make(token_cache=cache)) == emulator.company_id
    assert token_requests(emulator) == 1


async def test_without_a_cache_each_client_requests_one(
    make: Make, emulator: Emulator
) -> None:
    for _ in range(3):
        await company_of(make())
    assert token_requests(emulator) == 3


async def test_a_revoked_token_is_replaced_once_for_all(
    make: Make, emulator: Emulator, clock: VirtualClock, cache: TokenCache
) -> None:
    clients = [make(token_cache=cache) for _ in range(3)]
    for client in clients:
        await company_of(client)
    emulator.revoke_all_tokens()
    clock.advance(10)
    for client in (*clients, make(token_cache=cache)):
        assert await company_of(client) == emulator.company_id
    assert token_requests(emulator) == 2


async def test_an_unsafe_cache_is_refused_with_the_first_call(
    make: Make, emulator: Emulator, cache: TokenCache
) -> None:
    os.mkdir(cache.folder)  # noqa: PTH102 - pathlib's may not stand in a coroutine
    os.chmod(cache.folder, 0o777)  # noqa: PTH101, S103 - see above; it must be refused
    with pytest.raises(ConfigurationError, match="open to other users"):
        await company_of(make(token_cache=cache))
    assert len(emulator.requests) == 0


async def test_refreshing_revokes_nothing_and_creates_nothing(
    make: Make, emulator: Emulator, clock: VirtualClock, cache: TokenCache
) -> None:
    before = credentials_at(emulator)
    udacity = make(token_cache=cache)
    for _ in range(3):
        await company_of(udacity)
        clock.advance(3590)
    await company_of(udacity)
    emulator.revoke_all_tokens()
    clock.advance(10)
    await company_of(udacity)
    assert token_requests(emulator) == 5
    assert credentials_at(emulator) == before
    sent = {request.operation_name for request in emulator.requests}
    assert sent == {"GenerateToken", "GetCatalog", "Credentials"}


def credentials_at(emulator: Emulator) -> object:
    """Return every credential, with whether it was revoked, as a user sees it."""
    answer = httpx.post(
        f"{emulator.base_url}/v1/tokens/graphql",
        json={
            "query": "query Credentials { clientCredentials { clientId revokedAt } }"
        },
        headers={"Authorization": f"Bearer {emulator.user_token}"},
        timeout=60,
    )
    listed: dict[str, object] = answer.json()
    assert "errors" not in listed
    return listed["data"]
