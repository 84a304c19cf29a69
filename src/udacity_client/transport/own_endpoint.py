"""Send queries to a project's own GraphQL endpoint, which never gets a token."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from typing import Final

import httpx

from udacity_client.errors import (
    ApiStatusError,
    ForbiddenError,
    RateLimitError,
    ServerError,
    UdacityError,
    UnauthorizedError,
    quoted,
)
from udacity_client.options import require_deadline
from udacity_client.protocol.endpoint_request import EndpointRequest
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import ACCEPT
from udacity_client.protocol.response import errors_in
from udacity_client.protocol.status_errors import REFUSED_DOCUMENT, server_message
from udacity_client.system.clock import Clock
from udacity_client.system.option_values import MAX_ANSWER_BYTES
from udacity_client.transport.body import ACCEPT_ENCODING, Body
from udacity_client.transport.connections import (
    CURRENT_EXCHANGE,
    Connections,
    Exchange,
)
from udacity_client.transport.engine import user_agent
from udacity_client.transport.http_client import NoCookies
from udacity_client.transport.network_settings import find_proxy, read_certificates
from udacity_client.transport.responses import ResponseReader
from udacity_client.transport.steps import Completed
from udacity_client.transport.tracebacks import forget_frames

_PAUSE: Final = 1.0
"""Seconds before another attempt, if the server names none."""

_KINDS: Final[dict[int, type[ApiStatusError]]] = {
    HTTPStatus.UNAUTHORIZED: UnauthorizedError,
    HTTPStatus.FORBIDDEN: ForbiddenError,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimitError,
}


class EndpointSender:
    """A sender of queries to one endpoint.

    Args:
        endpoint: The endpoint.
        deadline: Seconds for each query, waiting and further attempts included.
        sleep: How to pause.
        clock: Where the time comes from.

    Raises:
        ConfigurationError: The deadline, the proxy or the certificates cannot be used.
    """

    def __init__(
        self,
        endpoint: EndpointRequest,
        *,
        deadline: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Clock | None = None,
    ) -> None:
        require_deadline(deadline)
        self._endpoint = endpoint
        self._deadline = deadline
        self._sleep = sleep
        self._clock = clock or Clock()
        self._reader = ResponseReader(endpoint.url, self._clock)
        self._client = _open_client(endpoint.url)

    def ask(
        self, content: bytes, *, max_attempts: int | None = None
    ) -> Completed[bytes]:
        """Return the answer to a query, and how many requests it took.

        Args:
            content: One JSON object in UTF-8, whose `query` holds queries only.
            max_attempts: How many requests to send at most; `None` for as many as the
                deadline allows.

        Raises:
            UdacityError: The server could not be reached, or refused the request.
        """
        ends_at = self._clock.monotonic() + self._deadline
        for attempt in count(1):
            answer = self._attempt(content, ends_at)
            if isinstance(answer, bytes):
                return Completed(answer, attempt)
            error = answer.during(
                operation="query", domain=self._endpoint.domain, attempts=attempt
            )
            pause = max(_PAUSE, error.retry_after or 0.0)
            if (
                not error.is_transient
                or attempt == max_attempts
                or self._clock.monotonic() + pause >= ends_at
            ):
                raise error
            self._sleep(pause)
        raise AssertionError

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _attempt(self, content: bytes, ends_at: float) -> bytes | UdacityError:
        response = self._send(content, ends_at)
        if isinstance(response, UdacityError):
            return response
        response = response.hiding(self._endpoint.secrets)
        items = errors_in(response)
        if response.is_success or (items and response.status in REFUSED_DOCUMENT):
            return response.content
        return self._refusal(response, server_message(response, items))

    def _send(self, content: bytes, ends_at: float) -> RawResponse | UdacityError:
        exchange = Exchange(ends_at, self._clock.monotonic)
        reset = CURRENT_EXCHANGE.set(exchange)
        try:
            with self._client.stream(
                "POST",
                self._endpoint.url,
                content=content,
                headers={**_headers(), **self._endpoint.headers},
                timeout=self._deadline,
            ) as response:
                encoding = response.headers.get("Content-Encoding", "")
                body = Body(encoding, max_bytes=MAX_ANSWER_BYTES)
                for chunk in response.iter_raw():
                    body.feed(chunk)
                return self._reader.response(response, body.finish())
        except httpx.HTTPError as error:
            return self._reader.unreached(error)
        except UdacityError as error:
            return error.with_traceback(None)
        except BaseException as error:
            forget_frames(error)
            raise
        finally:
            CURRENT_EXCHANGE.reset(reset)

    def _refusal(self, response: RawResponse, reason: str | None) -> UdacityError:
        """Return the error for a status that is not success."""
        status = response.status
        kind = _KINDS.get(status, ApiStatusError)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            kind = ServerError
        said = f": {quoted(reason)}" if reason else ""
        return kind(
            f"{self._endpoint.url} answered with HTTP {status}{said}."
            f"{self._advice(status)}",
            status=status,
            reason=reason,
            retry_after=response.retry_after,
        )

    def _advice(self, status: int) -> str:
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return f" {self._endpoint.advice}"
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return " Headers are never sent after a redirect; correct the URL."
        return " Check the URL." if status == HTTPStatus.NOT_FOUND else ""


def _headers() -> dict[str, str]:
    return {
        "Accept": ACCEPT,
        "Accept-Encoding": ACCEPT_ENCODING,
        "Content-Type": "application/json",
        "User-Agent": user_agent("httpx"),
    }


def _open_client(url: str) -> httpx.Client:
    is_plain = url.lower().startswith("http://")
    client = httpx.Client(
        cookies=NoCookies(),
        # Plain http is for this machine, which nothing must leave.
        proxy=None if is_plain else find_proxy(url),
        trust_env=False,
        verify=(
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if is_plain else read_certificates()
        ),
    )
    Connections().watch(client)
    return client
