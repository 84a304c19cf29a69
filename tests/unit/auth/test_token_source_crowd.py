"""One request for any number of threads, tasks, event loops and processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from support.clock import VirtualClock
from support.token_endpoint import (
    BOUND,
    TokensEndpoint,
    refusal,
    source_over,
    wait_for_refreshes,
)
from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.errors import ApiTimeoutError, CredentialsError


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def endpoint() -> TokensEndpoint:
    return TokensEndpoint()


@pytest.fixture
def source(endpoint: TokensEndpoint, clock: VirtualClock) -> RefreshingTokenSource:
    return source_over(endpoint, clock)


def in_threads(count: int, work: Callable[[], AccessToken]) -> list[AccessToken]:
    """Call *work* in *count* threads at the same moment."""
    ready = threading.Barrier(count)

    def start() -> AccessToken:
        ready.wait(BOUND)
        return work()

    with ThreadPoolExecutor(count) as pool:
        running = [pool.submit(start) for _ in range(count)]
        return [one.result(BOUND) for one in running]


def test_64_threads_cost_one_request(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    tokens = in_threads(64, source.get)

    assert len({id(token) for token in tokens}) == 1
    assert endpoint.asked == 1


def test_64_threads_at_the_end_of_a_token_cost_one_request(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    source.get()
    clock.advance(3600)

    assert {token.authorization for token in in_threads(64, source.get)} == {"Token t2"}
    assert endpoint.asked == 2


async def many(source: RefreshingTokenSource, count: int) -> list[AccessToken]:
    return await asyncio.gather(*(source.aget() for _ in range(count)))


def test_500_tasks_cost_one_request(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    tokens = asyncio.run(many(source, 500))

    assert len({id(token) for token in tokens}) == 1
    assert endpoint.asked == 1


def test_8_event_loops_at_once_cost_one_request(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    in_threads(8, lambda: asyncio.run(many(source, 20))[0])

    assert endpoint.asked == 1


def test_event_loops_one_after_the_other_share_a_token(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    for _ in range(3):
        asyncio.run(many(source, 3))
    assert endpoint.asked == 1


def test_threads_and_tasks_together_cost_one_request(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.shut()
    with ThreadPoolExecutor(9) as pool:
        running = [pool.submit(source.get) for _ in range(8)]
        running.append(pool.submit(lambda: asyncio.run(many(source, 50))[0]))
        endpoint.wait_until_asked()
        endpoint.open()
        tokens = [one.result(BOUND) for one in running]

    assert len({id(token) for token in tokens}) == 1
    assert endpoint.asked == 1


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.anyio
async def test_one_failure_is_shared_by_all_tasks(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.answers.append(refusal(401))
    errors: list[CredentialsError] = []

    async def fail() -> None:
        with pytest.raises(CredentialsError) as caught:
            await source.aget()
        errors.append(caught.value)

    async with anyio.create_task_group() as tasks:
        for _ in range(200):
            tasks.start_soon(fail)

    assert len({id(error) for error in errors}) == 200
    assert endpoint.asked == 1


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.anyio
async def test_a_leader_or_a_follower_that_is_cancelled_harms_nobody(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.shut()
    tokens: list[AccessToken] = []

    async def wait() -> None:
        tokens.append(await source.aget())

    async with anyio.create_task_group() as all_of_them:
        async with anyio.create_task_group() as leaders:
            leaders.start_soon(wait)
            await anyio.to_thread.run_sync(endpoint.wait_until_asked)
            all_of_them.start_soon(wait)
            await anyio.lowlevel.checkpoint()
            leaders.cancel_scope.cancel()
        async with anyio.create_task_group() as followers:
            followers.start_soon(wait)
            await anyio.lowlevel.checkpoint()
            followers.cancel_scope.cancel()
        endpoint.open()

    assert [token.authorization for token in tokens] == ["Token t1"]
    assert endpoint.asked == 1


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.anyio
async def test_a_task_that_will_not_wait_gets_an_error(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.shut()
    with pytest.raises(ApiTimeoutError):
        await source.aget(within=0)
    endpoint.open()

    assert (await source.aget()).authorization == "Token t1"
    assert endpoint.asked == 1


def test_an_event_loop_that_ends_while_its_tasks_wait_harms_nobody(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.shut()

    async def leave() -> Awaitable[AccessToken]:
        waiting = asyncio.create_task(source.aget())
        await asyncio.sleep(0)
        return waiting

    asyncio.run(leave())
    endpoint.open()
    wait_for_refreshes()

    assert source.get().authorization == "Token t1"
    assert endpoint.asked == 1


@pytest.mark.skipif(sys.platform == "win32", reason="fork is not for Windows")
def test_a_child_forked_during_a_refresh_fetches_for_itself() -> None:
    # In another process, because this one has threads.
    program = """
        import os, signal, sys
        sys.path.insert(0, sys.argv[1])
        from support.clock import VirtualClock
        from support.token_endpoint import (
            TokensEndpoint, source_over, wait_for_refreshes
        )

        endpoint = TokensEndpoint()
        source = source_over(endpoint, VirtualClock())
        endpoint.shut()
        source._start_or_join()
        endpoint.wait_until_asked()
        source._lock.acquire()  # as another thread may at the moment of a fork
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            endpoint.open()
            token = source.get(within=50).authorization
            os._exit(0 if token == "Token t2" and endpoint.asked == 2 else 3)
        source._lock.release()
        endpoint.open()
        wait_for_refreshes()
        assert source.get().authorization == "Token t1"
        assert endpoint.asked == 1
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    """
    tests = __file__.rpartition("/unit/")[0]
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), tests], check=True, timeout=60
    )
