"""Get a new token: one that another process cached on disk, or else from the API."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from udacity_client.auth.access_token import AccessToken, make_access_token
from udacity_client.auth.credentials import StaticToken
from udacity_client.auth.token_cache import StoredToken, TokenFile
from udacity_client.system.clock import Clock

FetchToken: TypeAlias = Callable[[], StaticToken]
"""Returns a new token, with its lifetime if it is known; may block."""


class TokenFetcher:
    """The way to new tokens, which other processes share.

    Args:
        fetch: How to get a token from the API, or from the user's function.
        cache: The file with other processes' tokens, where ours are stored as well.
        clock: The source of time.
        random: The source of jitter.
    """

    def __init__(
        self,
        fetch: FetchToken,
        *,
        cache: TokenFile | None,
        clock: Clock,
        random: Random,
    ) -> None:
        self._fetch = fetch
        self._cache = cache
        self._clock = clock
        self._random = random
        self._rejected: AccessToken | None = None

    def reject(self, token: AccessToken) -> None:
        """Never return *token* again, which the API refused; drop it from the cache."""
        self._rejected = token

    def get(self, current: AccessToken | None) -> AccessToken:
        """Return a token that is better than *current*, the one in use; may block.

        Raises:
            ConfigurationError: The cache is not this user's alone.
            UdacityError: No token could be fetched.
        """
        cache = self._cache
        if cache is None:
            return self._fetch_now()
        token = self._load(cache, current)
        if token is not None:
            return token
        with cache.locked():
            # The process that held the lock before us may have fetched one.
            token = self._load(cache, current)
            if token is not None:
                return token
            if self._rejected is not None:
                cache.drop(self._rejected.value)
            token = self._fetch_now()
            cache.save(
                StoredToken(token.value, token.requested_at_wall, token.lifetime)
            )
        return token

    def _load(
        self, cache: TokenFile, current: AccessToken | None
    ) -> AccessToken | None:
        """Return the token in *cache* if it is better than *current*."""
        stored, rejected = cache.load(), self._rejected
        if stored is None or (rejected and stored.value == rejected.value):
            return None
        age = self._clock.wall() - stored.requested_at
        if age < 0:
            # The clock was set back, so nobody knows how old the token is.
            return None
        token = make_access_token(
            stored.value,
            requested_at=self._clock.monotonic() - age,
            requested_at_wall=stored.requested_at,
            lifetime=stored.lifetime,
            uniform=self._random.uniform,
            is_cached=True,
        )
        if current is None or current is rejected:
            is_better = age < token.refresh_before_use_after
        else:
            is_newer = stored.requested_at > current.requested_at_wall
            is_better = is_newer and age < token.stale_after
        return token if is_better and cache.is_ours(stored) else None

    def _fetch_now(self) -> AccessToken:
        # Counted from before the request, so we can only refresh too soon.
        requested_at, requested_at_wall = self._clock.monotonic(), self._clock.wall()
        token = self._fetch()
        lifetime = _seconds(token.expires_in)
        return make_access_token(
            token.reveal(),
            requested_at=requested_at,
            requested_at_wall=requested_at_wall,
            lifetime=lifetime,
            uniform=self._random.uniform,
        )


def _seconds(lifetime: float | None) -> float:
    """Return the seconds that a token lives; what no float can hold has no end."""
    try:
        return math.inf if lifetime is None else float(lifetime)
    except OverflowError:
        return math.inf
