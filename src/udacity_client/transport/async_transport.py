"""`AsyncTransport`: send and sleep, on asyncio and on trio.

It does what `Transport` does, step for step. It has one httpx client for each event
loop, because a pool of connections belongs to the loop that it was made in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar, cast
from weakref import WeakKeyDictionary, WeakSet

import anyio
import httpx
from anyio import from_thread
from anyio.lowlevel import EventLoopToken, current_token

from udacity_client.errors import (
    ApiConnectionError,
    ClosedError,
    ConfigurationError,
    UdacityError,
)
from udacity_client.limits import async_adapter
from udacity_client.limits.sliding_window import Saturated
from udacity_client.options import NO_OVERRIDES, CallOptions, ClientOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest, encode
from udacity_client.runtime import UNSET, Operation, Result, UnsetType
from udacity_client.system.clock import Clock
from udacity_client.system.fork_safety import ForkSafeLock
from udacity_client.transport.async_send import send_async
from udacity_client.transport.call import Call
from udacity_client.transport.core import TransportCore, closed_error
from udacity_client.transport.engine import AsyncHttpClient
from udacity_client.transport.http_client import Auth, add_no_token
from udacity_client.transport.steps import (
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


@dataclass(frozen=True, slots=True)
class _LoopState:
    """What belongs to one event loop."""

    client: httpx.AsyncClient
    places: anyio.Semaphore


class AsyncTransport:
    """The sender of calls from any number of tasks and event loops.

    Args:
        options: The options of the client.
        http_client: The caller's client, which stays the caller's to close, and serves
            the event loop that uses it first. Default: one of our own for each loop.
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
        http_client: AsyncHttpClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        clock: Clock | None = None,
        random: Random | None = None,
        began: float | None = None,
    ) -> None:
        self._core = TransportCore(
            options, self._send_token_request, clock=clock, random=random, began=began
        )
        self._given = cast("httpx.AsyncClient | None", http_client)
        self._given_home: EventLoopToken | None = None
        self._lock = ForkSafeLock()
        self._sleep = sleep
        self._loop_states: WeakKeyDictionary[object, _LoopState] = WeakKeyDictionary()
        self._closed_in: WeakSet[object] = WeakSet()

    async def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
        call_options: CallOptions = NO_OVERRIDES,
    ) -> Result[ResultT]:
        """Return the answer to *operation*; see `AsyncUdacity.execute`."""
        call = self._core.call(operation, deadline, call_options)
        completed = await self._carry_out(call, encode(operation, variables))
        self._core.notify(completed.result.drift, call_options)
        return completed.result.after(completed.attempts)

    async def post(
        self, domain: str, content: bytes, *, call_options: CallOptions = NO_OVERRIDES
    ) -> bytes:
        """Return the bytes of the answer to a query that was written elsewhere.

        Raises:
            UdacityError: The API could not be reached, or refused the request as such.
        """
        call = self._core.post_call(domain, content, call_options)
        return (await self._carry_out(call, EncodedRequest(content))).result

    async def aclose(self) -> None:
        """Close this event loop's connections, unless the client is the caller's.

        Other loops go on, those to come included.
        """
        loop = current_token().native_token
        self._closed_in.add(loop)
        state = self._loop_states.pop(loop, None)
        if state is not None and state.client is not self._given:
            await state.client.aclose()

    async def _carry_out(
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
                outcome = await self._perform(step, call, encoded)

    async def _perform(
        self, step: Step, call: Call[ResultT], encoded: EncodedRequest
    ) -> Outcome:
        match step:
            case Attempt(ends_at):
                state = self._loop_state()
                if not await self._take_place(state.places, ends_at):
                    return self._core.outcomes.no_place()
                try:
                    return await self._attempt(state.client, call, encoded)
                finally:
                    state.places.release()
            case Sleep(seconds):
                await self._sleep(seconds)
                return None
            case UpdateLimiter(update):
                await async_adapter.update(call.limiter, update)
                return None

    async def _take_place(self, places: anyio.Semaphore, ends_at: float) -> bool:
        """Return whether a place became free before *ends_at*."""
        try:
            places.acquire_nowait()
        except anyio.WouldBlock:
            with anyio.move_on_after(self._core.remaining(ends_at)):
                await places.acquire()
                return True
            return False
        return True

    async def _attempt(
        self, client: httpx.AsyncClient, call: Call[ResultT], encoded: EncodedRequest
    ) -> Outcome:
        host_down = self._core.outcomes.host_down()
        if host_down is not None:
            return host_down
        left = self._core.remaining(call.ends_at)
        try:
            token = await call.source.aget(within=left) if call.source else None
        except UdacityError as error:
            return self._core.outcomes.no_token(error)
        try:
            permit = await async_adapter.try_acquire(call.limiter)
        except UdacityError as error:
            return self._core.outcomes.not_sent(Failed(error.with_traceback(None)))
        if isinstance(permit, Saturated):
            return self._core.outcomes.not_sent(permit)
        async with permit:
            ends_at = call.answer_ends_at(self._core.clock.monotonic())
            request = self._core.request(self._given, call, encoded, ends_at=ends_at)
            auth = self._core.auth(token)
            response = await self._send(
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

    async def _send(
        self,
        client: httpx.AsyncClient,
        request: httpx.Request,
        auth: Auth,
        *,
        ends_at: float,
        on_unsent: Callable[[], None] | None = None,
    ) -> RawResponse | Failed:
        response = await send_async(
            self._core,
            client,
            request,
            auth,
            ends_at=ends_at,
            is_given=client is self._given,
            on_unsent=on_unsent,
        )
        # Closing breaks the connections of calls that are out.
        if isinstance(response, Failed) and client.is_closed:
            return Failed(self._closed_error())
        return response

    def _send_token_request(self, encoded: EncodedRequest) -> RawResponse:
        """Post to the tokens endpoint, from a thread that has no event loop."""
        if self._given is not None:
            if _is_in_event_loop():
                message = (
                    "No thread could be started to ask for a token (can't start new "
                    "thread). Raise the limit on threads or processes, or pass a token."
                )
                raise ApiConnectionError(message, sent=False)
            # The caller's client may know a proxy or a certificate that ours does not.
            return from_thread.run(
                self._send_token_request_at_home, encoded, token=self._given_home
            )
        request = self._core.token_request(None, encoded)
        with self._core.clients.client() as client:
            response = send_blocking(
                self._core,
                client,
                request,
                add_no_token,
                ends_at=self._core.token_ends_at(),
                is_given=False,
            )
        if isinstance(response, Failed):
            raise response.error
        return response

    async def _send_token_request_at_home(self, encoded: EncodedRequest) -> RawResponse:
        """Post over the caller's client, in the event loop that it belongs to."""
        client = cast("httpx.AsyncClient", self._given)
        request = self._core.token_request(client, encoded)
        ends_at = self._core.token_ends_at()
        response = await self._send(client, request, add_no_token, ends_at=ends_at)
        if isinstance(response, Failed):
            raise response.error
        return response

    def _loop_state(self) -> _LoopState:
        loop = current_token()
        state = self._loop_states.get(loop.native_token)
        # `aclose` removes a client of ours.
        if state is None or (self._given is not None and self._given.is_closed):
            state = self._open_loop_state(loop)
        return state

    def _open_loop_state(self, loop: EventLoopToken) -> _LoopState:
        if loop.native_token in self._closed_in or (
            self._given is not None and self._given.is_closed
        ):
            raise self._closed_error()
        self._forget_ended_loops()
        client = self._claim(loop) or self._core.clients.async_client()
        places = anyio.Semaphore(self._core.options.concurrency, fast_acquire=True)
        state = self._loop_states[loop.native_token] = _LoopState(client, places)
        return state

    def _forget_ended_loops(self) -> None:
        """Drop the pools of closed loops, which would keep the loops alive."""
        # Other threads add and drop their loops meanwhile.
        for reference in self._loop_states.keyrefs():
            loop = reference()
            if isinstance(loop, asyncio.AbstractEventLoop) and loop.is_closed():
                self._loop_states.pop(loop, None)

    def _claim(self, loop: EventLoopToken) -> httpx.AsyncClient | None:
        """Return the caller's client; the first event loop to use it keeps it."""
        if self._given is None:
            return None
        with self._lock.lock:
            if self._given_home is None:
                self._given_home = loop
        if self._given_home.native_token is not loop.native_token:
            message = (
                "The http_client that was passed belongs to the event loop that used "
                "it first, and this is another one. Pass none, and AsyncUdacity makes "
                "one for each loop; or make one AsyncUdacity for each loop."
            )
            raise ConfigurationError(message)
        return self._given

    def _closed_error(self) -> ClosedError:
        by_caller = current_token().native_token not in self._closed_in
        return closed_error(
            "AsyncUdacity", by_caller=by_caller and self._given is not None
        )


def _is_in_event_loop() -> bool:
    """Return whether to wait here would keep the event loop from going on."""
    try:
        current_token()
    except RuntimeError:
        return False
    return True
