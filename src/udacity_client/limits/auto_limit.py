"""Follow the rate limit that the API states in its answers. No I/O."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, TypeGuard

Limit: TypeAlias = int | Literal["auto"]
"""Requests a minute; `auto` for as many as the API states."""

HIGHEST: Final = 10_000
"""The highest limit that is believed: a hundred times the documented one.

A header with more counts something else, such as the requests of a month.
"""

_ANSWERS_TO_RAISE: Final = 3


class AutoLimit:
    """The rule by which a limit follows `X-RateLimit-Limit`.

    A lower limit counts at once, because more requests would be refused. A higher one
    counts if three answers in a row state it, because a single one may be late, or come
    from a server that is about to be replaced. What is not a whole number from 1 to
    `HIGHEST` is ignored, as if the answer had no such header.
    """

    def __init__(self) -> None:
        self._higher = 0
        self._times = 0

    def follow(self, current: int, stated: int | None) -> int:
        """Return the limit after an answer that states *stated*."""
        if not is_plausible(stated):
            return current
        if stated <= current:
            self._times = 0
            return stated
        self._times = self._times + 1 if stated == self._higher else 1
        self._higher = stated
        return stated if self._times >= _ANSWERS_TO_RAISE else current


def is_plausible(limit: int | None) -> TypeGuard[int]:
    """Return whether *limit* can be a number of requests a minute."""
    return limit is not None and 1 <= limit <= HIGHEST
