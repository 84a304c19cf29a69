"""One valid token for any number of callers: refreshed in time, by one at a time.

However many threads, tasks and event loops need a token at once, a single refresh runs,
and all of them get its outcome, a token or a failure. It always runs in a thread of its
own, so no caller's cancellation can harm the others.
"""

from __future__ import annotations

import contextvars
import copy
import math
import threading
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from random import Random
from typing import Final, TypeAlias

from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.static_token_source import Refused
from udacity_client.auth.token_cache import TokenFile
from udacity_client.auth.token_fetcher import FetchToken, TokenFetcher
from udacity_client.errors import (
    ApiConnectionError,
    ApiStatusError,
    ApiTimeoutError,
    ConfigurationError,
    UdacityError,
)
from udacity_client.system.clock import Clock
from udacity_client.system.fork_safety import reset_after_fork
from udacity_client.system.interrupt_safety import InterruptSafeLock

LONGEST_RETRY_AFTER: Final = 300.0
"""The longest `Retry-After` that is obeyed, in seconds."""

REFRESH_COOLDOWN: Final = 1.0
"""Seconds without requests to the tokens endpoint after a transient failure."""

Refresh: TypeAlias = "Future[AccessToken | UdacityError]"
"""A refresh in progress, shared by all waiters.

A failure is stored as its result: raising one exception object in several threads would
mix their tracebacks.
"""

_BETWEEN_REPLACEMENTS: Final = 30.0
"""Seconds between two tokens that are requested because one was refused."""

_REFUSED_COOLDOWN: Final = 30.0
_LONGEST_COOLDOWN: Final = 60.0


class RefreshingTokenSource:
    """The newest token, refreshed before it expires.

    The lifetime of a token ends with two windows. In the last sixth (600 s of 3600) it
    is stale: one caller starts a refresh and nobody waits for it. In the last sixtieth
    (60 s of 3600) callers wait for the refresh; if it fails, the old token serves until
    it expires. A token of unknown lifetime serves until the API refuses it.

    Args:
        fetch: How to get a token.
        cache: The file shared with other processes. The refresh thread reads it, and
            never a caller.
        clock: The source of time.
        random: The source of jitter.
    """

    def __init__(
        self,
        fetch: FetchToken,
        *,
        cache: TokenFile | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self._clock = clock or Clock()
        self._random = random or Random()  # noqa: S311 - jitter, not secrecy
        self._fetcher = TokenFetcher(
            fetch, cache=cache, clock=self._clock, random=self._random
        )
        # Immutable, so it is read without the lock.
        self._token: AccessToken | None = None
        # Held for a moment only, never while anything is sent or awaited.
        self._lock = InterruptSafeLock()
        self._pending: Refresh | None = None
        self._is_running = False
        self._failure: UdacityError | None = None
        self._failures = 0
        self._next_try = 0.0
        # Which token each domain accepted last, and which one any of them.
        self._accepted: dict[str, AccessToken] = {}
        self._proven: AccessToken | None = None
        self._next_replacement = 0.0
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
            outcome = _no_token_in_time()
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
            outcome = _no_token_in_time()
        return self._token_or_raise(outcome)

    def accept(self, token: AccessToken, domain: str) -> None:
        """Record that *domain* accepted *token*."""
        if self._accepted.get(domain) is not token:
            self._accepted[domain] = self._proven = token

    def reject(self, token: AccessToken, domain: str) -> Refused:
        """Record that *domain* refused *token*; return what may help.

        Only a domain that accepted this very token can have it replaced, and a token
        without an end that no domain accepted: it would be refused for ever. A late
        refusal of one that was replaced since replaces nothing.
        """
        with self._lock:
            now = self._clock.monotonic()
            if self._token is not token:
                return Refused.USE_ANOTHER
            was_accepted = token.is_cached or self._accepted.get(domain) is token
            is_endless = token.lifetime == math.inf and self._proven is not token
            may_replace = was_accepted or is_endless
            if may_replace and now >= self._next_replacement:
                self._drop(token, now)
                return Refused.USE_ANOTHER if was_accepted else Refused.WAIT
            return Refused.GIVE_UP if was_accepted else Refused.WAIT

    def _drop(self, token: AccessToken, now: float) -> None:
        """Let the next caller wait for another token; the caller has the lock."""
        self._next_replacement = now + _BETWEEN_REPLACEMENTS
        self._token = None
        self._fetcher.reject(token)
        if self._failure is None or self._failure.retry_after is None:
            # Callers have no token now, so a long cooldown is too long.
            self._next_try = min(self._next_try, now + REFRESH_COOLDOWN)

    def _usable(self) -> AccessToken | None:
        """Return the token if it may be used; start its refresh if it is stale."""
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
        """Return the token of a refresh; if it failed, the old one until it expires."""
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
        """Return the refresh in progress, or start one."""
        refresh: Refresh = Future()
        # Once it runs, no waiter's cancellation can cancel it for the others.
        refresh.set_running_or_notify_cancel()
        try:
            return self._join(refresh)
        except BaseException:
            # An interrupt may have come before a thread ran; others wait for it.
            self._start(refresh)
            raise

    def _join(self, refresh: Refresh) -> Refresh:
        """Return the refresh in progress, or start *refresh*."""
        with self._lock:
            if self._pending is not None:
                return self._pending
            token = self._token
            if token is not None and token.age(self._clock) < token.stale_after:
                refresh.set_result(token)
                return refresh
            if self._failure is not None and self._clock.monotonic() < self._next_try:
                refresh.set_result(self._failure)
                return refresh
            self._pending = refresh
        self._start(refresh)
        return refresh

    def _start(self, refresh: Refresh) -> None:
        context = contextvars.copy_context()
        try:
            threading.Thread(
                target=context.run,
                args=(self._refresh, refresh),
                name="udacity-token",
                daemon=True,
            ).start()
        except RuntimeError:
            # No thread can be started while the interpreter shuts down.
            self._refresh(refresh)

    def _refresh(self, refresh: Refresh) -> None:
        with self._lock:
            # If it was started twice, or was not to be started at all.
            if self._pending is not refresh or self._is_running:
                return
            self._is_running = True
        outcome: AccessToken | UdacityError
        try:
            outcome = self._fetcher.get(self._token)
        except UdacityError as error:
            outcome = error.with_traceback(None)
        except BaseException as error:  # noqa: BLE001 - waiters must hear of any end
            outcome = _unexpected(error)
        with self._lock:
            self._pending, self._is_running = None, False
            if isinstance(outcome, AccessToken):
                self._token, self._failure, self._failures = outcome, None, 0
                self._next_try = 0.0
            else:
                self._failure = outcome
                self._failures += 1
                self._next_try = self._clock.monotonic() + self._cooldown(outcome)
        refresh.set_result(outcome)

    def _cooldown(self, failure: UdacityError) -> float:
        """Return for how many seconds to send no request for a token."""
        if failure.retry_after is not None:
            return min(failure.retry_after, LONGEST_RETRY_AFTER)
        if not failure.is_transient:
            return _REFUSED_COOLDOWN
        token = self._token
        left = 0.0 if token is None else token.lifetime - token.age(self._clock)
        if left <= REFRESH_COOLDOWN:
            return REFRESH_COOLDOWN
        longest = min(_LONGEST_COOLDOWN, 5 * 2.0 ** min(self._failures - 1, 8))
        # Not after the token expires: callers have none then.
        return min(left, longest * self._random.uniform(0.75, 1))

    def after_fork(self) -> None:
        """Drop the lock and the refresh, which a child process cannot continue."""
        self._lock = InterruptSafeLock()
        self._pending, self._is_running, self._next_try = None, False, 0.0


def _no_token_in_time() -> ApiTimeoutError:
    message = "No token came before the deadline. Allow more time with deadline=."
    return ApiTimeoutError(message, sent=False)


def _unexpected(error: BaseException) -> UdacityError:
    """Return the error for waiters if a refresh ended in *error*, which is not ours.

    It does not show the text, which may hold a secret. Code that is wrong stays so, but
    the system may have sockets or memory again, or the end was one of the program.
    """
    reason = f"The token could not be refreshed: {type(error).__name__}"
    passes = isinstance(error, OSError | MemoryError | CancelledError)
    if passes or not isinstance(error, Exception):
        return ApiConnectionError(f"{reason}.", sent=False)
    return ConfigurationError(
        f"{reason} was raised by {_origin(error)}. It was not tried again, because "
        "neither the network nor the API caused it. Correct the code."
    )


def _origin(error: BaseException) -> str:
    """Return the function that raised *error*, with its line."""
    name, traceback = "unknown code", error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        module = frame.f_globals.get("__name__", "?")
        name = f"{module}.{frame.f_code.co_qualname} (line {traceback.tb_lineno})"
        traceback = traceback.tb_next
    return name


async def _wait_async(
    refresh: Refresh, within: float | None
) -> AccessToken | UdacityError:
    import asyncio  # noqa: PLC0415 - a blocking client starts without it

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Not asyncio, so this is trio: a worker thread waits.
        import anyio  # noqa: PLC0415 - only for trio

        with anyio.fail_after(within):
            return await anyio.to_thread.run_sync(
                refresh.result, abandon_on_cancel=True
            )
    async with asyncio.timeout(within):
        return await asyncio.wrap_future(refresh)
