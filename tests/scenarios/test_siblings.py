"""Siblings share what a client has, and differ in what they were made for."""

from __future__ import annotations

import pytest

from scenarios.conftest import Make
from support.clients import AnyUdacity, settle
from udacity_client import (
    ClosedError,
    ConfigurationError,
    RateLimitError,
    ServerError,
    StaticToken,
    Udacity,
)
from udacity_client.emulator import Emulator, faults

pytestmark = pytest.mark.anyio


async def close(udacity: AnyUdacity) -> None:
    if isinstance(udacity, Udacity):
        udacity.close()
    else:
        await udacity.aclose()


async def test_a_sibling_shares_the_token(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    await settle(udacity.with_options(deadline=60).catalog.get_catalog())
    await settle(udacity.catalog.get_catalog())

    assert emulator.count(operation="GetCatalog") == 2
    assert emulator.count(operation="GenerateToken") == 1


async def test_siblings_of_one_company_share_a_token_of_their_own(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    await settle(udacity.catalog.get_catalog())
    for _ in range(2):
        sibling = udacity.for_company("4821").with_options(deadline=60)
        await settle(sibling.catalog.get_catalog())

    assert emulator.count(operation="GenerateToken") == 2


async def test_a_sibling_shares_the_rate_limit(make: Make, emulator: Emulator) -> None:
    udacity = make(rate_limit=1)
    await settle(udacity.catalog.get_catalog())

    with pytest.raises(RateLimitError, match="not sent"):
        await settle(
            udacity.for_company("4821").with_options(deadline=50).catalog.get_catalog()
        )
    assert emulator.count(operation="GetCatalog") == 1


async def test_siblings_share_the_retry_quota(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(faults.server_error(), times=999, domain="catalog")

    for sibling in [udacity, *[udacity.with_options() for _ in range(19)]]:
        with pytest.raises(ServerError):
            await settle(sibling.catalog.get_catalog())

    # A hundred retries of 5 each empty it.
    assert emulator.count(status=500) == 20 + 100


async def test_a_static_token_has_no_companies(make: Make) -> None:
    udacity = make(StaticToken("0" * 32))

    with pytest.raises(ConfigurationError, match="scope was fixed"):
        udacity.for_company("4821")


async def test_a_deadline_that_cannot_work_is_refused(udacity: AnyUdacity) -> None:
    with pytest.raises(ConfigurationError, match="deadline"):
        udacity.with_options(deadline=0)


async def test_a_closed_sibling_leaves_the_others_open(udacity: AnyUdacity) -> None:
    sibling = udacity.with_options()
    nephew = sibling.with_options()
    await settle(sibling.catalog.get_catalog())
    await close(sibling)

    with pytest.raises(ClosedError):
        await settle(sibling.catalog.get_catalog())
    await settle(nephew.catalog.get_catalog())
    await settle(udacity.catalog.get_catalog())


async def test_a_closed_client_ends_its_siblings(udacity: AnyUdacity) -> None:
    sibling = udacity.with_options()
    await settle(sibling.catalog.get_catalog())
    await close(udacity)

    with pytest.raises(ClosedError):
        await settle(sibling.catalog.get_catalog())
