"""Find the largest page that the server gives, whatever it does with a larger one."""

from __future__ import annotations

import pytest

from scenarios.conftest import Make
from support.clients import AnyUdacity, collect, collect_pages
from udacity_client import ClientCredentials, GraphQLError
from udacity_client.emulator import Emulator, LargePages

pytestmark = pytest.mark.anyio


async def test_a_large_company_is_read_in_few_requests(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    records = await collect(udacity.program_progress.iter_program_progress())
    assert emulator.count(operation="ListProgramProgress") == -(-len(records) // 1000)


@pytest.mark.parametrize(
    ("large_pages", "sizes"),
    [("cut", [60, 60, 60]), ("refuse", [50, 50, 50])],
)
async def test_the_cap_is_learnt_and_remembered(
    large_pages: LargePages, sizes: list[int], make: Make
) -> None:
    with Emulator(max_page_size=60, large_pages=large_pages) as emulator:
        credentials = ClientCredentials(
            client_id=emulator.client_id, client_secret=emulator.client_secret
        )
        udacity = make(credentials, base_url=emulator.base_url)
        pages = await collect_pages(udacity.program_progress.iter_program_progress())
        sent = emulator.count(operation="ListProgramProgress")
        again = await collect_pages(udacity.program_progress.iter_program_progress())

        assert [len(page) for page in pages][:3] == sizes
        assert [len(page) for page in again][:3] == sizes
        assert sum(map(len, pages)) == pages[0].total_count
        # A refused size costs a request, once; a cut one none.
        assert sent - len(pages) == {"cut": 0, "refuse": 2}[large_pages]
        sent_again = emulator.count(operation="ListProgramProgress") - sent
        assert sent_again == len(again)


async def test_a_size_that_the_caller_fixes_stays(udacity: AnyUdacity) -> None:
    pages = await collect_pages(
        udacity.program_progress.iter_program_progress(first=70)
    )
    assert {len(page) for page in pages[:-1]} == {70}


async def test_max_items_asks_for_no_more(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    pager = udacity.program_progress.iter_program_progress(max_items=30)
    assert len(await collect(pager)) == 30
    assert emulator.count(operation="ListProgramProgress") == 1


async def test_a_refusal_of_anything_else_is_told_after_one_more_request(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    pager = udacity.program_progress.iter_program_progress(after="no cursor")
    with pytest.raises(GraphQLError, match="malformed"):
        await collect(pager)
    assert emulator.count(operation="ListProgramProgress") == 2
