"""Turn what happened in an attempt into its outcome, and report it to the host status.

No I/O: a transport calls these methods around each thing that it does.
"""

from __future__ import annotations

from typing import Final, TypeVar, cast

import httpx

from udacity_client.auth.access_token import AccessToken
from udacity_client.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    ConfigurationError,
    UdacityError,
)
from udacity_client.limits.sliding_window import Saturated
from udacity_client.options import ClientOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest
from udacity_client.system.clock import Clock
from udacity_client.transport.body import Body, too_long
from udacity_client.transport.connections import Connections, Exchange
from udacity_client.transport.engine import is_kind
from udacity_client.transport.host_status import HostStatus
from udacity_client.transport.responses import ResponseReader, content_encoding
from udacity_client.transport.steps import Answered, Failed, HostDown

OutcomeT = TypeVar("OutcomeT", Failed, Saturated)

_REFUSED: Final = ("ConnectError", "ConnectTimeout", "ProxyError")
"""No connection to the host came about. A proxy may be the one to say so.

A failure of TLS is a `ConnectError` too; `tls_problem` finds those that are settings.
"""

_BROKEN: Final = ("ReadError", "WriteError", "RemoteProtocolError")
"""The connection was lost, and did not merely take too long."""


class Outcomes:
    """The outcomes of a client's attempts.

    Args:
        options: The options of the client.
        host: Whether the host takes connections.
        connections: The connections of our own client.
        clock: Dates each response.
    """

    def __init__(
        self,
        options: ClientOptions,
        *,
        host: HostStatus,
        connections: Connections,
        clock: Clock,
    ) -> None:
        self._concurrency = options.concurrency
        self._max_bytes = options.max_answer_bytes
        self._host = host
        self._connections = connections
        self._reader = ResponseReader(options.endpoints.base_url, clock)

    def host_down(self) -> HostDown | None:
        """Return that the host cannot be reached, unless it is time to try again."""
        wait = self._host.admit()
        return HostDown(wait) if wait else None

    def no_place(self) -> Failed:
        """Return the outcome of a call that waited for a place until its deadline."""
        error = ApiTimeoutError(
            f"None of the {self._concurrency} places for concurrent calls "
            "became free before the deadline; nothing was sent. Allow more time with "
            "deadline=, or more calls at once with concurrency=.",
            sent=False,
        )
        return Failed(error)

    def no_token(self, error: UdacityError) -> Failed:
        """Return the outcome of an attempt that got no token."""
        error = error.with_traceback(None)
        if (
            self._host.is_down
            and isinstance(error, ApiConnectionError)
            and not error.sent
        ):
            # Perhaps the failure of a moment ago, which the token source remembers.
            self._host.record_refusal(error)
            return Failed(error, refused=True)
        return self.not_sent(Failed(error))

    def not_sent(self, outcome: OutcomeT) -> OutcomeT:
        """Return *outcome*, after letting another call probe the host."""
        self._host.give_up_probe()
        return outcome

    def no_answer(
        self, error: httpx.HTTPError, exchange: Exchange
    ) -> Failed | RawResponse:
        """Return the outcome of a request that got no answer, or a hook's refusal."""
        if is_kind(error, "HTTPStatusError"):
            self._host.record_answer()
            return self._reader.refused_by_hook(cast("httpx.HTTPStatusError", error))
        failure = self._reader.unreached(error)
        if isinstance(failure, ConfigurationError):
            return self.not_sent(Failed(failure))
        # If the call's own time was too short, the host may be well.
        has_refused = is_kind(error, *_REFUSED) and not (
            is_kind(error, "TimeoutException") and exchange.is_over
        )
        if has_refused:
            self._host.record_refusal(failure)
            return Failed(failure, refused=True)
        self._host.give_up_probe()
        is_stale = exchange.is_stale and is_kind(error, *_BROKEN)
        if is_stale:
            self._connections.distrust_idle()
        return Failed(failure, stale=is_stale)

    def left_unread(self, exchange: Exchange) -> Failed:
        """Return the outcome of a request whose answer came too early or too late."""
        if not exchange.is_stale:
            return self.too_slow(sent=True)
        self._host.give_up_probe()
        self._connections.distrust_idle()
        return Failed(self._reader.left_over(), stale=True)

    def taken_by_hook(self) -> Failed:
        """Return the outcome of a request whose response a caller's hook used up."""
        self._host.record_answer()
        error = ConfigurationError(
            "A hook of the http_client closed the response or read its stream. Let it "
            "call response.read() (response.aread() if asynchronous), or leave the "
            "body alone."
        )
        return Failed(error)

    def too_slow(self, *, sent: bool) -> Failed:
        """Return the outcome of a request whose answer was not complete in time.

        Args:
            sent: Whether the API may have seen the request.
        """
        self._host.give_up_probe()
        return Failed(self._reader.too_slow(sent=sent))

    def body(self, response: httpx.Response) -> Body:
        """Return what the bytes of *response* go into as they come."""
        self._host.record_answer()
        return Body(content_encoding(response), max_bytes=self._max_bytes)

    def read_before(self, response: httpx.Response) -> bytes:
        """Return the body of a response that a hook or a mock has read already."""
        self._host.record_answer()
        content = response.content
        if len(content) > self._max_bytes:
            raise too_long(self._max_bytes)
        return content

    def arrived(self, response: httpx.Response, content: bytes) -> RawResponse:
        """Return what the client needs of *response*, whose body is *content*."""
        return self._reader.response(response, content)

    def answered(
        self, response: RawResponse, request: EncodedRequest, token: AccessToken | None
    ) -> Answered:
        """Return the outcome of an attempt; secrets that it echoes are masked."""
        # No local variable is a secret: an interrupt may come here, too.
        return Answered(
            response.hiding((*request.secrets, "" if token is None else token.value)),
            token,
        )
