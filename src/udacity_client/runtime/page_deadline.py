"""The deadline of one page, which all requests for it share. No I/O.

A page that took too long is requested again with fewer records. Each of these requests
is a call of its own, and together they may take what the caller allowed for the page.
The pager knows which calls belong together, the client knows the time. A context
variable joins the two, so an `Executor` need not know of either.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from udacity_client.endpoints import DEFAULT_PAGE_SIZE


class PageDeadline:
    """The time until which one page may be requested, in any size.

    Attributes:
        answer_share: The part of the time left that an answer may take. Below 1 a
            smaller page can be requested instead, and needs the rest.
    """

    def __init__(self) -> None:
        self.answer_share: float = 1.0
        self._ends_at: float | None = None

    @contextmanager
    def cover(self, size: int | None) -> Generator[None]:
        """Let this be the deadline of the next call in this context.

        Args:
            size: The number of records to request, if the pager may change it.
        """
        can_shrink = size is not None and size > DEFAULT_PAGE_SIZE
        self.answer_share = 0.5 if can_shrink else 1.0
        reset = _NEXT_CALL.set(self)
        try:
            yield
        finally:
            _NEXT_CALL.reset(reset)

    def start(self, ends_at: float) -> float:
        """Return until when to request the page: *ends_at* of the first call for it."""
        if self._ends_at is None:
            self._ends_at = ends_at
        return self._ends_at


_NEXT_CALL: Final[ContextVar[PageDeadline | None]] = ContextVar(
    "page_deadline", default=None
)


def take_page_deadline() -> PageDeadline | None:
    """Return the deadline of the page that is requested now, for one call only.

    What runs during that call, such as a listener that makes calls of its own, does not
    request the page.
    """
    deadline = _NEXT_CALL.get()
    if deadline is not None:
        _NEXT_CALL.set(None)
    return deadline
