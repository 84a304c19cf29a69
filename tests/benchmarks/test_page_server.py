"""Ask the page server as the sections do: from a client, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from page_server import serving, traffic_of
from seeded_records import write_records
from udacity_client import ClientCredentials, Udacity


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("records")
    write_records(folder)
    with serving(folder) as address:
        yield address


def client(base_url: str) -> Udacity:
    credentials = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")
    return Udacity(credentials, base_url=base_url, rate_limit=None)


def test_the_job_takes_as_few_requests_as_pages_allow(address: str) -> None:
    base_url = f"{address}/fewest,cap-200,of-2000"
    with client(base_url) as udacity:
        ids = [r.user_id for r in udacity.program_progress.iter_program_progress()]
    assert len(ids) == 2000
    assert ids[:1000] == ids[1000:]
    assert len(set(ids)) > 400
    assert traffic_of(base_url) == (10, 1)


def test_a_page_has_what_was_asked_for(address: str) -> None:
    with client(f"{address}/asked") as udacity:
        page = udacity.program_progress.list_program_progress(first=7, after="99993")
        last = udacity.program_progress.list_program_progress(first=7, after="99995")
    assert (len(page), page.has_next, page.end_cursor) == (7, False, "100000")
    assert (len(last), last.total_count) == (5, 100_000)
