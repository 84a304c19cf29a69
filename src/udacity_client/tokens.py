"""Keep one valid token for any number of callers, without knowing how to send.

A `TokenSource` hands out tokens; `MintingTokenSource` exchanges a client credential
for them. However many threads, tasks and event loops ask at once, one exchange is
under way, and its outcome, a token or a failure, is everybody's. It always runs in a
thread of its own, so that no caller's cancellation can harm the others.
"""

from __future__ import annotations

import asyncio
import contextvars
import copy
import os
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from random import Random
from typing import Final, Protocol

from udacity_client.credentials import ClientCredentials, StaticToken, UserToken
from udacity_client.errors import ApiConnectionError, ApiTimeoutError, UdacityError
from udacity_client.mint import Send, exchange

MINT_PAUSE: Final = 1.0
"""Seconds for which the tokens endpoint is left alone after a passing failure."""

_EARLY: Final = 600.0
_EARLY_SHARE: Final = 1 / 6
_MUST: Final = 60.0
_MUST_SHARE: Final = 1 / 60
_FRESH: Final = 5.0
_REFUSED_PAUSE: Final = 30.0
_LONGEST_PAUSE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token and the times that bound its use.

    Attributes:
        authorization: What goes into the `Authorization` header.
        minted_at: When it was asked for (monotonic clock).
        early_at: From when on it is renewed in the background (monotonic clock).
        must_at: From when on callers wait for the renewal (monotonic clock).
        expires_at: When it ends (monotonic clock).
        expires_at_wall: When it ends (wall clock).
    """

    authorization: str = field(repr=False)
    minted_at: float = 0.0
    early_at: float = float("inf")
    must_at: float = float("inf")
    expires_at: float = float("inf")
    expires_at_wall: float = float("inf")


class TokenSource(Protocol):
    """Hand out the token to use for the next request."""

    def get(self, *, within: float | None = None) -> Token:
        """Return a valid token, waiting up to *within* seconds for one."""
        ...

    async def aget(self, *, within: float | None = None) -> Token:
        """Return a valid token, waiting up to *within* seconds without blocking."""
        ...

    def reject(self, token: Token) -> bool:
        """Take note that the API refused *token*; return whether to try another."""
        ...


class FixedTokenSource:
    """Hand out one token for ever: one that was made elsewhere."""

    def __init__(self, credential: StaticToken | UserToken) -> None:
        scheme = credential.scheme if isinstance(credential, UserToken) else "Token"
        self._token = Token(f"{scheme} {credential.reveal()}")

    def get(self, *, within: float | None = None) -> Token:  # noqa: ARG002 - never waits
        """Return the token."""
        return self._token

    async def aget(self, *, within: float | None = None) -> Token:  # noqa: ARG002 - never waits
        """Return the token."""
        return self._token

    def reject(self, token: Token) -> bool:  # noqa: ARG002 - there is no other
        """Return that no other token can be had."""
        return False


@dataclass(frozen=True, slots=True)
class Clock:
    """Tell the time: monotonic for delays, wall for what a sleeping machine misses."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


class MintingTokenSource:
    """Exchange a client credential for tokens, and keep the newest.

    From `expiresIn` two windows are derived: early (the last sixth, 600 s of 3600), in
    which one caller starts a renewal that nobody waits for, and must (the last
    sixtieth, 60 s of 3600), in which callers wait; where the renewal fails there, the
    old token serves until it ends.
    """

    def __init__(
        self,
        credentials: ClientCredentials,
        send: Send,
        *,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self._credentials = credentials
        self._send = send
        self._clock = clock or Clock()
        self._random = random or Random()  # noqa: S311 - jitter, not secrecy
        # Read without the lock: an immutable snapshot.
        self._token: Token | None = None
        # Held for a moment only, never while anything is sent or yielded.
        self._lock = threading.Lock()
        self._flight: Future[Token] | None = None
        self._failure: UdacityError | None = None
        self._failures = 0
        self._next_try = 0.0
        _SOURCES.add(self)

    def get(self, *, within: float | None = None) -> Token:
        """Return a valid token, waiting up to *within* seconds for one.

        Raises:
            CredentialsError: The API refused the credential.
            ApiTimeoutError: No token came in time.
            UdacityError: The tokens endpoint failed; every waiter gets its own error.
        """
        token = self._usable()
        if token is not None:
            return token
        flight = self._take_off()
        try:
            return flight.result(within)
        except FutureTimeoutError:
            failure: UdacityError = _too_late()
        except UdacityError as error:
            failure = error
        return self._last_resort(failure)

    async def aget(self, *, within: float | None = None) -> Token:
        """Return a valid token, waiting up to *within* seconds without blocking.

        Raises:
            CredentialsError: The API refused the credential.
            ApiTimeoutError: No token came in time.
            UdacityError: The tokens endpoint failed; every waiter gets its own error.
        """
        token = self._usable()
        if token is not None:
            return token
        flight = self._take_off()
        try:
            return await _outcome(flight, within)
        except TimeoutError:
            failure: UdacityError = _too_late()
        except UdacityError as error:
            failure = error
        return self._last_resort(failure)

    def reject(self, token: Token) -> bool:
        """Forget *token*, which the API refused; return whether to try another.

        A late refusal of a token that was replaced since drops nothing. A token that is
        younger than 5 s is kept: a new one would be refused as well.
        """
        with self._lock:
            current = self._token
            if current is not token:
                return True
            if self._clock.monotonic() - token.minted_at < _FRESH:
                return False
            self._token = None
            self._next_try = 0.0
            return True

    def _usable(self) -> Token | None:
        """Return the token if it may be used, starting its renewal when it is due."""
        token = self._token
        if token is None:
            return None
        now = self._clock.monotonic()
        if now < token.early_at and self._clock.wall() < token.expires_at_wall:
            return token
        if not self._is_alive(token):
            return None
        if now < token.must_at:
            if now >= self._next_try:
                self._take_off()
            return token
        return None

    def _is_alive(self, token: Token) -> bool:
        # The monotonic clock may stop while a laptop sleeps, the wall clock may be set.
        return (
            self._clock.monotonic() < token.expires_at
            and self._clock.wall() < token.expires_at_wall
        )

    def _last_resort(self, failure: UdacityError) -> Token:
        """Return the old token where it still lives, else raise *failure*."""
        token = self._token
        if token is not None and self._is_alive(token):
            return token
        # A copy for each waiter: a shared exception would collect all their tracebacks.
        raise copy.copy(failure).with_traceback(None) from None

    def _take_off(self) -> Future[Token]:
        """Return the exchange that is under way, starting one if there is none."""
        with self._lock:
            if self._flight is not None:
                return self._flight
            flight: Future[Token] = Future()
            # Once it runs, no waiter's cancellation can cancel it for the others.
            flight.set_running_or_notify_cancel()
            now = self._clock.monotonic()
            if self._failure is not None and now < self._next_try:
                flight.set_exception(self._failure)
                return flight
            if self._token is not None and now < self._token.early_at:
                flight.set_result(self._token)
                return flight
            self._flight = flight
        self._start(flight)
        return flight

    def _start(self, flight: Future[Token]) -> None:
        context = contextvars.copy_context()
        thread = threading.Thread(
            target=context.run,
            args=(self._fly, flight),
            name="udacity-token",
            daemon=True,
        )
        try:
            thread.start()
        except RuntimeError:
            # No thread can be started while the interpreter shuts down.
            self._fly(flight)

    def _fly(self, flight: Future[Token]) -> None:
        try:
            token = self._mint()
        except UdacityError as error:
            self._land(flight, failure=error)
        except Exception as error:  # noqa: BLE001 - waiters must hear of it, whatever it is
            reason = f"The token could not be minted: {type(error).__name__}."
            self._land(flight, failure=ApiConnectionError(reason, sent=False))
        else:
            with self._lock:
                self._token, self._failure, self._failures = token, None, 0
                self._flight, self._next_try = None, 0.0
            flight.set_result(token)

    def _land(self, flight: Future[Token], *, failure: UdacityError) -> None:
        failure.with_traceback(None)
        with self._lock:
            self._failure = failure
            self._failures += 1
            self._next_try = self._clock.monotonic() + self._pause(failure)
            self._flight = None
        flight.set_exception(failure)

    def _pause(self, failure: UdacityError) -> float:
        """Return how long to leave the tokens endpoint alone after *failure*."""
        if failure.retry_after is not None:
            return failure.retry_after
        if not failure.is_transient:
            return _REFUSED_PAUSE
        token = self._token
        if token is None or not self._is_alive(token):
            return MINT_PAUSE
        longest = min(_LONGEST_PAUSE, 5 * 2.0 ** min(self._failures - 1, 8))
        return longest * self._random.uniform(0.75, 1)

    def _mint(self) -> Token:
        # Counted from before the request, so that we can only renew too soon.
        asked, asked_wall = self._clock.monotonic(), self._clock.wall()
        grant = exchange(self._credentials, self._send)
        lifetime = float(grant.expires_in)
        early = min(_EARLY, lifetime * _EARLY_SHARE)
        early += self._random.uniform(0, early / 10)
        return Token(
            authorization=f"Token {grant.unredacted_token.get_secret_value()}",
            minted_at=asked,
            early_at=asked + lifetime - early,
            must_at=asked + lifetime - min(_MUST, lifetime * _MUST_SHARE),
            expires_at=asked + lifetime,
            expires_at_wall=asked_wall + lifetime,
        )

    def after_fork(self) -> None:
        """Drop the lock and the exchange that a child process cannot carry on."""
        self._lock = threading.Lock()
        self._flight, self._next_try = None, 0.0


def _too_late() -> ApiTimeoutError:
    return ApiTimeoutError(
        "No token could be had before the deadline. Allow more time with deadline=.",
        sent=False,
    )


async def _outcome(flight: Future[Token], within: float | None) -> Token:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Not asyncio, so trio: a worker thread waits.
        import anyio  # noqa: PLC0415 - only for trio

        with anyio.fail_after(within):
            return await anyio.to_thread.run_sync(flight.result, abandon_on_cancel=True)
    async with asyncio.timeout(within):
        return await asyncio.wrap_future(flight)


_SOURCES: weakref.WeakSet[MintingTokenSource] = weakref.WeakSet()


def _after_fork() -> None:
    for source in tuple(_SOURCES):
        source.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
