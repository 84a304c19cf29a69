"""Prepare calls and requests, and read failures of httpx: all but sending.

It is what the blocking and the asynchronous transport have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final, TypeVar

import httpx

from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.credentials import ClientCredentials, Credentials, StaticToken
from udacity_client.auth.generate_token import Send, fetch_token
from udacity_client.auth.limiter_key import limiter_key
from udacity_client.auth.resolver import ResolvedCredentials
from udacity_client.auth.token_cache import TokenCache, TokenFile
from udacity_client.auth.token_source import (
    RefreshingTokenSource,
    StaticTokenSource,
    TokenSource,
)
from udacity_client.endpoints import TOKENS, Endpoints, require_deadline
from udacity_client.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    RateLimitError,
)
from udacity_client.limits.registry import open_limiters
from udacity_client.limits.sliding_window import RateLimiter, Saturated, SharedRateLimit
from udacity_client.options import CallOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest
from udacity_client.protocol.response import decode, read_bytes
from udacity_client.runtime import UNSET, DriftEvent, Operation, Result, UnsetType
from udacity_client.system.clock import Clock
from udacity_client.system.fork_safety import ForkSafeLock
from udacity_client.transport.drift_notifier import DriftNotifier
from udacity_client.transport.http_client import HttpClients, TokenAuth, TransportName
from udacity_client.transport.retry import (
    Answered,
    Attempts,
    Call,
    RetryPolicy,
    RetryQuota,
    run_attempts,
)
from udacity_client.transport.telemetry import Observation, observe

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")

_MINT_WITHIN: Final = 30.0
_NO_AUTH: Final = httpx.Auth()
"""Not None, for which httpx would use what a caller's client was given."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what a transport is told.

    Attributes:
        identities: Who the client is.
        endpoints: Where it calls.
        deadline: Seconds for each call, retries included.
        concurrency: How many requests may be out at once.
        rate_limit: Requests a minute; `None` for any number; or who keeps count of
            them for several processes.
        policy: How to retry.
        clock: Where the time comes from.
        random: Where jitter comes from.
        on_event: Who is told of what the schema did not know.
        token_cache: Where tokens are kept on disk, where they are.
        transport: What an asynchronous client sends over.
    """

    identities: ResolvedCredentials
    endpoints: Endpoints
    deadline: float
    concurrency: int
    rate_limit: int | SharedRateLimit | None
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    clock: Clock = field(default_factory=Clock)
    random: Random = field(default_factory=Random)
    on_event: Callable[[DriftEvent], None] | None = None
    token_cache: TokenCache | None = None
    transport: TransportName = "httpx"


class TransportCore:
    """Prepare calls, and know the token sources and budgets that they use.

    Args:
        settings: What the transport was told.
        send: How to post to the tokens endpoint, from a thread of the token source.
    """

    def __init__(self, settings: Settings, send: Send) -> None:
        self.settings = settings
        self.wire: HttpClients = HttpClients(
            settings.endpoints,
            concurrency=settings.concurrency,
            transport=settings.transport,
        )
        self._send = send
        self._lock = ForkSafeLock()
        self._services: dict[str | None, TokenSource] = {}
        self._news = DriftNotifier()
        self._quota = RetryQuota()
        who, url = settings.identities, settings.endpoints.base_url
        self._budgets = open_limiters(
            settings.rate_limit,
            service_key=limiter_key("requests", who.service, base_url=url),
            user_key=limiter_key("requests", who.user, base_url=url),
            token_key=limiter_key("mints", who.service, base_url=url),
            clock=settings.clock.monotonic,
        )

    def call(
        self,
        operation: Operation[VariablesT, ResultT],
        deadline: float | UnsetType,
        manner: CallOptions,
    ) -> Call[Result[ResultT]]:
        """Return the call that asks for *operation* within *deadline* seconds.

        Raises:
            CredentialsError: There is no credential for it; nothing was sent.
        """
        seconds = self._seconds(manner) if deadline is UNSET else deadline
        require_deadline(seconds)
        source, budget = self._source_and_limiter(operation, manner)
        return Call(
            name=operation.name,
            domain=operation.domain,
            may_repeat=operation.kind == "query",
            read=partial(decode, operation),
            source=source,
            budget=budget,
            ends_at=self.settings.clock.monotonic() + seconds,
        )

    def raw_call(
        self, domain: str, manner: CallOptions, *, most: int | None = None
    ) -> Call[bytes]:
        """Return the call that posts a query of any kind and wants the answer's bytes.

        Args:
            domain: Whom to ask.
            manner: In whose manner.
            most: How many times it is sent at most, whatever for.

        Raises:
            CredentialsError: There is no credential for it; nothing was sent.
        """
        return Call(
            name="query",
            domain=domain,
            may_repeat=True,
            read=read_bytes,
            source=self.service_source(manner.company_id),
            budget=self._budgets.service,
            ends_at=self.settings.clock.monotonic() + self._seconds(manner),
            max_attempts=most,
        )

    def observe(self, call: Call[Any]) -> Observation:
        """Return what follows *call*, to be entered around its attempts."""
        return observe(
            call.name,
            domain=call.domain,
            kind="query" if call.may_repeat else "mutation",
            clock=self.settings.clock.monotonic,
        )

    def converse(
        self, call: Call[ResultT], observation: Observation
    ) -> Attempts[ResultT]:
        """Open the conversation that carries *call* through its attempts."""
        return run_attempts(
            call,
            policy=self.settings.policy,
            quota=self._quota,
            clock=self.settings.clock.monotonic,
            random=self.settings.random,
            observation=observation,
        )

    def remaining(self, ends_at: float) -> float:
        """Return how many seconds are left until *ends_at*, 0 where none are."""
        return max(0.0, ends_at - self.settings.clock.monotonic())

    def tell(self, drift: Iterable[DriftEvent], manner: CallOptions) -> None:
        """Log each thing that the schema did not know, and tell each listener, once."""
        given = manner.on_event
        listener = self.settings.on_event if given is UNSET else given
        self._news.tell(drift, listener)

    def request(
        self,
        given: httpx.Client | httpx.AsyncClient | None,
        call: Call[Any],
        body: EncodedRequest,
        token: AccessToken | None,
    ) -> tuple[httpx.Request, httpx.Auth]:
        """Return the request that posts *body*, and the auth that lets it in.

        An own client's request knows where it goes, and so has the token from the
        start; for a caller's client it is put in as the request leaves.
        """
        left = self.remaining(call.ends_at)
        if given is None:
            return self.wire.request(
                call.domain,
                body.content,
                within=left,
                authorization=None if token is None else token.authorization,
            ), _NO_AUTH
        request = self.wire.request_with(given, call.domain, body.content, within=left)
        if token is None:
            return request, _NO_AUTH
        return request, TokenAuth(token, endpoints=self.settings.endpoints)

    def mint_request(
        self, given: httpx.Client | httpx.AsyncClient | None, body: EncodedRequest
    ) -> tuple[httpx.Request, httpx.Auth]:
        """Return the request that asks for a token, and that it needs none."""
        if given is None:
            request = self.wire.request(TOKENS, body.content, within=_MINT_WITHIN)
        else:
            request = self.wire.request_with(
                given, TOKENS, body.content, within=_MINT_WITHIN
            )
        return request, _NO_AUTH

    def mint_ends_at(self) -> float:
        """Return until when a token is waited for that is asked for now."""
        return self.settings.clock.monotonic() + _MINT_WITHIN

    def reply(self, response: httpx.Response, content: bytes) -> RawResponse:
        """Return what the transport needs of *response*, whose body is *content*."""
        return RawResponse(
            status=response.status_code,
            # Read once: httpx decodes all of its headers for each that is asked for.
            headers=_headers(response),
            content=content,
            received_at=self.settings.clock.wall(),
        )

    def answered(
        self, reply: RawResponse, body: EncodedRequest, token: AccessToken | None
    ) -> Answered:
        """Return the outcome of an attempt, no secret of its request echoed in it."""
        if reply.may_echo_secrets:
            own = () if token is None else (token.value,)
            reply = reply.masked((*body.secrets, *own))
        return Answered(reply, token)

    def refused_by_hook(self, error: httpx.HTTPStatusError) -> RawResponse:
        """Return the answer to which a hook of the caller's raised for its status."""
        try:
            content = error.response.content
        except httpx.ResponseNotRead:
            # The hook came before the body.
            content = b""
        return self.reply(error.response, content)

    def too_slow(self) -> ApiTimeoutError:
        """Return the error for an answer that was not complete in time."""
        return ApiTimeoutError(
            f"{self.settings.endpoints.base_url} did not answer in time. Allow more "
            "time with deadline=, or try again later.",
            sent=True,
        )

    def unreached(self, error: httpx.HTTPError) -> ApiConnectionError:
        """Return the error for a request that got no answer."""
        sent = not isinstance(error, _UNSENT)
        where = self.settings.endpoints.base_url
        # httpx's own text may be empty; its traceback would keep the request alive.
        told = str(error) or type(error).__name__
        if isinstance(error, httpx.TimeoutException):
            phase = type(error).__name__.removesuffix("Timeout").lower()
            return ApiTimeoutError(
                f"{where} did not answer in time (during {phase}). Allow more time "
                "with deadline=, or try again later.",
                sent=sent,
            )
        return ApiConnectionError(
            f"{where} could not be reached: {told}. Check the network, the proxy "
            "settings and the base URL.",
            sent=sent,
        )

    def no_place(self) -> ApiTimeoutError:
        """Return the error for a call that was never sent for want of a place."""
        return ApiTimeoutError(
            f"None of the {self.settings.concurrency} places for concurrent calls "
            "became free before the deadline; nothing was sent. Allow more time with "
            "deadline=, or more calls at once with concurrency=.",
            sent=False,
        )

    def _source_and_limiter(
        self, operation: Operation[Any, Any], manner: CallOptions
    ) -> tuple[TokenSource | None, RateLimiter]:
        identities = self.settings.identities
        if not operation.authenticated:
            return None, self._budgets.mints
        if operation.domain == TOKENS:
            return StaticTokenSource(identities.require_user()), self._budgets.user
        return self.service_source(manner.company_id), self._budgets.service

    def _seconds(self, manner: CallOptions) -> float:
        given = manner.deadline
        return self.settings.deadline if given is UNSET else given

    def service_source(self, company_id: str | None = None) -> TokenSource:
        """Return the one source of a company's tokens, whoever asks for them.

        Raises:
            CredentialsError: There is no credential for it; nothing was sent.
        """
        credentials = self.settings.identities.require_service()
        if isinstance(credentials, ClientCredentials):
            if company_id is not None:
                credentials = credentials.for_company(company_id)
            company_id = credentials.company_id
        source = self._services.get(company_id)
        if source is not None:
            return source
        with self._lock:
            source = self._services.get(company_id)
            if source is None:
                source = self._services[company_id] = self._make_source(credentials)
            return source

    def _make_source(self, credentials: Credentials) -> TokenSource:
        if isinstance(credentials, StaticToken):
            return StaticTokenSource(credentials)
        return RefreshingTokenSource(
            partial(fetch_token, credentials, self._send_within_budget),
            cache=self._cache_of(credentials),
            clock=self.settings.clock,
            random=self.settings.random,
        )

    def _cache_of(self, credentials: Credentials) -> TokenFile | None:
        cache, base_url = self.settings.token_cache, self.settings.endpoints.base_url
        if cache is None or not isinstance(credentials, ClientCredentials):
            return None
        return cache.file_for(credentials, base_url=base_url)

    def _send_within_budget(self, body: EncodedRequest) -> RawResponse:
        budget = self._budgets.mints
        slot = budget.try_acquire()
        if isinstance(slot, Saturated):
            message = (
                f"The budget of {budget.limit} tokens a minute is used up "
                f"for another {slot.wait:.0f} s; no token was asked for."
            )
            raise RateLimitError(message, retry_after=slot.wait)
        with slot:
            return self._send(body)


def _headers(response: httpx.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in response.headers.raw
    }


# What httpx raises before the first byte of a request leaves.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
