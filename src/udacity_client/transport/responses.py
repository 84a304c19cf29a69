"""Read what httpx returns or raises: a raw response, or one of our own exceptions."""

from __future__ import annotations

import re
from typing import Final

import httpx

from udacity_client.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    ConfigurationError,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.system.clock import Clock
from udacity_client.transport.engine import is_kind
from udacity_client.transport.network_settings import tls_problem

# So h11 quotes headers, which may hold a secret: "Illegal header value b'…'".
_QUOTED_BYTES: Final = re.compile(r""":? (?:bytearray\()?b['"]""")

# What httpx raises before the first byte of a request leaves.
_UNSENT: Final = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError")


class ResponseReader:
    """A translator of httpx's responses and errors.

    Args:
        base_url: Where the API is, for messages.
        clock: Dates each response.
    """

    def __init__(self, base_url: str, clock: Clock) -> None:
        self._base_url = base_url
        self._clock = clock

    def response(self, response: httpx.Response, content: bytes) -> RawResponse:
        """Return what the client needs of *response*, whose body is *content*."""
        return RawResponse(
            status=response.status_code,
            # Read once: httpx decodes all of its headers for each one that is read.
            headers=_headers(response),
            body=content,
            received_at=self._clock.wall(),
            base_url=self._base_url,
        )

    def refused_by_hook(self, error: httpx.HTTPStatusError) -> RawResponse:
        """Return the response whose status made a hook of the caller raise *error*."""
        try:
            content = error.response.content
        except RuntimeError:
            # `ResponseNotRead`: the hook ran before the body was read.
            content = b""
        return self.response(error.response, content)

    def too_slow(self, *, sent: bool) -> ApiTimeoutError:
        """Return the error for a response that was not complete in time.

        Args:
            sent: Whether the API may have seen the request.
        """
        return ApiTimeoutError(
            f"{self._base_url} did not answer in time. Allow more time with deadline=, "
            "or try again later.",
            sent=sent,
        )

    def left_over(self) -> ApiConnectionError:
        """Return the error for an answer that was there before its request."""
        return ApiConnectionError(
            f"{self._base_url} had sent a second answer to an earlier request, so the "
            "connection was closed. The server, or a proxy in between, is at fault.",
            sent=True,
        )

    def unreached(
        self, error: httpx.HTTPError
    ) -> ApiConnectionError | ConfigurationError:
        """Return the error for a request that got no response."""
        problem = tls_problem(self._base_url, error)
        if problem is not None:
            return ConfigurationError(problem)
        sent = not is_kind(error, *_UNSENT)
        # Its text alone: its traceback would keep the request alive.
        reason = _reason(error)
        if is_kind(error, "TimeoutException"):
            phase = type(error).__name__.removesuffix("Timeout").lower()
            return ApiTimeoutError(
                f"{self._base_url} did not answer in time (during {phase}). Allow more "
                "time with deadline=, or try again later.",
                sent=sent,
            )
        return ApiConnectionError(
            f"{self._base_url} could not be reached: {reason}. Check the network, the "
            "proxy settings and the base URL.",
            sent=sent,
        )


def _reason(error: httpx.HTTPError) -> str:
    """Return what httpx says of *error*, without what it quotes of the headers."""
    text, *_ = _QUOTED_BYTES.split(str(error), maxsplit=1)
    token = _token_of(error)
    if token:
        # The transport of a caller's client may quote it. A token in tests may be so
        # short that it is part of words.
        text = re.sub(rf"(?<!\w){re.escape(token)}(?!\w)", "**********", text)
    return text.rstrip(".") or type(error).__name__


def _token_of(error: httpx.HTTPError) -> str:
    """Return the token of the request that failed; empty if there is none."""
    try:
        header: str = error.request.headers.get("Authorization", "")
    except RuntimeError:
        # httpx: the error came without its request.
        return ""
    return header.rpartition(" ")[2]


def content_encoding(response: httpx.Response) -> str:
    """Return the `Content-Encoding` of *response*; empty if there is none."""
    # As `response.headers` would, which takes as long as reading a header from bytes
    # for each header that there is.
    found = [
        value.decode("latin-1")
        for name, value in response.headers.raw
        if name.lower() == b"content-encoding"
    ]
    return ", ".join(found)


def _headers(response: httpx.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in response.headers.raw
    }
