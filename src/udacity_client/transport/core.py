"""`TransportCore`: the state that one client's calls share, and their requests. No I/O.

`Transport` and `AsyncTransport` have one each. It makes a `Call` of an operation, with
the token source and the rate limiter that the call uses, and starts the attempts of the
call, which share the retry quota and the host's status with those of all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from random import Random
from typing import Any, Final, TypeVar

import httpx

from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.generate_token import Send
from udacity_client.auth.limiter_key import limiter_key
from udacity_client.auth.static_token_source import TokenSource
from udacity_client.endpoints import DOMAINS, TOKEN_REQUESTS_PER_MINUTE, TOKENS
from udacity_client.errors import ClosedError, ConfigurationError, RateLimitError
from udacity_client.limits.registry import RateLimiters, open_limiters
from udacity_client.limits.sliding_window import RateLimiter, Saturated
from udacity_client.options import (
    NO_RETRIES,
    CallOptions,
    ClientOptions,
    require_deadline,
)
from udacity_client.protocol.request import EncodedRequest
from udacity_client.protocol.response import decode, read_bytes
from udacity_client.runtime import UNSET, DriftEvent, Operation, Result, UnsetType
from udacity_client.runtime.page_deadline import take_page_deadline
from udacity_client.runtime.struct_rows import take_struct_rows
from udacity_client.system.clock import Clock
from udacity_client.transport.call import Call, RetryContext
from udacity_client.transport.drift_notifier import DriftNotifier
from udacity_client.transport.host_status import HostStatus
from udacity_client.transport.http_client import (
    Auth,
    HttpClients,
    add_no_token,
    add_token,
)
from udacity_client.transport.outcomes import Outcomes
from udacity_client.transport.retry import run_attempts
from udacity_client.transport.retry_quota import RetryQuota
from udacity_client.transport.steps import Attempts
from udacity_client.transport.telemetry import LongWaits, Observation, observe
from udacity_client.transport.token_sources import TokenSources

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")

_TOKEN_TIMEOUT: Final = 30.0
"""Seconds that a request for a token may take."""


class TransportCore:
    """The state and the decisions of a transport.

    Args:
        options: The options of the client.
        send: Posts to the tokens endpoint, called in a thread of the token source.
        clock: Where the time comes from.
        random: Where jitter comes from.
        began: When the first call began, on the monotonic clock; default: now.
    """

    def __init__(
        self,
        options: ClientOptions,
        send: Send,
        *,
        clock: Clock | None = None,
        random: Random | None = None,
        began: float | None = None,
    ) -> None:
        self.options: ClientOptions = options
        self.clock: Clock = clock or Clock()
        random = random or Random()  # noqa: S311 - jitter is not a secret
        host = HostStatus(clock=self.clock.monotonic, random=random)
        self.clients: HttpClients = HttpClients(options)
        self.outcomes: Outcomes = Outcomes(
            options, host=host, connections=self.clients.connections, clock=self.clock
        )
        self._limiters = self._open_limiters()
        self.tokens: TokenSources = TokenSources(
            options, send, self._limiters.tokens, clock=self.clock, random=random
        )
        self._notifier = DriftNotifier()
        self._retry = RetryContext(
            policy=options.retry or NO_RETRIES,
            quota=RetryQuota(),
            host=host,
            clock=self.clock.monotonic,
            random=random,
            long_waits=LongWaits(self.clock.monotonic),
        )
        now = self.clock.monotonic()
        # How long the first call has waited already.
        self._loaded_in = 0.0 if began is None else max(0.0, now - began)

    def call(
        self,
        operation: Operation[VariablesT, ResultT],
        deadline: float | UnsetType,
        call_options: CallOptions,
    ) -> Call[Result[ResultT]]:
        """Return the call that asks for *operation* within *deadline* seconds.

        Raises:
            CredentialsError: There is no credential for it; nothing was sent.
        """
        if deadline is UNSET:
            seconds = self._deadline(call_options)
        else:
            seconds = deadline
            require_deadline(seconds)
        source, limiter = self._source_and_limiter(operation, call_options)
        page, ends_at = take_page_deadline(), self._ends_at(seconds)
        return Call(
            name=operation.name,
            domain=operation.domain,
            may_repeat=operation.kind == "query",
            read=partial(decode, operation, rows=take_struct_rows()),
            source=source,
            limiter=limiter,
            ends_at=ends_at if page is None else page.start(ends_at),
            answer_share=1.0 if page is None else page.answer_share,
        )

    def raw_call(
        self,
        domain: str,
        call_options: CallOptions,
        *,
        max_attempts: int | None = None,
    ) -> Call[bytes]:
        """Return the call that posts any query to *domain* and returns bytes.

        Raises:
            CredentialsError: There is no credential for it; nothing was sent.
        """
        return Call(
            name="query",
            domain=domain,
            may_repeat=True,
            read=read_bytes,
            source=self.tokens.service(call_options.company_id),
            limiter=self._limiters.service,
            ends_at=self._ends_at(self._deadline(call_options)),
            max_attempts=max_attempts,
        )

    def post_call(
        self, domain: str, content: bytes, call_options: CallOptions
    ) -> Call[bytes]:
        """Return the call that posts *content*, which the caller wrote.

        Raises:
            ConfigurationError: The domain does not exist, or it is not a query.
            CredentialsError: There is no credential for it; nothing was sent.
        """
        from udacity_client.protocol.query_content import (  # noqa: PLC0415 - start-up
            require_queries,
        )

        if domain not in DOMAINS:
            message = (
                f"There is no domain {domain!r}. Give one of {', '.join(DOMAINS)}."
            )
            raise ConfigurationError(message)
        require_queries(content)
        return self.raw_call(domain, call_options)

    def bare_call(self, domain: str) -> Call[bytes]:
        """Return a call to *domain* that finds no token itself, and is sent once."""
        return Call(
            name="query",
            domain=domain,
            may_repeat=False,
            read=read_bytes,
            source=None,
            limiter=self._limiters.service,
            ends_at=self._ends_at(self.options.deadline),
            max_attempts=1,
        )

    def observe(self, call: Call[Any]) -> Observation:
        """Return the observation of *call*, to be entered around its attempts."""
        return observe(
            call.name,
            domain=call.domain,
            kind="query" if call.may_repeat else "mutation",
            clock=self.clock.monotonic,
        )

    def run_attempts(
        self, call: Call[ResultT], observation: Observation
    ) -> Attempts[ResultT]:
        """Return the retry generator of *call*, for a transport to drive."""
        return run_attempts(call, self._retry, observation=observation)

    def remaining(self, ends_at: float) -> float:
        """Return how many seconds are left until *ends_at*; 0 if none are."""
        return max(0.0, ends_at - self.clock.monotonic())

    def notify(self, events: Iterable[DriftEvent], call_options: CallOptions) -> None:
        """Log each of *events*, and pass it to the listener, once."""
        override = call_options.on_event
        listener = self.options.on_event if override is UNSET else override
        self._notifier.notify(events, listener)

    def request(
        self,
        given: httpx.Client | httpx.AsyncClient | None,
        call: Call[Any],
        request: EncodedRequest,
        *,
        ends_at: float,
    ) -> httpx.Request:
        """Return the HTTP request of *call*, for the caller's client or for ours."""
        left = self.remaining(ends_at)
        return self.clients.request(given, call.domain, request.content, within=left)

    def token_request(
        self, given: httpx.Client | httpx.AsyncClient | None, request: EncodedRequest
    ) -> httpx.Request:
        """Return the HTTP request that asks for a token."""
        return self.clients.request(
            given, TOKENS, request.content, within=_TOKEN_TIMEOUT
        )

    def auth(self, token: AccessToken | None) -> Auth:
        """Return what puts *token* into a request as it leaves."""
        if token is None:
            return add_no_token
        return partial(add_token, token, self.options.endpoints)

    def token_ends_at(self) -> float:
        """Return until when to wait for a token that is asked for now."""
        return self.clock.monotonic() + _TOKEN_TIMEOUT

    def _open_limiters(self) -> RateLimiters:
        options, who = self.options, self.options.resolved
        base_url = options.endpoints.base_url
        return open_limiters(
            options.rate_limit,
            service_key=limiter_key("requests", who.service, base_url=base_url),
            user_key=limiter_key("requests", who.user, base_url=base_url),
            token_key=limiter_key("mints", who.service, base_url=base_url),
            token_limit=TOKEN_REQUESTS_PER_MINUTE,
            clock=self.clock.monotonic,
        )

    def _source_and_limiter(
        self, operation: Operation[Any, Any], call_options: CallOptions
    ) -> tuple[TokenSource | None, RateLimiter]:
        if not operation.authenticated:
            return None, self._limiters.tokens
        if operation.domain == TOKENS:
            return self.tokens.user(), self._limiters.user
        return self.tokens.service(call_options.company_id), self._limiters.service

    def _ends_at(self, seconds: float) -> float:
        spent, self._loaded_in = self._loaded_in, 0.0
        return self.clock.monotonic() + seconds - spent

    def _deadline(self, call_options: CallOptions) -> float:
        override = call_options.deadline
        return self.options.deadline if override is UNSET else override


def rate_limit_used_up(saturated: Saturated) -> RateLimitError:
    """Return the error for a request that the rate limit would have to delay."""
    message = (
        f"The rate limit is used up for another {saturated.wait:.0f} s; nothing was "
        "sent. Try again then."
    )
    return RateLimitError(message, retry_after=saturated.wait)


def closed_error(name: str, *, by_caller: bool) -> ClosedError:
    """Return the error for a call after the end of its connections.

    Args:
        name: The client's class.
        by_caller: Whether the `http_client` was closed, which is the caller's to close.
    """
    if by_caller:
        return ClosedError(
            f"The http_client that {name} was given was closed; {name} itself was not. "
            f"Close it after the last call, and make a new {name}() with an open one."
        )
    return ClosedError(f"This client was closed. Make a new {name}().")
