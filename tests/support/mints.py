"""Be a tokens endpoint that a test holds in its hands."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from random import Random
from typing import TypeAlias

from support.clock import VirtualClock
from udacity_client.clock import Clock
from udacity_client.credentials import ClientCredentials
from udacity_client.graphql import Body
from udacity_client.mint import mint
from udacity_client.reply import Reply
from udacity_client.tokens import MintingTokenSource

Answer: TypeAlias = Reply | BaseException

BOUND = 60.0
"""Seconds after which a test that hangs is ended."""


def grant(token: str, *, lifetime: int = 3600) -> Reply:
    body = {
        "data": {"generate_token": {"unredacted_token": token, "expires_in": lifetime}}
    }
    return Reply(200, {}, json.dumps(body).encode(), received_at=0.0)


def refusal(status: int, *, wait: int | None = None) -> Reply:
    headers = {} if wait is None else {"retry-after": str(wait)}
    body = json.dumps({"errors": [{"message": "token not found"}]}).encode()
    return Reply(status, headers, body, received_at=0.0)


class TokensEndpoint:
    """Mint `t1`, `t2`, …, or answer as told; hold answers back while it is shut."""

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

    def __call__(self, _body: Body) -> Reply:
        with self._lock:
            self.asked += 1
            answer = self.answers.popleft() if self.answers else None
            minted = grant(f"t{self.asked}", lifetime=self.lifetime)
        self.arrived.release()
        assert self._open.wait(BOUND)
        if callable(answer):
            answer = answer()
        if isinstance(answer, BaseException):
            raise answer
        return answer or minted


def source_over(
    endpoint: TokensEndpoint, clock: VirtualClock | Clock
) -> MintingTokenSource:
    credentials = ClientCredentials(client_id="udcl_1", client_secret="udcs_secret")
    return MintingTokenSource(
        partial(mint, credentials, endpoint),
        clock=clock.both() if isinstance(clock, VirtualClock) else clock,
        random=Random(1),
    )


def let_land() -> None:
    """Wait for the exchanges that run in the background."""
    for thread in threading.enumerate():
        if thread.name == "udacity-token":
            thread.join(BOUND)
            assert not thread.is_alive()
