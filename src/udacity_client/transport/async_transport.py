"""Send calls over asynchronous httpx clients: the other module that sends and sleeps.

It does what `transport` does, step for step, on asyncio and on trio. Its own clients
are one for each event loop, because a pool of connections belongs to the loop that it
was made in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
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
from udacity_client.limits import async_adapter as async_budget
from udacity_client.limits.sliding_window import Saturated
from udacity_client.options import NO_OVERRIDES, CallOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest, encode
from udacity_client.runtime import UNSET, Operation, Result, UnsetType
from udacity_client.system.fork_safety import ForkSafeLock
from udacity_client.transport.cancellation import run_shielded, run_within
from udacity_client.transport.core import Settings, TransportCore
from udacity_client.transport.http_client import is_plain
from udacity_client.transport.retry import (
    Attempt,
    Call,
    Completed,
    Failed,
    Outcome,
    Sleep,
    Step,
    UpdateLimiter,
)

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class _Post:
    """Hold what belongs to one event loop."""

    client: httpx.AsyncClient
    places: anyio.Semaphore


class AsyncTransport:
    """Carry out calls from any number of tasks and event loops.

    Args:
        settings: Who the client is, where it calls, and within which bounds.
        http_client: The caller's client, which stays the caller's to close, and serves
            the event loop that it is first used in; else one is made for each loop.
        sleep: How to pause.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        http_client: httpx.AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._dispatch = TransportCore(settings, self._mint)
        self._carry = run_within if settings.transport == "aiohttp" else run_shielded
        self._given = http_client
        self._given_home: EventLoopToken | None = None
        self._lock = ForkSafeLock()
        self._sleep = sleep
        self._posts: WeakKeyDictionary[object, _Post] = WeakKeyDictionary()
        self._closed_in: WeakSet[object] = WeakSet()

    async def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
        manner: CallOptions = NO_OVERRIDES,
    ) -> Result[ResultT]:
        """Return the answer to *operation*; see `AsyncUdacity.execute`."""
        call = self._dispatch.call(operation, deadline, manner)
        settled = await self._carry_out(call, encode(operation, variables))
        self._dispatch.tell(settled.result.drift, manner)
        return settled.result.after(settled.attempts)

    async def post(
        self, domain: str, content: bytes, *, manner: CallOptions = NO_OVERRIDES
    ) -> bytes:
        """Return the bytes of the answer to a query that was written elsewhere.

        Raises:
            UdacityError: The API could not be reached, or refused the request as such.
        """
        call = self._dispatch.raw_call(domain, manner)
        return (await self._carry_out(call, EncodedRequest(content))).result

    async def aclose(self) -> None:
        """Close this event loop's connections, unless the client is the caller's.

        Other loops go on, those to come included.
        """
        loop = current_token().native_token
        self._closed_in.add(loop)
        post = self._posts.pop(loop, None)
        if post is not None and post.client is not self._given:
            await post.client.aclose()

    async def _carry_out(
        self, call: Call[ResultT], body: EncodedRequest
    ) -> Completed[ResultT]:
        outcome: Outcome = None
        with self._dispatch.observe(call) as observation:
            conversation = self._dispatch.converse(call, observation)
            while True:
                try:
                    step = conversation.send(outcome)
                except StopIteration as stop:
                    return cast("Completed[ResultT]", stop.value)
                outcome = await self._perform(step, call, body)

    async def _perform(
        self, step: Step, call: Call[ResultT], body: EncodedRequest
    ) -> Outcome:
        match step:
            case Attempt(ends_at):
                post = self._post()
                if not await self._take_place(post.places, ends_at):
                    return Failed(self._dispatch.no_place())
                try:
                    return await self._attempt(post.client, call, body)
                finally:
                    post.places.release()
            case Sleep(seconds):
                await self._sleep(seconds)
                return None
            case UpdateLimiter(news):
                await async_budget.update(call.budget, news)
                return None

    async def _take_place(self, places: anyio.Semaphore, ends_at: float) -> bool:
        """Return whether a place became free before *ends_at*."""
        try:
            places.acquire_nowait()
        except anyio.WouldBlock:
            with anyio.move_on_after(self._dispatch.remaining(ends_at)):
                await places.acquire()
                return True
            return False
        return True

    async def _attempt(
        self, client: httpx.AsyncClient, call: Call[ResultT], body: EncodedRequest
    ) -> Outcome:
        left = self._dispatch.remaining(call.ends_at)
        try:
            token = await call.source.aget(within=left) if call.source else None
            slot = await async_budget.try_acquire(call.budget)
        except UdacityError as error:
            return Failed(error.with_traceback(None))
        if isinstance(slot, Saturated):
            return slot
        async with slot:
            request, auth = self._dispatch.request(self._given, call, body, token)
            answer = await self._send(client, request, auth, ends_at=call.ends_at)
        if isinstance(answer, ApiConnectionError):
            return Failed(answer)
        return self._dispatch.answered(answer, body, token)

    async def _send(
        self,
        client: httpx.AsyncClient,
        request: httpx.Request,
        auth: httpx.Auth,
        *,
        ends_at: float,
    ) -> RawResponse | ApiConnectionError:
        try:
            response, content = await self._carry(
                partial(self._exchange, client, request, auth),
                within=self._dispatch.remaining(ends_at),
            )
        except TimeoutError:
            return self._dispatch.too_slow()
        except httpx.HTTPStatusError as error:
            return self._dispatch.refused_by_hook(error)
        except httpx.HTTPError as error:
            return self._dispatch.unreached(error)
        return self._dispatch.reply(response, content)

    async def _exchange(
        self, client: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth
    ) -> tuple[httpx.Response, bytes]:
        response = await client.send(
            request, auth=auth, follow_redirects=False, stream=True
        )
        plain = is_plain(response)
        try:
            chunks = response.aiter_raw() if plain else response.aiter_bytes()
            return response, b"".join([chunk async for chunk in chunks])
        finally:
            await response.aclose()

    def _mint(self, body: EncodedRequest) -> RawResponse:
        """Post to the tokens endpoint from a thread that has no event loop."""
        if self._given is None:
            request, _auth = self._dispatch.mint_request(None, body)
            with self._dispatch.wire.client() as client:
                try:
                    response = client.send(request)
                except httpx.HTTPError as error:
                    failure = self._dispatch.unreached(error)
                else:
                    return self._dispatch.reply(response, response.content)
            raise failure
        # The caller's client may know of a proxy or a certificate that ours would not.
        return from_thread.run(self._mint_at_home, body, token=self._given_home)

    async def _mint_at_home(self, body: EncodedRequest) -> RawResponse:
        client = cast("httpx.AsyncClient", self._given)
        request, auth = self._dispatch.mint_request(client, body)
        ends_at = self._dispatch.mint_ends_at()
        answer = await self._send(client, request, auth, ends_at=ends_at)
        if isinstance(answer, ApiConnectionError):
            raise answer
        return answer

    def _post(self) -> _Post:
        loop = current_token()
        post = self._posts.get(loop.native_token)
        # A client of ours is taken away when it is closed here.
        if post is None or (self._given is not None and self._given.is_closed):
            post = self._open_post(loop)
        return post

    def _open_post(self, loop: EventLoopToken) -> _Post:
        if loop.native_token in self._closed_in or (
            self._given is not None and self._given.is_closed
        ):
            message = "This client was closed. Make a new AsyncUdacity()."
            raise ClosedError(message)
        self._forget_ended_loops()
        client = self._claim(loop) or self._dispatch.wire.async_client()
        places = anyio.Semaphore(self._dispatch.settings.concurrency, fast_acquire=True)
        post = self._posts[loop.native_token] = _Post(client, places)
        return post

    def _forget_ended_loops(self) -> None:
        """Drop the pools of loops that are closed, which they would keep alive."""
        for loop in list(self._posts):
            if isinstance(loop, asyncio.AbstractEventLoop) and loop.is_closed():
                del self._posts[loop]

    def _claim(self, loop: EventLoopToken) -> httpx.AsyncClient | None:
        """Return the caller's client, which the first event loop to use it keeps."""
        if self._given is None:
            return None
        with self._lock:
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
