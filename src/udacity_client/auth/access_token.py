"""Know how long one token may be used, without having any made."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from udacity_client.system.clock import Clock

_EARLY: Final = 600.0
_EARLY_SHARE: Final = 1 / 6
_MUST: Final = 60.0
_MUST_SHARE: Final = 1 / 60


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Hold a token, and how long it may be used.

    Attributes:
        authorization: What goes into the `Authorization` header.
        minted_at: When it was asked for, on the monotonic clock.
        minted_at_wall: When it was asked for, on the wall clock.
        early: From what age on it is renewed in the background.
        must: From what age on callers wait for the renewal.
        lifetime: At what age it ends.
    """

    authorization: str = field(repr=False)
    requested_at: float = 0.0
    requested_at_wall: float = 0.0
    stale_after: float = math.inf
    refresh_before_use_after: float = math.inf
    lifetime: float = math.inf

    @property
    def value(self) -> str:
        """The token itself, to be kept out of what is shown."""
        return self.authorization.partition(" ")[2]

    def age(self, clock: Clock) -> float:
        """Return how many seconds ago it was asked for, by the clock that ran more.

        The monotonic clock may stop while a machine sleeps, the wall clock may be set.
        """
        return max(
            clock.monotonic() - self.requested_at, clock.wall() - self.requested_at_wall
        )


def make_access_token(
    value: str,
    *,
    requested_at: float,
    requested_at_wall: float,
    lifetime: float,
    uniform: Callable[[float, float], float],
) -> AccessToken:
    """Return the token *value*, with the windows that follow from its lifetime.

    Args:
        value: The token itself.
        asked: When it was asked for, on the monotonic clock.
        asked_wall: When it was asked for, on the wall clock.
        lifetime: At what age it ends, in seconds.
        uniform: Where jitter comes from, so that processes do not renew all at once.
    """
    early = min(_EARLY, lifetime * _EARLY_SHARE)
    return AccessToken(
        authorization=f"Token {value}",
        requested_at=requested_at,
        requested_at_wall=requested_at_wall,
        stale_after=lifetime - early - uniform(0, early / 10),
        refresh_before_use_after=lifetime - blocking_window(lifetime),
        lifetime=lifetime,
    )


def blocking_window(lifetime: float) -> float:
    """Return in how many last seconds of its *lifetime* a token is renewed first."""
    return min(_MUST, lifetime * _MUST_SHARE)
