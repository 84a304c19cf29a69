"""`Transport`: send and sleep, blocking.

`protocol` says what to send, `retry` what to do about a response, `auth` which token to
use. The order around a call: deadline, retry, then for each attempt a place among the
concurrent calls, a token, a permit of the rate limiter, and `httpx.Client.send`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar, cast
from weakref import WeakSet

import httpx

from udacity_client.auth.access_token import AccessToken
from udacity_client.errors import ClosedError, UdacityError
from udacity_client.limits.sliding_window import Saturated
from udacity_client.options import NO_OVERRIDES, CallOptions, ClientOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest, encode
from udacity_client.runtime import UNSET, Operation, Result, UnsetType
from udacity_client.system.clock import Clock
from udacity_client.system.fork_safety import reset_after_fork
from udacity_client.system.interrupt_safety import InterruptSafeLock
from udacity_client.transport.call import Call
from udacity_client.transport.connections import close_when_unused
from udacity_client.transport.core import (
    TransportCore,
    closed_error,
    rate_limit_used_up,
)
from udacity_client.transport.engine import HttpClient
from udacity_client.transport.http_client import Auth, add_no_token
from udacity_client.transport.places import Places
from udacity_client.transport.steps import (
    Answered,
    Attempt,
    Completed,
    Failed,
    Outcome,
    Sleep,
    Step,
    UpdateLimiter,
    is_unsent,
)
from udacity_client.transport.sync_send import send_blocking

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")


class Transport:
    """The sender of calls from any number of threads, over one connection pool.

    Args:
        options: The options of the client.
        http_client: The caller's client, which stays the caller's to close. Default:
            one of our own.
        sleep: How to pause.
        clock: Where the time comes from.
        random: Where jitter comes from.
        began: When the first call began, which waited for this module; on the monotonic
            clock.
    """

    def __init__(
        self,
        options: ClientOptions,
        *,
        http_client: HttpClient | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Clock | None = None,
        random: Random | None = None,
        began: float | None = None,
    ) -> None:
        self._core = TransportCore(
            options, self._send_token_request, clock=clock, random=random, began=began
        )
        self._given = cast("httpx.Client | None", http_client)
        self._own: httpx.Client | None = None
        self._sleep = sleep
        self._closed = False
        self.after_fork()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Reset in a child process: connections and locks may be the parent's."""
        self._own = None
        self._dropped: WeakSet[httpx.Client] = WeakSet()
        self._places = Places(self._core.options.concurrency)
        self._lock = InterruptSafeLock()

    def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
        call_options: CallOptions = NO_OVERRIDES,
    ) -> Result[ResultT]:
        """Return the answer to *operation*; see `Udacity.execute`."""
        call = self._core.call(operation, deadline, call_options)
        completed = self._carry_out(call, encode(operation, variables))
        self._core.notify(completed.result.drift, call_options)
        return completed.result.after(completed.attempts)

    def post(
        self, domain: str, content: bytes, *, call_options: CallOptions = NO_OVERRIDES
    ) -> bytes:
        """Return the bytes of the answer to a query that was written elsewhere.

        Raises:
            UdacityError: The API could not be reached, or refused the request as such.
        """
        call = self._core.post_call(domain, content, call_options)
        return self._carry_out(call, EncodedRequest(content)).result

    def ask(
        self, domain: str, content: bytes, *, max_attempts: int
    ) -> Completed[bytes]:
        """Return the answer as `post` does, and how many requests it took.

        Args:
            domain: Which endpoint to ask.
            content: One JSON object in UTF-8, whose `query` holds queries only.
            max_attempts: How many requests to send at most, retries included.

        Raises:
            UdacityError: The API could not be reached, or refused the request as such.
        """
        call = self._core.raw_call(domain, NO_OVERRIDES, max_attempts=max_attempts)
        return self._carry_out(call, EncodedRequest(content))

    def exchange(
        self, domain: str, request: EncodedRequest, *, token: AccessToken | None
    ) -> RawResponse:
        """Send one request once, and return whatever the server answers.

        It is not repeated, not decoded, and gets no other token than *token*. Secrets
        that the answer repeats are masked. It counts as a request of the credential.

        Args:
            domain: Which endpoint to ask.
            request: The body.
            token: What the `Authorization` header holds; `None` for no header.

        Raises:
            RateLimitError: Nothing is left of the rate limit; nothing was sent.
            UdacityError: There is no answer.
        """
        call = self._core.bare_call(domain)
        outcome = self._send_once(call, request, token)
        if isinstance(outcome, Saturated):
            raise rate_limit_used_up(outcome)
        if isinstance(outcome, Failed):
            raise outcome.error.with_traceback(None)
        return outcome.response

    def token(self) -> AccessToken:
        """Return a token that is valid now, for another program to use.

        Raises:
            CredentialsError: There is no credential, or the API refused it.
            UdacityError: The tokens endpoint failed, or was not reached in time.
        """
        within = self._core.options.deadline
        return self._core.tokens.service().get(within=within)

    def close(self) -> None:
        """Close the connections, unless the client is the caller's."""
        self._closed = True
        with self._lock:
            clients = [self._own, *self._dropped]
        for client in clients:
            if client is not None:
                client.close()

    def _carry_out(
        self, call: Call[ResultT], encoded: EncodedRequest
    ) -> Completed[ResultT]:
        outcome: Outcome = None
        with self._core.observe(call) as observation:
            attempts = self._core.run_attempts(call, observation)
            while True:
                try:
                    step = attempts.send(outcome)
                except StopIteration as stop:
                    return cast("Completed[ResultT]", stop.value)
                outcome = self._perform(step, call, encoded)

    def _perform(
        self, step: Step, call: Call[ResultT], encoded: EncodedRequest
    ) -> Outcome:
        match step:
            case Attempt(ends_at):
                place = self._places.acquire(within=self._core.remaining(ends_at))
                if place is None:
                    return self._core.outcomes.no_place()
                try:
                    return self._attempt(call, encoded)
                finally:
                    place.release()
            case Sleep(seconds):
                self._sleep(seconds)
                return None
            case UpdateLimiter(update):
                update()
                return None

    def _attempt(self, call: Call[ResultT], encoded: EncodedRequest) -> Outcome:
        host_down = self._core.outcomes.host_down()
        if host_down is not None:
            return host_down
        left = self._core.remaining(call.ends_at)
        try:
            token = call.source.get(within=left) if call.source else None
        except UdacityError as error:
            return self._core.outcomes.no_token(error)
        return self._send_once(call, encoded, token)

    def _send_once(
        self, call: Call[Any], encoded: EncodedRequest, token: AccessToken | None
    ) -> Answered | Failed | Saturated:
        try:
            permit = call.limiter.try_acquire()
        except UdacityError as error:
            return self._core.outcomes.not_sent(Failed(error.with_traceback(None)))
        if isinstance(permit, Saturated):
            return self._core.outcomes.not_sent(permit)
        with permit:
            client = self._client()
            ends_at = call.answer_ends_at(self._core.clock.monotonic())
            request = self._core.request(self._given, call, encoded, ends_at=ends_at)
            auth = self._core.auth(token)
            response = self._send(
                client,
                request,
                auth,
                ends_at=ends_at,
                on_unsent=permit.mark_unsent,
            )
            if isinstance(response, Failed):
                if is_unsent(response):
                    permit.mark_unsent()
                return response
        return self._core.outcomes.answered(response, encoded, token)

    def _send(
        self,
        client: httpx.Client,
        request: httpx.Request,
        auth: Auth,
        *,
        ends_at: float,
        on_unsent: Callable[[], None] | None = None,
    ) -> RawResponse | Failed:
        try:
            response = send_blocking(
                self._core,
                client,
                request,
                auth,
                ends_at=ends_at,
                is_given=client is self._given,
                on_unsent=on_unsent,
            )
        except BaseException:
            self._drop(client)
            raise
        # Closing breaks the connections of calls that are out.
        if isinstance(response, Failed) and self._is_closed:
            return Failed(self._closed_error())
        return response

    def _send_token_request(self, encoded: EncodedRequest) -> RawResponse:
        client = self._client()
        request = self._core.token_request(self._given, encoded)
        ends_at = self._core.token_ends_at()
        response = self._send(client, request, add_no_token, ends_at=ends_at)
        if isinstance(response, Failed):
            raise response.error
        return response

    @property
    def _is_closed(self) -> bool:
        return self._closed or (self._given is not None and self._given.is_closed)

    def _client(self) -> httpx.Client:
        if self._is_closed:
            raise self._closed_error()
        if self._given is not None:
            return self._given
        own = self._own
        if own is None:
            with self._lock:
                # Once more: `close` closes what is there when it has the lock.
                if self._closed:
                    raise self._closed_error()
                own = self._own or self._core.clients.client()
                self._own = own
        return own

    def _drop(self, client: httpx.Client) -> None:
        """Let the next call make a new client: an interrupt came in the middle of this.

        httpcore may count the connection, or the request, as under way for ever. Calls
        of other threads that are out over *client* go on.
        """
        if client is self._given:
            return
        with self._lock:
            if client is not self._own:
                return
            close_when_unused(client)
            self._dropped.add(client)
            self._own = None

    def _closed_error(self) -> ClosedError:
        return closed_error("Udacity", by_caller=not self._closed)
