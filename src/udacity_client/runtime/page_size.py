"""Learn the largest page that a server accepts, from the pages it sends.

The largest page that the API serves is not documented, and page size decides how long a
large job takes: at 100 requests a minute, 100,000 records take 20 minutes by pages of
50 and one minute by pages of 1,000. So a large page is requested first, and the
server's reaction is remembered.
"""

from __future__ import annotations

from typing import Final

from udacity_client.endpoints import DEFAULT_PAGE_SIZE, TOKEN_REQUEST
from udacity_client.errors import (
    ApiStatusError,
    ApiTimeoutError,
    GraphQLError,
    UdacityError,
)

INITIAL_PAGE_SIZE: Final = 1000
"""How many records are requested at first."""

_FIRST_PROBE: Final = 2
"""After how many full pages of a cap's size to request more, for the first time."""

_TOO_LARGE: Final = frozenset({400, 413, 422})
_TOO_SLOW: Final = frozenset({408, 504})


class PageSize:
    """The page size to request from one domain's server, adapted to its responses.

    A page shorter than requested, with more to follow, shows the server's cap, or that
    this one page was short. So after two full pages of the cap's size a large one is
    requested again, after another such page 4 later, then 8, and so on. A server with a
    cap answers with a full page all the same, so it costs nothing; a page larger than
    the cap shows that there is none.

    If a size that never worked is refused, the size is taken to be the reason: the next
    page asks for the documented default, and each later one for twice as many, up to
    the refused size. A page that was too slow for a proxy is requested again with half
    as many records; one that was too slow for our own deadline with the default,
    because time is left for one more try and not for many.

    Threads may share one: at worst, one of them sends one more request.

    Attributes:
        current: How many records to request next.
    """

    def __init__(self) -> None:
        self.current: int = INITIAL_PAGE_SIZE
        self._cap: int | None = None
        self._pages_until_probe = self._probe_interval = _FIRST_PROBE
        self._pages_vary = False
        self._largest_served = 0
        self._smallest_refused: int | None = None

    def learn_from_page(self, requested: int, *, received: int) -> None:
        """Adapt to a page of *received* records that others follow."""
        self._largest_served = max(self._largest_served, requested)
        if self._cap is not None and received > self._cap:
            self._forget_cap()
        elif received < requested:
            self._learn_cap(requested, received)
        elif requested == self._cap == self.current:
            self._pages_until_probe -= 1
            if self._pages_until_probe <= 0:
                self.current = self._unlimited
        elif requested == self.current and self._smallest_refused is not None:
            doubled = 2 * requested
            self.current = doubled if doubled < self._smallest_refused else requested

    def learn_from_last_page(self, *, received: int) -> None:
        """Adapt to a page of *received* records that none follows."""
        if self._cap is not None and received > self._cap:
            self._forget_cap()

    def learn_from_error(self, requested: int, error: UdacityError) -> bool:
        """Adapt to a failed request; return whether to request a smaller page."""
        if error.operation == TOKEN_REQUEST:
            return False  # the page was not even requested
        if is_too_slow(error):
            is_timeout = isinstance(error, ApiTimeoutError)
            return self._shrink(requested, 0 if is_timeout else requested // 2)
        if _may_be_too_large(error):
            return self._fall_back(requested)
        return False

    def _learn_cap(self, requested: int, received: int) -> None:
        if self._pages_vary or received == 0:
            return
        if self._cap is None:
            self._cap = self.current = received
        elif requested > self._cap == received:
            self.current = self._cap
            self._probe_interval *= 2
            self._pages_until_probe = self._probe_interval
        else:
            self._forget_cap()

    def _forget_cap(self) -> None:
        """Pages of this server vary, so a short one shows no cap."""
        self._pages_vary = True
        self._cap = None
        self.current = self._unlimited

    @property
    def _unlimited(self) -> int:
        """What to request of a server that has no cap."""
        unlimited = self._smallest_refused is None
        return INITIAL_PAGE_SIZE if unlimited else self._largest_served

    def _shrink(self, requested: int, size: int) -> bool:
        if requested <= DEFAULT_PAGE_SIZE:
            return False
        self._lower_smallest_refused(requested)
        self.current = max(DEFAULT_PAGE_SIZE, size)
        self._largest_served = min(self._largest_served, self.current)
        return True

    def _fall_back(self, requested: int) -> bool:
        if requested <= self._largest_served:
            return False
        if requested <= DEFAULT_PAGE_SIZE:
            # The default is refused too, so size was not the reason before either.
            self.current, self._smallest_refused = INITIAL_PAGE_SIZE, None
            return False
        self._lower_smallest_refused(requested)
        self.current = max(DEFAULT_PAGE_SIZE, self._largest_served)
        return True

    def _lower_smallest_refused(self, requested: int) -> None:
        self._smallest_refused = min(requested, self._smallest_refused or requested)


def is_too_slow(error: UdacityError) -> bool:
    """Return whether there was no answer in time; a smaller page may be quicker."""
    if isinstance(error, ApiTimeoutError):
        return error.sent
    return isinstance(error, ApiStatusError) and error.status in _TOO_SLOW


def _may_be_too_large(error: UdacityError) -> bool:
    if isinstance(error, GraphQLError):
        return error.data is None
    return isinstance(error, ApiStatusError) and error.status in _TOO_LARGE
