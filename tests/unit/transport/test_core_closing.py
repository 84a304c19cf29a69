"""Close a client, or run out of threads, while calls are out."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from support.answers import LIST_COURSES
from support.loopback_server import Loopback
from support.token_endpoint import BOUND
from udacity_client import (
    ApiConnectionError,
    AsyncUdacity,
    ClientCredentials,
    ClosedError,
    StaticToken,
    Udacity,
    UdacityError,
)
from udacity_client.transport import sync_transport
from udacity_client.transport.sync_transport import Transport

PAIR = ClientCredentials(client_id="udcl_1", client_secret="udcs_x")
TOKEN = StaticToken("a-token")


def test_closing_ends_the_calls_that_are_out_with_the_right_error() -> None:
    # As often as it takes a busy machine to close it before the deadline.
    assert ClosedError in map(error_of_a_closed_call, (0.5, 4.0, 32.0))


def error_of_a_closed_call(deadline: float) -> type[UdacityError]:
    ended: list[UdacityError] = []

    with Loopback(held=1) as server:
        udacity = Udacity(TOKEN, base_url=server.base_url, deadline=deadline)

        def call() -> None:
            try:
                udacity.execute(LIST_COURSES, {})
            except UdacityError as error:
                ended.append(error)

        thread = threading.Thread(target=call)
        thread.start()
        server.wait_until_asked()
        udacity.close()
        thread.join(BOUND)

    [error] = ended
    return type(error)


def test_closing_ends_tasks_with_the_right_error() -> None:
    async def run(server: Loopback) -> None:
        udacity = AsyncUdacity(TOKEN, base_url=server.base_url, deadline=BOUND)
        task = asyncio.ensure_future(udacity.execute(LIST_COURSES, {}))
        await asyncio.to_thread(server.wait_until_asked)
        await udacity.aclose()
        with pytest.raises(ClosedError):
            await task

    with Loopback(held=1) as server:
        asyncio.run(run(server))


def test_a_client_that_is_closed_while_its_first_call_imports_sends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Closing(Transport):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            # As another thread would.
            udacity.close()

    monkeypatch.setattr(sync_transport, "Transport", Closing)
    with Loopback() as server:
        udacity = Udacity(TOKEN, base_url=server.base_url)
        with pytest.raises(ClosedError, match="This client was closed"):
            udacity.execute(LIST_COURSES, {})
        assert server.seen == []


def test_a_callers_client_without_threads_is_an_error_and_no_deadlock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        message = "can't start new thread"
        raise RuntimeError(message)

    async def run(server: Loopback) -> None:
        async with httpx.AsyncClient() as client:
            udacity = AsyncUdacity(
                PAIR, base_url=server.base_url, http_client=client, retry=None
            )
            monkeypatch.setattr(threading.Thread, "start", refuse)
            with pytest.raises(ApiConnectionError, match="No thread"):
                await asyncio.wait_for(udacity.execute(LIST_COURSES, {}), BOUND)
            monkeypatch.undo()

    with Loopback() as server:
        asyncio.run(run(server))


def test_a_callers_client_that_is_closed_is_not_taken_for_ours() -> None:
    with Loopback() as server, httpx.Client() as client:
        udacity = Udacity(TOKEN, base_url=server.base_url, http_client=client)
        client.close()
        with pytest.raises(ClosedError, match="http_client that Udacity was given was"):
            udacity.execute(LIST_COURSES, {})
        udacity.close()
        with pytest.raises(ClosedError, match=r"This client was closed\. Make a new U"):
            udacity.execute(LIST_COURSES, {})


def test_a_callers_asynchronous_client_that_is_closed_is_not_taken_for_ours() -> None:
    said = "http_client that AsyncUdacity was given was closed"

    async def run(server: Loopback) -> None:
        async with httpx.AsyncClient() as client:
            udacity = AsyncUdacity(TOKEN, base_url=server.base_url, http_client=client)
            await client.aclose()
            with pytest.raises(ClosedError, match=said):
                await udacity.execute(LIST_COURSES, {})
            await udacity.aclose()
            with pytest.raises(ClosedError, match="This client was closed"):
                await udacity.execute(LIST_COURSES, {})

    with Loopback() as server:
        asyncio.run(run(server))
