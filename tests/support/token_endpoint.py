"""A tokens endpoint that a test controls."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from random import Random
from typing import TypeAlias

from support.clock import VirtualClock
from udacity_client.auth.credentials import ClientCredentials
from udacity_client.auth.generate_token import fetch_token
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest
from udacity_client.system.clock import Clock

Answer: TypeAlias = RawResponse | BaseException

BOUND = 60.0
"""Seconds after which a test that hangs is ended."""


def grant(token: str, *, lifetime: int = 3600) -> RawResponse:
    body = {
        "data": {"generateToken": {"unredactedToken": token, "expiresIn": lifetime}}
    }
    return RawResponse(200, {}, json.dumps(body).encode(), received_at=0.0)


def refusal(status: int, *, wait: int | None = None) -> RawResponse:
    headers = {} if wait is None else {"retry-after": str(wait)}
    body = json.dumps({"errors": [{"message": "token not found"}]}).encode()
    return RawResponse(status, headers, body, received_at=0.0)


class TokensEndpoint:
    """Issues `t1`, `t2`, …, or the next of `answers`; while shut, it answers nobody."""

    def __init__(self, *, lifetime: int = 3600) -> None:
        self.lifetime = lifetime
        self.asked = 0
        self.arrived = threading.Semaphore(0)
        self.answers: deque[Answer | Callable[[], Answer]] = deque()
        self._open = threading.Event()
        self._open.set()
        self._lock = threading.Lock()

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def wait_until_asked(self) -> None:
        assert self.arrived.acquire(timeout=BOUND)

    def __call__(self, _body: EncodedRequest) -> RawResponse:
        with self._lock:
            self.asked += 1
            answer = self.answers.popleft() if self.answers else None
            issued = grant(f"t{self.asked}", lifetime=self.lifetime)
        self.arrived.release()
        assert self._open.wait(BOUND)
        if callable(answer):
            answer = answer()
        if isinstance(answer, BaseException):
            raise answer
        return answer or issued


def source_over(
    endpoint: TokensEndpoint, clock: VirtualClock | Clock
) -> RefreshingTokenSource:
    credentials = ClientCredentials(client_id="udcl_1", client_secret="udcs_secret")
    return RefreshingTokenSource(
        partial(fetch_token, credentials, endpoint),
        clock=clock.both() if isinstance(clock, VirtualClock) else clock,
        random=Random(1),
    )


def wait_for_refreshes() -> None:
    """Wait for the refreshes that run in the background."""
    for thread in threading.enumerate():
        if thread.name == "udacity-token":
            thread.join(BOUND)
            assert not thread.is_alive()
