"""The sources of tokens of a client: one for each company, shared by all calls."""

from __future__ import annotations

from functools import partial
from random import Random

from udacity_client.auth.credentials import ClientCredentials, Credentials, StaticToken
from udacity_client.auth.generate_token import Send, fetch_token
from udacity_client.auth.static_token_source import StaticTokenSource, TokenSource
from udacity_client.auth.token_cache import TokenFile
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.errors import ApiConnectionError, RateLimitError
from udacity_client.limits.sliding_window import RateLimiter, Saturated
from udacity_client.options import ClientOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest
from udacity_client.system.clock import Clock
from udacity_client.system.fork_safety import ForkSafeLock


class TokenSources:
    """A token source for each company that was asked for.

    Args:
        options: The options of the client.
        send: Posts to the tokens endpoint, called in a thread of the token source.
        limiter: What requests for tokens count against.
        clock: Where the time comes from.
        random: Where jitter comes from.
    """

    def __init__(
        self,
        options: ClientOptions,
        send: Send,
        limiter: RateLimiter,
        *,
        clock: Clock,
        random: Random,
    ) -> None:
        self._options = options
        self._send = send
        self._limiter = limiter
        self._clock = clock
        self._random = random
        self._lock = ForkSafeLock()
        self._services: dict[str | None, TokenSource] = {}

    def service(self, company_id: str | None = None) -> TokenSource:
        """Return the one source of a company's tokens, for all who ask.

        Raises:
            CredentialsError: There is no credential for it; nothing was sent.
        """
        credentials = self._options.resolved.require_service()
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
                source = self._services[company_id] = self._make(credentials)
            return source

    def user(self) -> TokenSource:
        """Return the source of the logged-in user's token.

        Raises:
            CredentialsError: There is none; nothing was sent.
        """
        return StaticTokenSource(self._options.resolved.require_user())

    def _make(self, credentials: Credentials) -> TokenSource:
        if isinstance(credentials, StaticToken):
            return StaticTokenSource(credentials)
        return RefreshingTokenSource(
            partial(fetch_token, credentials, self._send_within_limit),
            cache=self._cache_file(credentials),
            clock=self._clock,
            random=self._random,
        )

    def _cache_file(self, credentials: Credentials) -> TokenFile | None:
        cache = self._options.token_cache
        if cache is None or not isinstance(credentials, ClientCredentials):
            return None
        return cache.file_for(credentials, base_url=self._options.endpoints.base_url)

    def _send_within_limit(self, request: EncodedRequest) -> RawResponse:
        permit = self._limiter.try_acquire()
        if isinstance(permit, Saturated):
            message = (
                f"The limit of {self._limiter.limit} tokens a minute is used up "
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
