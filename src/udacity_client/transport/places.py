"""Places for requests that may be out at once, which no interrupt can lose."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from weakref import ref


class Places:
    """A fixed number of places for threads.

    `threading.Semaphore` is written in Python: an interrupt in the middle of it leaves
    its lock held. `SimpleQueue` is written in C, and may be used in `__del__`.

    Args:
        count: How many places there are.

    Attributes:
        free: The places that nobody holds.
    """

    def __init__(self, count: int) -> None:
        self.free: SimpleQueue[Place] = SimpleQueue()
        for _ in range(count):
            self.free.put(Place(self))

    def acquire(self, *, within: float) -> Place | None:
        """Return a place, or None if none becomes free in *within* seconds."""
        try:
            return self.free.get(timeout=within)
        except Empty:
            return None


class Place:
    """One place. It is free again when it is released, or when nobody holds it."""

    __slots__ = ("_places",)

    def __init__(self, places: Places) -> None:
        # Weak, or places would keep each other alive.
        self._places = ref(places)

    def release(self) -> None:
        """Let another thread take it."""
        places = self._places()
        if places is not None:
            places.free.put(self)

    def __del__(self) -> None:
        # An interrupt dropped it. A new one, because this one cannot live again.
        places = self._places()
        if places is not None:
            places.free.put(Place(places))
