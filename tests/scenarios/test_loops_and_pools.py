"""Use one client from many loops, threads and processes, and over the caller's own."""

from __future__ import annotations

import asyncio
import gc
import http.server
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from scenarios.conftest import credentials_of
from support.clients import on_virtual_time
from support.clock import VirtualClock, advance_loop
from udacity_client import (
    ApiStatusError,
    ApiTimeoutError,
    AsyncUdacity,
    ClosedError,
    ConfigurationError,
    StaticToken,
    Udacity,
)
from udacity_client.emulator import Delay, Emulator


@pytest.fixture
def running() -> Iterator[Emulator]:
    with Emulator(learners=5, rate_limit=None) as emulator:
        yield emulator


async def companies(udacity: AsyncUdacity, count: int) -> list[str]:
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(udacity.catalog.get_catalog()) for _ in range(count)]
    return [one.result().company_id for one in asked]


def test_one_async_client_serves_one_loop_after_another(running: Emulator) -> None:
    udacity = AsyncUdacity(credentials_of(running), base_url=running.base_url)

    async def ask() -> list[str]:
        async with udacity:
            return await companies(udacity, 20)

    assert [asyncio.run(ask()) for _ in range(3)] == [["4821"] * 20] * 3
    assert running.count(operation="GenerateToken") == 1


def test_one_async_client_serves_many_loops_at_once(running: Emulator) -> None:
    udacity = AsyncUdacity(credentials_of(running), base_url=running.base_url)

    async def ask() -> list[str]:
        async with udacity:
            return await companies(udacity, 5)

    with ThreadPoolExecutor(8) as threads:
        loops = [threads.submit(asyncio.run, ask()) for _ in range(8)]
    assert [one.result() for one in loops] == [["4821"] * 5] * 8
    assert running.count(operation="GenerateToken") == 1


# A loop ends without closing its connections.
@pytest.mark.filterwarnings("ignore:unclosed")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_loop_that_ended_may_be_forgotten_by_two_threads_at_once(
    running: Emulator,
) -> None:
    forget_in_two_threads(running)
    # Here, not in a test that does not know of the connections.
    gc.collect()


def forget_in_two_threads(running: Emulator) -> None:
    """Let two threads find at once that a loop has ended."""
    udacity = AsyncUdacity(credentials_of(running), base_url=running.base_url)

    class Watched(asyncio.SelectorEventLoop):
        is_asked = False

        def is_closed(self) -> bool:
            if self.is_asked:
                self.is_asked = False
                other = threading.Thread(target=asyncio.run, args=(ask(),))
                other.start()
                other.join()
            return super().is_closed()

    async def ask() -> None:
        async with udacity:
            await companies(udacity, 1)

    ended = Watched()
    ended.run_until_complete(companies(udacity, 1))
    ended.close()
    ended.is_asked = True
    asyncio.run(ask())
    assert not ended.is_asked


def test_one_client_serves_many_threads(running: Emulator) -> None:
    with (
        Udacity(credentials_of(running), base_url=running.base_url) as udacity,
        ThreadPoolExecutor(32) as threads,
    ):
        asked = [threads.submit(udacity.catalog.get_catalog) for _ in range(64)]
        assert {one.result().company_id for one in asked} == {"4821"}
    assert running.count(operation="GenerateToken") == 1


def test_a_client_of_the_callers_carries_everything_and_stays_open(
    running: Emulator,
) -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> None:
        seen.append(request.url.path.split("/")[-2])

    with httpx.Client(event_hooks={"request": [note]}) as mine:
        with Udacity(
            credentials_of(running), base_url=running.base_url, http_client=mine
        ) as udacity:
            udacity.catalog.get_catalog()
        assert seen == ["tokens", "catalog"]
        assert not mine.is_closed


async def _ask_over_mine(running: Emulator) -> list[str]:
    seen: list[str] = []

    async def note(request: httpx.Request) -> None:
        seen.append(request.url.path.split("/")[-2])

    async with httpx.AsyncClient(event_hooks={"request": [note]}) as mine:
        async with AsyncUdacity(
            credentials_of(running), base_url=running.base_url, http_client=mine
        ) as udacity:
            await udacity.catalog.get_catalog()
        assert not mine.is_closed
    return seen


def test_an_async_client_of_the_callers_gets_tokens_on_its_own_loop(
    running: Emulator,
) -> None:
    assert asyncio.run(_ask_over_mine(running)) == ["tokens", "catalog"]


def test_a_client_of_the_callers_serves_the_loop_that_it_was_first_used_in(
    running: Emulator,
) -> None:
    mine = httpx.AsyncClient()
    udacity = AsyncUdacity(
        credentials_of(running), base_url=running.base_url, http_client=mine
    )

    async def ask() -> None:
        await udacity.catalog.get_catalog()

    async def ask_and_close() -> None:
        await ask()
        # Elsewhere, while this loop still runs.
        with pytest.raises(ConfigurationError, match="one for each loop"):
            await asyncio.to_thread(asyncio.run, ask())
        await mine.aclose()

    asyncio.run(ask_and_close())


def test_a_closed_client_says_so(running: Emulator) -> None:
    udacity = Udacity(credentials_of(running), base_url=running.base_url)
    udacity.catalog.get_catalog()
    udacity.close()

    with pytest.raises(ClosedError, match="was closed"):
        udacity.catalog.get_catalog()


def test_no_more_requests_are_out_than_there_are_places(running: Emulator) -> None:
    with (
        Udacity(
            credentials_of(running), base_url=running.base_url, concurrency=3
        ) as udacity,
        ThreadPoolExecutor(16) as threads,
    ):
        udacity.catalog.get_catalog()
        running.faults.add(Delay(0.02), times=32)
        asked = [threads.submit(udacity.catalog.get_catalog) for _ in range(32)]
        assert {one.result().company_id for one in asked} == {"4821"}
    assert running.most_at_once <= 3


def test_a_slow_answer_is_not_awaited_beyond_the_deadline(running: Emulator) -> None:
    with Udacity(credentials_of(running), base_url=running.base_url) as udacity:
        on_virtual_time(udacity, VirtualClock())
        udacity.catalog.get_catalog()
        running.faults.add(Delay(600), times=9)
        with pytest.raises(ApiTimeoutError, match="did not answer in time"):
            udacity.catalog.get_catalog(deadline=0.2)


def test_a_slow_answer_is_not_awaited_beyond_the_deadline_of_a_task(
    running: Emulator,
) -> None:
    clock = VirtualClock()

    async def ask() -> None:
        async with AsyncUdacity(
            credentials_of(running), base_url=running.base_url
        ) as udacity:
            on_virtual_time(udacity, clock)
            await udacity.catalog.get_catalog()
            running.faults.add(Delay(600), times=9)
            asked = asyncio.ensure_future(udacity.catalog.get_catalog(deadline=60))
            await asyncio.sleep(0)  # until it waits for the answer
            clock.advance(60)
            advance_loop(60)
            with pytest.raises(ApiTimeoutError, match="did not answer in time"):
                await asked

    asyncio.run(ask())


def test_a_token_does_not_follow_a_redirect() -> None:
    reached: list[str | None] = []

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reached.append(self.headers.get("Authorization"))
            self.send_error(500)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    class Redirect(Elsewhere):
        def do_POST(self) -> None:
            self.send_response(307)
            self.send_header("Location", f"http://127.0.0.1:{elsewhere.server_port}/")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with (
        http.server.HTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere,
        http.server.HTTPServer(("127.0.0.1", 0), Redirect) as redirect,
    ):
        servers = [
            threading.Thread(target=server.serve_forever, args=(0.01,))
            for server in (elsewhere, redirect)
        ]
        for thread in servers:
            thread.start()
        with (
            httpx.Client(follow_redirects=True) as mine,
            Udacity(
                StaticToken("a-token"),
                base_url=f"http://127.0.0.1:{redirect.server_port}",
                http_client=mine,
            ) as udacity,
            pytest.raises(ApiStatusError, match="never sent after a redirect"),
        ):
            udacity.catalog.get_catalog()
        for server in (elsewhere, redirect):
            server.shutdown()
        for thread in servers:
            thread.join()
    assert reached == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_child_process_makes_connections_of_its_own(running: Emulator) -> None:
    with Udacity(credentials_of(running), base_url=running.base_url) as udacity:
        udacity.catalog.get_catalog()
        child = os.fork()
        if child == 0:
            done = udacity.catalog.get_catalog().company_id == "4821"
            os._exit(0 if done else 1)
        for _ in range(5):
            udacity.catalog.get_catalog()
        _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert running.count(operation="GenerateToken") == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_siblings_go_on_in_a_child_process_and_in_its_parent(running: Emulator) -> None:
    with Udacity(credentials_of(running), base_url=running.base_url) as udacity:
        siblings = [
            udacity.for_company("4821"),
            udacity.for_company("4821").with_options(deadline=60),
        ]

        def companies() -> list[str]:
            return [one.catalog.get_catalog().company_id for one in siblings]

        assert companies() == ["4821", "4821"]
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            os._exit(0 if companies() == ["4821", "4821"] else 1)
        for _ in range(5):
            assert companies() == ["4821", "4821"]
        _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    # The child uses the token that it was born with.
    assert running.count(operation="GenerateToken") == 1
