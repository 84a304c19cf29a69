"""An interrupt in the middle of a blocking call leaves no lock behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from support.answers import LIST_COURSES
from support.token_endpoint import BOUND
from udacity_client import StaticToken, Udacity


def test_an_interrupt_leaves_the_cookie_jar_of_a_callers_client_unlocked() -> None:
    def interrupt(_request: httpx.Request) -> httpx.Response:
        # As if it came between taking the lock and entering the block.
        lock.acquire()
        raise KeyboardInterrupt

    client = httpx.Client(transport=httpx.MockTransport(interrupt))
    # The standard library has no public name for it, nor has `send_blocking`.
    lock: Any = vars(client.cookies.jar)["_cookies_lock"]
    with client, Udacity(StaticToken("t"), http_client=client) as udacity:
        with pytest.raises(KeyboardInterrupt):
            udacity.execute(LIST_COURSES, {})
        with ThreadPoolExecutor(1) as other:
            assert other.submit(lock.acquire, timeout=BOUND).result()
            other.submit(lock.release).result()
