"""A function or a command of the caller's gives the token."""

from __future__ import annotations

import asyncio
import json
import shlex
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TypeAlias

import anyio
import pytest
from pydantic import SecretStr

from scenarios.conftest import Make, credentials_of
from support.clients import AnyUdacity, settle
from support.clock import VirtualClock
from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    CredentialsError,
    StaticToken,
    Udacity,
    UnauthorizedError,
)
from udacity_client.auth.providers import CredentialsCommand
from udacity_client.emulator import Emulator

pytestmark = pytest.mark.anyio

Provider: TypeAlias = (
    Callable[[], StaticToken] | Callable[[], Coroutine[None, None, StaticToken]]
)


class Vault:
    """Give tokens that the emulator accepts, and count for how many it was asked."""

    def __init__(self, emulator: Emulator, *, lifetime: float | None) -> None:
        self.asked = 0
        self._emulator = emulator
        self._lifetime = lifetime

    def give(self) -> StaticToken:
        self.asked += 1
        emulator = self._emulator
        credentials = credentials_of(emulator)
        with Udacity(credentials, base_url=emulator.base_url) as udacity:
            made = udacity.tokens.generate_token(
                client_id=credentials.client_id,
                client_secret=SecretStr(emulator.client_secret),
            )
        token = made.unredacted_token.get_secret_value()
        return StaticToken(token, expires_in=self._lifetime)

    async def give_later(self) -> StaticToken:
        # In a loop of its own, of asyncio, whatever the caller runs in.
        return await asyncio.to_thread(self.give)

    def way(self, name: str) -> Provider:
        return self.give if name == "sync" else self.give_later


each_way = pytest.mark.parametrize("way", ["sync", "async"])


@pytest.fixture
def vault(emulator: Emulator) -> Vault:
    return Vault(emulator, lifetime=None)


@each_way
async def test_a_provider_is_asked_again_once_its_token_is_refused(
    way: str, vault: Vault, make: Make, emulator: Emulator, clock: VirtualClock
) -> None:
    udacity = make(vault.way(way))
    assert vault.asked == 0
    for _ in range(3):
        await settle(udacity.catalog.get_catalog())
    assert vault.asked == 1

    clock.advance(10)
    emulator.revoke_all_tokens()
    await settle(udacity.catalog.get_catalog())
    assert vault.asked == 2
    assert emulator.count(status=401) == 1


@each_way
async def test_a_provider_is_asked_again_before_its_token_ends(
    way: str, make: Make, emulator: Emulator, clock: VirtualClock
) -> None:
    vault = Vault(emulator, lifetime=100)
    udacity = make(vault.way(way))
    await settle(udacity.catalog.get_catalog())

    clock.advance(99.5)
    await settle(udacity.catalog.get_catalog())

    assert vault.asked == 2
    assert emulator.count(status=401) == 0


@each_way
async def test_one_answer_of_a_provider_is_for_all_who_wait(
    way: str, vault: Vault, make: Make
) -> None:
    await ask_together(make(vault.way(way)), times=8)

    assert vault.asked == 1


async def ask_together(udacity: AnyUdacity, *, times: int) -> None:
    if isinstance(udacity, AsyncUdacity):
        async with anyio.create_task_group() as group:
            for _ in range(times):
                group.start_soon(udacity.catalog.get_catalog)
        return
    threads = [
        threading.Thread(target=udacity.catalog.get_catalog) for _ in range(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


async def test_a_provider_may_give_a_credential(make: Make, emulator: Emulator) -> None:
    udacity = make(lambda: credentials_of(emulator))

    assert (await settle(udacity.catalog.get_catalog())).programs
    assert emulator.count(operation="GenerateToken") == 1


async def test_a_provider_that_fails_is_left_alone_for_a_while(
    make: Make, emulator: Emulator, clock: VirtualClock
) -> None:
    asked: list[float] = []

    def give() -> str:
        asked.append(clock.monotonic())
        raise ConnectionError

    udacity = make(give)
    for _ in range(3):
        with pytest.raises(CredentialsError, match="raised ConnectionError"):
            await settle(udacity.catalog.get_catalog())
    assert len(asked) == 1
    assert emulator.count() == 0

    clock.advance(31)
    with pytest.raises(CredentialsError):
        await settle(udacity.catalog.get_catalog())
    assert len(asked) == 2


@each_way
async def test_a_provider_that_once_gave_a_wrong_token_is_asked_again(
    way: str, vault: Vault, make: Make, emulator: Emulator
) -> None:
    wrong = iter([StaticToken("0" * 32)])
    give = vault.give
    vault.give = lambda: next(wrong, None) or give()  # type: ignore[method-assign]  # an instance
    udacity = make(vault.way(way))
    await settle(udacity.catalog.get_catalog())
    assert emulator.count(status=401) == 1


async def test_a_provider_whose_token_no_domain_accepts_is_asked_twice_a_minute(
    make: Make, clock: VirtualClock
) -> None:
    asked: list[float] = []

    def give() -> str:
        asked.append(clock.monotonic())
        return "0" * 32

    udacity = make(give)
    for _ in range(3):
        with pytest.raises(UnauthorizedError):
            await settle(udacity.catalog.get_catalog())
        # Once more, as the first was refused; then not for half a minute.
        assert len(asked) == 2
        clock.advance(5)


async def test_a_command_prints_a_rotated_credential(
    make: Make, emulator: Emulator, clock: VirtualClock, tmp_path: Path
) -> None:
    printed = tmp_path / "printed"
    wrong = ClientCredentials(client_id=emulator.client_id, client_secret="udcs_wrong")
    command = CredentialsCommand(f"cat {shlex.quote(str(printed))}", source="test")
    udacity = make(command)
    printed.write_text(as_json(wrong))
    with pytest.raises(CredentialsError, match="Udacity refused client id"):
        await settle(udacity.catalog.get_catalog())

    printed.write_text(as_json(credentials_of(emulator)))
    clock.advance(31)
    assert (await settle(udacity.catalog.get_catalog())).programs


def as_json(credentials: ClientCredentials) -> str:
    secret = credentials.secret().reveal()
    return json.dumps({"client_id": credentials.client_id, "client_secret": secret})
