"""Whether the API's host takes connections. No I/O.

While it refuses them, one call at a time tries to connect, and all others wait for what
it finds: a server that starts again must not meet a crowd. `outcomes.py` says which
errors are a refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from random import Random
from typing import Final

from udacity_client.errors import ApiConnectionError
from udacity_client.system.fork_safety import ForkSafeLock

SHORTEST_PAUSE: Final = 0.25
"""Seconds between a probe and the next one, at least."""

LONGEST_PAUSE: Final = 2.0
"""Seconds between a probe and the next one, at most."""

# A host that takes longer to refuse a connection has accepted it. This also frees the
# place of a probe that was interrupted.
_PROBE_ENDS: Final = 5.0
_ROUNDING: Final = 1e-6


class HostStatus:
    """What all calls of a client know about their host.

    Args:
        clock: A monotonic clock.
        random: Where jitter comes from: the clients of a fleet must not probe at once.
    """

    def __init__(self, *, clock: Callable[[], float], random: Random) -> None:
        self._clock = clock
        self._random = random
        self._lock = ForkSafeLock()
        self._was_reached = False
        self._refusal: ApiConnectionError | None = None
        self._refusals = 0
        self._next_probe = 0.0
        self._probe_ends = 0.0

    @property
    def was_reached(self) -> bool:
        """Whether the host ever answered."""
        return self._was_reached

    @property
    def is_down(self) -> bool:
        """Whether the last connection was refused."""
        return self._refusal is not None

    def refusal(self) -> ApiConnectionError | None:
        """Return a copy of the last refusal, for a call that did not ask itself."""
        return copy(self._refusal)

    def admit(self) -> float:
        """Return 0 if a request may leave now, or else how many seconds to wait."""
        if self._refusal is None:
            return 0.0
        with self._lock.lock:
            now = self._clock()
            wait = self._next_probe - now
            # A sleep may end by a rounding error too early.
            if wait > _ROUNDING:
                return wait
            if now < self._probe_ends:
                return SHORTEST_PAUSE
            self._probe_ends = now + _PROBE_ENDS
            return 0.0

    def give_up_probe(self) -> None:
        """Let another call probe, because the one that was admitted sent nothing."""
        self._probe_ends = 0.0

    def record_answer(self) -> None:
        """Record that the host answered: everybody may ask."""
        if self._refusal is None and self._was_reached:
            return
        with self._lock.lock:
            self._was_reached, self._refusal, self._refusals = True, None, 0
            self._next_probe = self._probe_ends = 0.0

    def record_refusal(self, error: ApiConnectionError) -> None:
        """Record that no connection could be made."""
        with self._lock.lock:
            now = self._clock()
            # A copy, because a call notes itself on its own error.
            self._refusal = copy(error)
            if self._next_probe - now > _ROUNDING:
                return  # of a crowd that left before the first refusal
            longest = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2.0**self._refusals)
            self._refusals = min(self._refusals + 1, 8)
            self._next_probe = now + self._random.uniform(SHORTEST_PAUSE, longest)
            self._probe_ends = 0.0
