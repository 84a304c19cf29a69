"""Send one request and read its answer, blocking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from udacity_client.errors import ClosedError, UdacityError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.connections import CURRENT_EXCHANGE, Exchange
from udacity_client.transport.core import TransportCore
from udacity_client.transport.engine import http_errors, is_kind
from udacity_client.transport.http_client import Auth
from udacity_client.transport.steps import Failed
from udacity_client.transport.tracebacks import forget_what_was_sent


def send_blocking(
    core: TransportCore,
    client: httpx.Client,
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
        on_unsent: Called before an interrupt goes on if it came before any byte left.
    """
    exchange = Exchange(ends_at, core.clock.monotonic)
    if is_given:
        request.extensions["trace"] = exchange.trace
    reset = CURRENT_EXCHANGE.set(exchange)
    try:
        response = client.send(request, auth=auth, follow_redirects=False, stream=True)
        content = _read(core, response, exchange, ends_at)
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
        # Nobody knows how far a client of the caller's came.
        if on_unsent and not (is_given or exchange.is_sent):
            on_unsent()
        _free_cookies(client)
        forget_what_was_sent(error)
        raise
    finally:
        CURRENT_EXCHANGE.reset(reset)
    if content is None:
        return core.outcomes.left_unread(exchange)
    return core.outcomes.arrived(response, content)


def _read(
    core: TransportCore, response: httpx.Response, exchange: Exchange, ends_at: float
) -> bytes | None:
    """Return the body, or None if it came too early or is not complete in time."""
    try:
        if exchange.is_stale:
            # Nothing of it is read, so the connection is closed with it.
            return None
        if response.is_stream_consumed:
            return core.outcomes.read_before(response)
        body = core.outcomes.body(response)
        for chunk in response.iter_raw():
            body.feed(chunk)
            if core.remaining(ends_at) == 0:
                return None
        return body.finish()
    finally:
        response.close()


def _free_cookies(client: httpx.Client) -> None:
    """Release the lock of the cookie jar, if an interrupt left it to this thread.

    The standard library takes it in Python, so an interrupt may come before its `try`.
    """
    # A class of the caller's may have none.
    jar: Any = getattr(getattr(client, "cookies", None), "jar", None)
    lock = getattr(jar, "_cookies_lock", None)
    while lock is not None and lock._is_owned():  # noqa: SLF001 - as in `Condition`
        lock.release()
