"""Find how many records to ask for at once, without asking.

The largest page that the API serves is not documented, and page size decides how long
a large job takes: at 100 requests a minute, 100,000 records take 20 minutes by pages of
50 and one minute by pages of 1,000. So a large page is asked for first, and what the
server makes of it is remembered.
"""

from __future__ import annotations

from typing import Final

from udacity_client.errors import (
    ApiStatusError,
    ApiTimeoutError,
    GraphQLError,
    UdacityError,
)

LARGEST: Final = 1000
"""How many records are asked for at first."""

SURE: Final = 50
"""How many the API gives where nothing is asked (documented), so that it must be able
to."""

_TOO_LARGE: Final = frozenset({400, 413, 422})
_TOO_SLOW: Final = frozenset({408, 504})


class PageSize:
    """Remember what a domain's server makes of large pages.

    A page that is shorter than what was asked, with more to follow, shows the server's
    cap. A refusal of a size that never worked is taken as one of the size: the next
    page asks for 50, and later ones for twice as many each, up to what was refused. A
    page that took too long is asked for again with half as many records.

    It may be shared by threads: at worst, one of them asks once more.
    """

    def __init__(self) -> None:
        self.current: int = LARGEST
        self._cap: int | None = None
        self._vary = False
        self._proven = 0
        self._refused: int | None = None

    def served(self, asked: int, *, got: int) -> None:
        """Learn from a page of *got* records, after which others follow."""
        self._proven = max(self._proven, asked)
        if got < asked:
            self._learn_cap(asked, got)
        elif asked == self.current and self._refused is not None:
            twice = 2 * asked
            self.current = twice if twice < self._refused else asked

    def failed(self, asked: int, error: UdacityError) -> bool:
        """Learn from a page that failed; return whether to ask for a smaller one."""
        if _is_too_slow(error):
            return self._halve(asked)
        if _may_be_too_large(error):
            return self._fall_back(asked)
        return False

    def _learn_cap(self, asked: int, got: int) -> None:
        if self._vary or got == 0:
            return
        if self._cap is not None and asked <= self._cap:
            # Shorter than a page was before: its pages vary, and show no cap.
            self._vary = True
            self.current = LARGEST if self._refused is None else self._cap
        elif self._cap is None:
            self._cap = self.current = got

    def _halve(self, asked: int) -> bool:
        if asked <= SURE:
            return False
        self._refused = min(asked, self._refused or asked)
        self.current = max(SURE, asked // 2)
        self._proven = min(self._proven, self.current)
        return True

    def _fall_back(self, asked: int) -> bool:
        if asked <= self._proven:
            return False
        if asked <= SURE:
            # So it was not the size either that was refused before.
            self.current, self._refused = LARGEST, None
            return False
        self._refused = min(asked, self._refused or asked)
        self.current = max(SURE, self._proven)
        return True


def _is_too_slow(error: UdacityError) -> bool:
    if isinstance(error, ApiTimeoutError):
        return error.sent
    return isinstance(error, ApiStatusError) and error.status in _TOO_SLOW


def _may_be_too_large(error: UdacityError) -> bool:
    if isinstance(error, GraphQLError):
        return error.data is None
    return isinstance(error, ApiStatusError) and error.status in _TOO_LARGE
