"""Send calls over a blocking httpx client: one of the two modules that send and sleep.

What to send is `graphql`'s to say, what to do about an answer `retry`'s, which token to
use `tokens`'. The order around a call: deadline, retry, then for each attempt a place
among the concurrent calls, a token, a slot of the budget, and `Client.send`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar, cast

import httpx

from udacity_client.auth.access_token import AccessToken
from udacity_client.errors import ApiConnectionError, ClosedError, UdacityError
from udacity_client.limits.sliding_window import Saturated
from udacity_client.options import NO_OVERRIDES, CallOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest, encode
from udacity_client.runtime import UNSET, Operation, Result, UnsetType
from udacity_client.system.fork_safety import reset_after_fork
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


class Transport:
    """Carry out calls from any number of threads, over one pool of connections.

    Args:
        settings: Who the client is, where it calls, and within which bounds.
        http_client: The caller's client, which stays the caller's to close; else one
            is made.
        sleep: How to pause.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        http_client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._dispatch = TransportCore(settings, self._mint)
        self._given = http_client
        self._own: httpx.Client | None = None
        self._sleep = sleep
        self._closed = False
        self.after_fork()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Start anew in a child: a connection, place or lock may be the parent's."""
        self._own = None
        self._places = threading.BoundedSemaphore(self._dispatch.settings.concurrency)
        self._lock = threading.Lock()

    def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
        manner: CallOptions = NO_OVERRIDES,
    ) -> Result[ResultT]:
        """Return the answer to *operation*; see `Udacity.execute`."""
        call = self._dispatch.call(operation, deadline, manner)
        settled = self._carry_out(call, encode(operation, variables))
        self._dispatch.tell(settled.result.drift, manner)
        return settled.result.after(settled.attempts)

    def post(
        self, domain: str, content: bytes, *, manner: CallOptions = NO_OVERRIDES
    ) -> bytes:
        """Return the bytes of the answer to a query that was written elsewhere.

        Raises:
            UdacityError: The API could not be reached, or refused the request as such.
        """
        call = self._dispatch.raw_call(domain, manner)
        return self._carry_out(call, EncodedRequest(content)).result

    def ask(self, domain: str, content: bytes, *, most: int) -> Completed[bytes]:
        """Return the answer as `post` does, and how many requests it took.

        Args:
            domain: Which endpoint to ask.
            content: A JSON body with `query`, which must not be a mutation.
            most: How many requests to send at most, all repetitions included.

        Raises:
            UdacityError: The API could not be reached, or refused the request as such.
        """
        call = self._dispatch.raw_call(domain, NO_OVERRIDES, most=most)
        return self._carry_out(call, EncodedRequest(content))

    def token(self) -> AccessToken:
        """Return a token that is valid now, for another program to use.

        Raises:
            CredentialsError: There is no credential, or the API refused it.
            UdacityError: The tokens endpoint failed, or was not reached in time.
        """
        settings = self._dispatch.settings
        return self._dispatch.service_source().get(within=settings.deadline)

    def close(self) -> None:
        """Close the connections, unless the client is the caller's."""
        self._closed = True
        if self._own is not None:
            self._own.close()

    def _carry_out(
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
                outcome = self._perform(step, call, body)

    def _perform(
        self, step: Step, call: Call[ResultT], body: EncodedRequest
    ) -> Outcome:
        match step:
            case Attempt(ends_at):
                # The same object is given back, should a fork replace it meanwhile.
                places = self._places
                if not places.acquire(timeout=self._dispatch.remaining(ends_at)):
                    return Failed(self._dispatch.no_place())
                try:
                    return self._attempt(call, body)
                finally:
                    places.release()
            case Sleep(seconds):
                self._sleep(seconds)
                return None
            case UpdateLimiter(news):
                news()
                return None

    def _attempt(self, call: Call[ResultT], body: EncodedRequest) -> Outcome:
        left = self._dispatch.remaining(call.ends_at)
        try:
            token = call.source.get(within=left) if call.source else None
            slot = call.budget.try_acquire()
        except UdacityError as error:
            return Failed(error.with_traceback(None))
        if isinstance(slot, Saturated):
            return slot
        with slot:
            client = self._client()
            request, auth = self._dispatch.request(self._given, call, body, token)
            answer = self._send(client, request, auth, ends_at=call.ends_at)
        if isinstance(answer, ApiConnectionError):
            return Failed(answer)
        return self._dispatch.answered(answer, body, token)

    def _send(
        self,
        client: httpx.Client,
        request: httpx.Request,
        auth: httpx.Auth,
        *,
        ends_at: float,
    ) -> RawResponse | ApiConnectionError:
        try:
            response = client.send(
                request, auth=auth, follow_redirects=False, stream=True
            )
            content = self._read(response, ends_at)
        except httpx.HTTPStatusError as error:
            return self._dispatch.refused_by_hook(error)
        except httpx.HTTPError as error:
            return self._dispatch.unreached(error)
        if content is None:
            return self._dispatch.too_slow()
        return self._dispatch.reply(response, content)

    def _read(self, response: httpx.Response, ends_at: float) -> bytes | None:
        """Return the body, or nothing where it is not complete in time."""
        chunks: list[bytes] = []
        plain = is_plain(response)
        try:
            for chunk in response.iter_raw() if plain else response.iter_bytes():
                chunks.append(chunk)
                if self._dispatch.remaining(ends_at) == 0:
                    return None
        finally:
            response.close()
        return b"".join(chunks)

    def _mint(self, body: EncodedRequest) -> RawResponse:
        client = self._client()
        request, auth = self._dispatch.mint_request(self._given, body)
        ends_at = self._dispatch.mint_ends_at()
        answer = self._send(client, request, auth, ends_at=ends_at)
        if isinstance(answer, ApiConnectionError):
            raise answer
        return answer

    def _client(self) -> httpx.Client:
        if self._closed or (self._given is not None and self._given.is_closed):
            message = "This client was closed. Make a new Udacity()."
            raise ClosedError(message)
        if self._given is not None:
            return self._given
        own = self._own
        if own is None:
            with self._lock:
                own = self._own or self._dispatch.wire.client()
                self._own = own
        return own
