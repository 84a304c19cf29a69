"""An access token and its refresh times."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from udacity_client.system.clock import Clock

_STALE_WINDOW: Final = 600.0
_STALE_SHARE: Final = 1 / 6
_BLOCKING_WINDOW: Final = 60.0
_BLOCKING_SHARE: Final = 1 / 60


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token, and until when it may be used. All times are in seconds.

    Attributes:
        authorization: The value of the `Authorization` header.
        requested_at: When it was requested, on the monotonic clock.
        requested_at_wall: When it was requested, on the wall clock.
        stale_after: The age from which it is refreshed in the background.
        refresh_before_use_after: The age from which callers wait for the refresh.
        lifetime: The age at which it expires.
        is_cached: Whether another process requested it, which has used it since.
    """

    authorization: str = field(repr=False)
    requested_at: float = 0.0
    requested_at_wall: float = 0.0
    stale_after: float = math.inf
    refresh_before_use_after: float = math.inf
    lifetime: float = math.inf
    is_cached: bool = False

    @property
    def value(self) -> str:
        """The token itself, to be masked wherever text is shown."""
        return self.authorization.partition(" ")[2]

    def age(self, clock: Clock) -> float:
        """Return how many seconds ago it was requested.

        If the monotonic clock stops during suspend, the clock that ran more tells. Else
        the wall clock is not read: it may be set, or frozen in some threads only.
        """
        age = clock.monotonic() - self.requested_at
        if clock.counts_suspend:
            return age
        return max(age, clock.wall() - self.requested_at_wall)


def make_access_token(
    value: str,
    *,
    requested_at: float,
    requested_at_wall: float,
    lifetime: float,
    uniform: Callable[[float, float], float],
    is_cached: bool = False,
) -> AccessToken:
    """Return the token *value*, with the refresh times that follow from its lifetime.

    Args:
        value: The token itself.
        requested_at: When it was requested, on the monotonic clock.
        requested_at_wall: When it was requested, on the wall clock.
        lifetime: The age at which it expires, in seconds.
        uniform: The source of jitter: processes must not all refresh at once.
        is_cached: Whether another process requested it.
    """
    stale_window = min(_STALE_WINDOW, lifetime * _STALE_SHARE)
    return AccessToken(
        authorization=f"Token {value}",
        requested_at=requested_at,
        requested_at_wall=requested_at_wall,
        stale_after=lifetime - stale_window - uniform(0, stale_window / 10),
        refresh_before_use_after=lifetime - blocking_window(lifetime),
        lifetime=lifetime,
        is_cached=is_cached,
    )


def blocking_window(lifetime: float) -> float:
    """Return for how many seconds before its end a token is refreshed before use."""
    return min(_BLOCKING_WINDOW, lifetime * _BLOCKING_SHARE)
