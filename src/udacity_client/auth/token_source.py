"""Keep one valid token for any number of callers, without knowing how to send.

A `TokenSource` hands out tokens; `RefreshingTokenSource` has them made, by an exchange
of a client credential or by a function of the caller's. However many threads, tasks and
event loops ask at once, one exchange is under way, and its outcome, a token or a
failure, is everybody's. It always runs in a thread of its own, so that no caller's
cancellation can harm the others.
"""

from __future__ import annotations

import contextvars
import copy
import math
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from random import Random
from typing import Final, Protocol, TypeAlias

from udacity_client.auth.access_token import AccessToken, make_access_token
from udacity_client.auth.credentials import StaticToken, UserToken
from udacity_client.auth.token_cache import StoredToken, TokenFile
from udacity_client.errors import (
    ApiConnectionError,
    ApiStatusError,
    ApiTimeoutError,
    UdacityError,
)
from udacity_client.system.clock import Clock
from udacity_client.system.fork_safety import reset_after_fork

LONGEST_WAIT: Final = 300.0
"""Seconds beyond which no `Retry-After` is believed."""

REFRESH_COOLDOWN: Final = 1.0
"""Seconds for which the tokens endpoint is left alone after a passing failure."""

FetchToken: TypeAlias = Callable[[], StaticToken]
"""Makes a new token, with its lifetime where it is known; may block."""

Refresh: TypeAlias = "Future[AccessToken | UdacityError]"
"""An exchange under way; a failure is its result, for an exception would be changed
each time that it is raised."""

_FRESH: Final = 5.0
_REFUSED_PAUSE: Final = 30.0
_LONGEST_PAUSE: Final = 60.0


class TokenSource(Protocol):
    """Hand out the token to use for the next request."""

    def get(self, *, within: float | None = None) -> AccessToken:
        """Return a valid token, waiting up to *within* seconds for one."""
        ...

    async def aget(self, *, within: float | None = None) -> AccessToken:
        """Return a valid token, waiting up to *within* seconds without blocking."""
        ...

    def reject(self, token: AccessToken) -> bool:
        """Take note that the API refused *token*; return whether to try another."""
        ...


class StaticTokenSource:
    """Hand out one token for ever: one that was made elsewhere."""

    def __init__(self, credential: StaticToken | UserToken) -> None:
        scheme = credential.scheme if isinstance(credential, UserToken) else "Token"
        self._token = AccessToken(f"{scheme} {credential.reveal()}")

    def get(self, *, within: float | None = None) -> AccessToken:  # noqa: ARG002 - never waits
        """Return the token."""
        return self._token

    async def aget(self, *, within: float | None = None) -> AccessToken:  # noqa: ARG002 - never waits
        """Return the token."""
        return self._token

    def reject(self, token: AccessToken) -> bool:  # noqa: ARG002 - there is no other
        """Return that no other token can be had."""
        return False


class RefreshingTokenSource:
    """Have tokens made, and keep the newest.

    From a token's lifetime two windows are derived: early (the last sixth, 600 s of
    3600), in which one caller starts a renewal that nobody waits for, and must (the
    last sixtieth, 60 s of 3600), in which callers wait; where the renewal fails there,
    the old token serves until it ends. One of unknown lifetime serves until it is
    refused.

    Args:
        make: How a token is made.
        cache: Where other processes' tokens are found, and ours kept for them; looked
            at by the thread that mints, and never by a caller.
        clock: Where the time comes from.
        random: Where jitter comes from.
    """

    def __init__(
        self,
        make: FetchToken,
        *,
        cache: TokenFile | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self._make = make
        self._cache = cache
        self._clock = clock or Clock()
        self._random = random or Random()  # noqa: S311 - jitter, not secrecy
        # Read without the lock: an immutable snapshot.
        self._token: AccessToken | None = None
        self._refused: AccessToken | None = None
        # Held for a moment only, never while anything is sent or yielded.
        self._lock = threading.Lock()
        self._pending: Refresh | None = None
        self._failure: UdacityError | None = None
        self._failures = 0
        self._next_try = 0.0
        reset_after_fork(self)

    def get(self, *, within: float | None = None) -> AccessToken:
        """Return a valid token, waiting up to *within* seconds for one.

        Raises:
            CredentialsError: The API refused the credential.
            ApiTimeoutError: No token came in time.
            UdacityError: The tokens endpoint failed; every waiter gets its own error.
        """
        token = self._usable()
        if token is not None:
            return token
        try:
            outcome = self._start_or_join().result(within)
        except FutureTimeoutError:
            outcome = no_token_in_time()
        return self._token_or_raise(outcome)

    async def aget(self, *, within: float | None = None) -> AccessToken:
        """Return a valid token, waiting up to *within* seconds without blocking.

        Raises:
            CredentialsError: The API refused the credential.
            ApiTimeoutError: No token came in time.
            UdacityError: The tokens endpoint failed; every waiter gets its own error.
        """
        token = self._usable()
        if token is not None:
            return token
        try:
            outcome = await _wait_async(self._start_or_join(), within)
        except TimeoutError:
            outcome = no_token_in_time()
        return self._token_or_raise(outcome)

    def reject(self, token: AccessToken) -> bool:
        """Forget *token*, which the API refused; return whether to try another.

        A late refusal of a token that was replaced since drops nothing. A token that is
        younger than 5 s is kept: a new one would be refused as well.
        """
        with self._lock:
            if self._token is not token:
                return True
            if token.age(self._clock) < _FRESH:
                return False
            self._token, self._refused = None, token
            if self._failure is None or self._failure.retry_after is None:
                # Callers have nothing now, so that a long pause is too long.
                soon = self._clock.monotonic() + REFRESH_COOLDOWN
                self._next_try = min(self._next_try, soon)
            return True

    def _usable(self) -> AccessToken | None:
        """Return the token if it may be used, starting its renewal when it is due."""
        token = self._token
        if token is None:
            return None
        age = token.age(self._clock)
        if age < token.stale_after:
            return token
        if age >= token.refresh_before_use_after:
            return None
        if self._clock.monotonic() >= self._next_try:
            self._start_or_join()
        return token

    def _token_or_raise(self, outcome: AccessToken | UdacityError) -> AccessToken:
        """Return the token of an exchange, else the old one while it lives."""
        if isinstance(outcome, AccessToken):
            return outcome
        token = self._token
        if token is not None and token.age(self._clock) < token.lifetime:
            return token
        # A copy for each waiter: a shared exception would collect all their tracebacks.
        failure = copy.copy(outcome)
        if failure.retry_after is not None and isinstance(failure, ApiStatusError):
            left = max(0.0, self._next_try - self._clock.monotonic())
            failure = failure.with_retry_after(min(left, failure.retry_after))
        raise failure

    def _start_or_join(self) -> Refresh:
        """Return the exchange that is under way, starting one if there is none."""
        with self._lock:
            if self._pending is not None:
                return self._pending
            flight: Refresh = Future()
            # Once it runs, no waiter's cancellation can cancel it for the others.
            flight.set_running_or_notify_cancel()
            token = self._token
            if token is not None and token.age(self._clock) < token.stale_after:
                flight.set_result(token)
                return flight
            waits = self._clock.monotonic() < self._next_try
            if waits and self._failure is not None:
                flight.set_result(self._failure)
                return flight
            self._pending = flight
        self._start(flight)
        return flight

    def _start(self, flight: Refresh) -> None:
        context = contextvars.copy_context()
        thread = threading.Thread(
            target=context.run,
            args=(self._refresh, flight),
            name="udacity-token",
            daemon=True,
        )
        try:
            thread.start()
        except RuntimeError:
            # No thread can be started while the interpreter shuts down.
            self._refresh(flight)

    def _refresh(self, flight: Refresh) -> None:
        outcome: AccessToken | UdacityError
        try:
            outcome = self._mint()
        except UdacityError as error:
            outcome = error.with_traceback(None)
        except BaseException as error:  # noqa: BLE001 - waiters must hear of any end
            reason = f"The token could not be minted: {type(error).__name__}."
            outcome = ApiConnectionError(reason, sent=False)
        with self._lock:
            self._pending = None
            if isinstance(outcome, AccessToken):
                self._token, self._failure, self._failures = outcome, None, 0
                self._next_try = 0.0
            else:
                self._failure = outcome
                self._failures += 1
                self._next_try = self._clock.monotonic() + self._pause(outcome)
        flight.set_result(outcome)

    def _pause(self, failure: UdacityError) -> float:
        """Return how long to leave the tokens endpoint alone after *failure*."""
        if failure.retry_after is not None:
            return min(failure.retry_after, LONGEST_WAIT)
        if not failure.is_transient:
            return _REFUSED_PAUSE
        token = self._token
        left = 0.0 if token is None else token.lifetime - token.age(self._clock)
        if left <= REFRESH_COOLDOWN:
            return REFRESH_COOLDOWN
        longest = min(_LONGEST_PAUSE, 5 * 2.0 ** min(self._failures - 1, 8))
        # When the token ends, callers have nothing, so that it is tried again then.
        return min(left, longest * self._random.uniform(0.75, 1))

    def _mint(self) -> AccessToken:
        cache = self._cache
        if cache is None:
            return self._exchange()
        kept = self._kept_in(cache)
        if kept is not None:
            return kept
        with cache.locked():
            # Whoever held the lock before us has perhaps minted.
            kept = self._kept_in(cache)
            if kept is not None:
                return kept
            if self._refused is not None:
                cache.drop(self._refused.value)
            token = self._exchange()
            cache.save(
                StoredToken(token.value, token.requested_at_wall, token.lifetime)
            )
        return token

    def _kept_in(self, cache: TokenFile) -> AccessToken | None:
        """Return the token in *cache* where it is better than what we have."""
        stored, refused, own = cache.load(), self._refused, self._token
        if stored is None or (refused and stored.value == refused.value):
            return None
        age = self._clock.wall() - stored.requested_at
        if age < 0:
            # The clock was set back, so that nobody knows how old it is.
            return None
        token = make_access_token(
            stored.value,
            requested_at=self._clock.monotonic() - age,
            requested_at_wall=stored.requested_at,
            lifetime=stored.lifetime,
            uniform=self._random.uniform,
        )
        if own is None:
            return token if age < token.refresh_before_use_after else None
        newer = stored.requested_at > own.requested_at_wall
        return token if newer and age < token.stale_after else None

    def _exchange(self) -> AccessToken:
        # Counted from before the request, so that we can only renew too soon.
        asked, asked_wall = self._clock.monotonic(), self._clock.wall()
        made, lifetime = self._make(), math.inf
        if made.expires_in is not None:
            lifetime = float(made.expires_in)
        return make_access_token(
            made.reveal(),
            requested_at=asked,
            requested_at_wall=asked_wall,
            lifetime=lifetime,
            uniform=self._random.uniform,
        )

    def after_fork(self) -> None:
        """Drop the lock and the exchange that a child process cannot carry on."""
        self._lock = threading.Lock()
        self._pending, self._next_try = None, 0.0


def no_token_in_time() -> ApiTimeoutError:
    """Return the error for who has no token when the time is up."""
    return ApiTimeoutError(
        "No token could be had before the deadline. Allow more time with deadline=.",
        sent=False,
    )


async def _wait_async(
    flight: Refresh, within: float | None
) -> AccessToken | UdacityError:
    import asyncio  # noqa: PLC0415 - a blocking client starts without it

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Not asyncio, so trio: a worker thread waits.
        import anyio  # noqa: PLC0415 - only for trio

        with anyio.fail_after(within):
            return await anyio.to_thread.run_sync(flight.result, abandon_on_cancel=True)
    async with asyncio.timeout(within):
        return await asyncio.wrap_future(flight)
