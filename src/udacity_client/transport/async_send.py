"""Send one request and read its answer, on asyncio and on trio."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import anyio
import httpx

from udacity_client.errors import ClosedError, UdacityError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.body import Body
from udacity_client.transport.cancellation import run_shielded
from udacity_client.transport.connections import CURRENT_EXCHANGE, Exchange
from udacity_client.transport.core import TransportCore
from udacity_client.transport.engine import http_errors, is_kind
from udacity_client.transport.http_client import Auth
from udacity_client.transport.steps import Failed
from udacity_client.transport.tracebacks import forget_what_was_sent


async def send_async(
    core: TransportCore,
    client: httpx.AsyncClient,
    request: httpx.Request,
    auth: Auth,
    *,
    ends_at: float,
    is_given: bool,
    on_unsent: Callable[[], None] | None = None,
) -> RawResponse | Failed:
    """Return the answer to *request*, or why there is none.

    Args:
        core: The state of the transport.
        client: What to send over.
        request: The request.
        auth: What puts the token into it.
        ends_at: Its deadline, on the monotonic clock.
        is_given: Whether the client is the caller's.
        on_unsent: Called before a cancellation goes on if it came before any byte left.
    """
    exchange = Exchange(ends_at, core.clock.monotonic)
    if is_given:
        request.extensions["trace"] = exchange.atrace
    # The task that sends has a copy of this context.
    reset = CURRENT_EXCHANGE.set(exchange)
    try:
        answer = await run_shielded(
            partial(_exchange, core, client, request, auth, exchange),
            within=core.remaining(ends_at),
        )
    except TimeoutError:
        # Nobody knows how far a client of the caller's came.
        return core.outcomes.too_slow(sent=is_given or exchange.is_sent)
    except http_errors() as error:
        return core.outcomes.no_answer(error, exchange)
    except UdacityError as error:
        return Failed(error.with_traceback(None))
    except BaseException as error:
        # httpx's word for a client that was closed meanwhile.
        if isinstance(error, RuntimeError) and client.is_closed:
            return Failed(ClosedError("The connections were closed."))
        if is_kind(error, "StreamError"):
            return core.outcomes.taken_by_hook()
        if on_unsent and not (is_given or exchange.is_sent):
            on_unsent()
        forget_what_was_sent(error)
        raise
    finally:
        CURRENT_EXCHANGE.reset(reset)
    outcomes = core.outcomes
    return outcomes.arrived(*answer) if answer else outcomes.left_unread(exchange)


async def _exchange(
    core: TransportCore,
    client: httpx.AsyncClient,
    request: httpx.Request,
    auth: Auth,
    exchange: Exchange,
) -> tuple[httpx.Response, bytes] | None:
    """Return the answer and its body, or None if it came before the request."""
    response = await client.send(
        request, auth=auth, follow_redirects=False, stream=True
    )
    try:
        if exchange.is_stale:
            # Nothing of it is read, so the connection is closed with it.
            return None
        if response.is_stream_consumed:
            return response, core.outcomes.read_before(response)
        body = core.outcomes.body(response)
        await _read_into(body, response)
        return response, body.finish()
    finally:
        await response.aclose()


async def _read_into(body: Body, response: httpx.Response) -> None:
    """Feed *body* with *response*.

    Raises:
        UdacityError: The body is refused.
    """
    refusal: UdacityError | None = None
    with anyio.CancelScope() as reading:
        async for chunk in response.aiter_raw():
            try:
                if refusal is None:
                    body.feed(chunk)
            except UdacityError as error:
                refusal = error
                # An error raised here would leave the generators of httpx, which are
                # in each other, unfinished; trio warns of those.
                reading.cancel()
    if refusal is not None:
        raise refusal.with_traceback(None)
