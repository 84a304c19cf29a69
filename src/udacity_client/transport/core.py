"""What the blocking and the asynchronous transport share: all but sending and sleeping.

That is token sources, rate limiters, the retry quota, and the requests of a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from random import Random
from typing import Any, Final, TypeVar, cast

import httpx

from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.credentials import ClientCredentials, Credentials, StaticToken
from udacity_client.auth.generate_token import Send, fetch_token
from udacity_client.auth.limiter_key import limiter_key
from udacity_client.auth.static_token_source import StaticTokenSource, TokenSource
from udacity_client.auth.token_cache import TokenFile
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.endpoints import DOMAINS, TOKEN_REQUESTS_PER_MINUTE, TOKENS
from udacity_client.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    ConfigurationError,
    RateLimitError,
    UdacityError,
)
from udacity_client.limits.registry import open_limiters
from udacity_client.limits.sliding_window import RateLimiter, Saturated
from udacity_client.options import (
    NO_RETRIES,
    CallOptions,
    ClientOptions,
    require_deadline,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.mutations import has_mutation
from udacity_client.protocol.request import EncodedRequest
from udacity_client.protocol.response import decode, read_bytes
from udacity_client.runtime import UNSET, DriftEvent, Operation, Result, UnsetType
from udacity_client.system.clock import Clock
from udacity_client.system.fork_safety import ForkSafeLock
from udacity_client.transport.body import Body, too_long
from udacity_client.transport.call import Call, RetryContext
from udacity_client.transport.connections import Exchange
from udacity_client.transport.drift_notifier import DriftNotifier
from udacity_client.transport.engine import is_kind
from udacity_client.transport.host_status import HostStatus
from udacity_client.transport.http_client import (
    NO_AUTH,
    Auth,
    HttpClients,
    TokenAuth,
)
from udacity_client.transport.responses import ResponseReader
from udacity_client.transport.retry import run_attempts
from udacity_client.transport.retry_quota import RetryQuota
from udacity_client.transport.steps import Answered, Attempts, Failed, HostDown
from udacity_client.transport.telemetry import LongWaits, Observation, observe

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")
OutcomeT = TypeVar("OutcomeT", Failed, Saturated)

_TOKEN_TIMEOUT: Final = 30.0
"""Seconds that a request for a token may take."""


class TransportCore:
    """The state and the decisions of a transport.

    Args:
        options: The options of the client.
        send: Posts to the tokens endpoint, called in a thread of the token source.
        clock: Where the time comes from.
        random: Where jitter comes from.
    """

    def __init__(
        self,
        options: ClientOptions,
        send: Send,
        *,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self.options: ClientOptions = options
        self.clock: Clock = clock or Clock()
        base_url = options.endpoints.base_url
        self.clients: HttpClients = HttpClients(options)
        self.reader: ResponseReader = ResponseReader(base_url, self.clock)
        self._random = random or Random()  # noqa: S311 - jitter is no secret
        self.host: HostStatus = HostStatus(
            clock=self.clock.monotonic, random=self._random
        )
        self._send = send
        self._lock = ForkSafeLock()
        self._services: dict[str | None, TokenSource] = {}
        self._notifier = DriftNotifier()
        self._retry = RetryContext(
            policy=options.retry or NO_RETRIES,
            quota=RetryQuota(),
            host=self.host,
            clock=self.clock.monotonic,
            random=self._random,
            long_waits=LongWaits(self.clock.monotonic),
        )
        who = options.resolved
        self._limiters = open_limiters(
            options.rate_limit,
            service_key=limiter_key("requests", who.service, base_url=base_url),
            user_key=limiter_key("requests", who.user, base_url=base_url),
            token_key=limiter_key("mints", who.service, base_url=base_url),
            token_limit=TOKEN_REQUESTS_PER_MINUTE,
            clock=self.clock.monotonic,
        )

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
        seconds = self._deadline(call_options) if deadline is UNSET else deadline
        require_deadline(seconds)
        source, limiter = self._source_and_limiter(operation, call_options)
        return Call(
            name=operation.name,
            domain=operation.domain,
            may_repeat=operation.kind == "query",
            read=partial(decode, operation),
            source=source,
            limiter=limiter,
            ends_at=self.clock.monotonic() + seconds,
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
            source=self.service_source(call_options.company_id),
            limiter=self._limiters.service,
            ends_at=self.clock.monotonic() + self._deadline(call_options),
            max_attempts=max_attempts,
        )

    def post_call(
        self, domain: str, content: bytes, call_options: CallOptions
    ) -> Call[bytes]:
        """Return the call that posts *content*, which the caller wrote.

        Raises:
            ConfigurationError: The domain does not exist, or it is a mutation.
            CredentialsError: There is no credential for it; nothing was sent.
        """
        if domain not in DOMAINS:
            message = (
                f"There is no domain {domain!r}. Give one of {', '.join(DOMAINS)}."
            )
            raise ConfigurationError(message)
        if has_mutation(content):
            message = (
                "post takes queries only, because it may send them twice. Generate "
                "code for a mutation, and pass its operation to execute()."
            )
            raise ConfigurationError(message)
        return self.raw_call(domain, call_options)

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
    ) -> httpx.Request:
        """Return the HTTP request of *call*, for the caller's client or for ours."""
        left = self.remaining(call.ends_at)
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
            return NO_AUTH
        return TokenAuth(token, endpoints=self.options.endpoints)

    def token_ends_at(self) -> float:
        """Return until when to wait for a token that is asked for now."""
        return self.clock.monotonic() + _TOKEN_TIMEOUT

    def answered(
        self, response: RawResponse, request: EncodedRequest, token: AccessToken | None
    ) -> Answered:
        """Return the outcome of an attempt; secrets that it echoes are masked."""
        if response.may_echo_secrets:
            own = () if token is None else (token.value,)
            response = response.masked((*request.secrets, *own))
        return Answered(response, token)

    def host_down(self) -> HostDown | None:
        """Return that the host refuses connections, unless it is time to try again."""
        wait = self.host.admit()
        return HostDown(wait) if wait else None

    def no_answer(
        self, error: httpx.HTTPError, exchange: Exchange
    ) -> Failed | RawResponse:
        """Return the outcome of a request that got no answer, or a hook's refusal."""
        if is_kind(error, "HTTPStatusError"):
            return self.reader.refused_by_hook(cast("httpx.HTTPStatusError", error))
        failure = self.reader.unreached(error)
        if is_kind(error, "ConnectError", "ConnectTimeout"):
            self.host.record_refusal(failure)
            return Failed(failure, refused=True)
        is_stale = exchange.is_stale and _is_broken(error)
        if is_stale:
            self.clients.connections.distrust_idle()
        return Failed(failure, stale=is_stale)

    def no_token(self, error: UdacityError) -> Failed:
        """Return the outcome of an attempt that got no token."""
        error = error.with_traceback(None)
        if (
            self.host.is_down
            and isinstance(error, ApiConnectionError)
            and not error.sent
        ):
            # Perhaps the failure of a moment ago, which the token source remembers.
            self.host.record_refusal(error)
            return Failed(error, refused=True)
        return self.not_sent(Failed(error))

    def not_sent(self, outcome: OutcomeT) -> OutcomeT:
        """Return *outcome*, after letting another call probe the host."""
        self.host.give_up_probe()
        return outcome

    def arrived(self, response: httpx.Response, content: bytes) -> RawResponse:
        """Return what the client needs of *response*, whose body is *content*."""
        self.host.record_answer()
        return self.reader.response(response, content)

    def body(self, response: httpx.Response) -> Body:
        """Return what the bytes of *response* go into as they come."""
        encoding = response.headers.get("Content-Encoding", "")
        return Body(encoding, max_bytes=self.options.max_answer_bytes)

    def read_before(self, response: httpx.Response) -> bytes:
        """Return the body of a response that a hook or a mock has read already."""
        content = response.content
        if len(content) > self.options.max_answer_bytes:
            raise too_long(self.options.max_answer_bytes)
        return content

    def no_place(self) -> ApiTimeoutError:
        """Return the error for a call that found no place among the concurrent ones."""
        return ApiTimeoutError(
            f"None of the {self.options.concurrency} places for concurrent calls "
            "became free before the deadline; nothing was sent. Allow more time with "
            "deadline=, or more calls at once with concurrency=.",
            sent=False,
        )

    def service_source(self, company_id: str | None = None) -> TokenSource:
        """Return the one source of a company's tokens, for all who ask.

        Raises:
            CredentialsError: There is no credential for it; nothing was sent.
        """
        credentials = self.options.resolved.require_service()
        if isinstance(credentials, ClientCredentials):
            if company_id is not None:
                credentials = credentials.for_company(company_id)
            company_id = credentials.company_id
        source = self._services.get(company_id)
        if source is not None:
            return source
        with self._lock.lock:
            source = self._services.get(company_id)
            if source is None:
                source = self._services[company_id] = self._make_source(credentials)
            return source

    def _source_and_limiter(
        self, operation: Operation[Any, Any], call_options: CallOptions
    ) -> tuple[TokenSource | None, RateLimiter]:
        if not operation.authenticated:
            return None, self._limiters.tokens
        if operation.domain == TOKENS:
            user = self.options.resolved.require_user()
            return StaticTokenSource(user), self._limiters.user
        return self.service_source(call_options.company_id), self._limiters.service

    def _deadline(self, call_options: CallOptions) -> float:
        override = call_options.deadline
        return self.options.deadline if override is UNSET else override

    def _make_source(self, credentials: Credentials) -> TokenSource:
        if isinstance(credentials, StaticToken):
            return StaticTokenSource(credentials)
        return RefreshingTokenSource(
            partial(fetch_token, credentials, self._send_within_limit),
            cache=self._cache_file(credentials),
            clock=self.clock,
            random=self._random,
        )

    def _cache_file(self, credentials: Credentials) -> TokenFile | None:
        cache, base_url = self.options.token_cache, self.options.endpoints.base_url
        if cache is None or not isinstance(credentials, ClientCredentials):
            return None
        return cache.file_for(credentials, base_url=base_url)

    def _send_within_limit(self, request: EncodedRequest) -> RawResponse:
        limiter = self._limiters.tokens
        permit = limiter.try_acquire()
        if isinstance(permit, Saturated):
            message = (
                f"The budget of {limiter.limit} tokens a minute is used up "
                f"for another {permit.wait:.0f} s; no token was asked for."
            )
            raise RateLimitError(message, retry_after=permit.wait)
        with permit:
            try:
                return self._send(request)
            except ApiConnectionError as error:
                if not error.sent:
                    permit.mark_unsent()
                raise


def _is_broken(error: httpx.HTTPError) -> bool:
    """Return whether the connection was lost, and did not merely take too long."""
    return is_kind(error, "ReadError", "WriteError", "RemoteProtocolError")
