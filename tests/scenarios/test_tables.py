"""Tables of whole domains, with both clients."""

from __future__ import annotations

import httpx
import pytest

from scenarios.conftest import Make, credentials_of
from support.clients import AnyUdacity, collect, settle
from udacity_client import CredentialsError, StaticToken, Udacity, UnauthorizedError
from udacity_client.emulator import Emulator
from udacity_client.runtime.arrow import columns_of
from udacity_graphql.program_progress.records import ProgramProgress

pytestmark = pytest.mark.anyio


async def test_a_table_has_the_values_of_the_records(udacity: AnyUdacity) -> None:
    pager = udacity.program_progress.iter_program_progress()
    table = await settle(pager.to_arrow())
    records = await collect(pager)
    assert table.num_rows == len(records)
    assert table.to_pylist() == columns_of(ProgramProgress).batch(records).to_pylist()


async def test_a_page_as_a_table(udacity: AnyUdacity) -> None:
    page = await settle(udacity.program_progress.list_program_progress(first=7))
    assert page.to_polars()["user_email"].to_list() == [one.user_email for one in page]


async def test_a_refused_token_is_told_as_ever(make: Make) -> None:
    udacity = make(StaticToken("wrong"))
    pager = udacity.program_progress.iter_program_progress()
    with pytest.raises((UnauthorizedError, CredentialsError)):
        await settle(pager.to_arrow())


def test_what_a_hook_fetches_during_a_table_is_records(emulator: Emulator) -> None:
    credentials, base_url = credentials_of(emulator), emulator.base_url
    kinds: set[type] = set()

    def look(_request: httpx.Request) -> None:
        kinds.add(type(other.program_progress.list_program_progress(first=1)[0]))

    with (
        Udacity(credentials, base_url=base_url) as other,
        httpx.Client(event_hooks={"request": [look]}) as mine,
        Udacity(credentials, base_url=base_url, http_client=mine) as udacity,
    ):
        udacity.program_progress.iter_program_progress().to_arrow()
    assert kinds == {ProgramProgress}
