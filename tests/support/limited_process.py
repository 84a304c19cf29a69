"""One of several processes that call one server as fast as their limit allows.

Run as `python -m support.limited_process BASE_URL PATH-OR-REDIS LIMIT WINDOW CALLS`.
"""

from __future__ import annotations

import sys
from typing import Final

from support.answers import LIST_COURSES
from support.shared_limits import file_limit, redis_limit
from udacity_client import StaticToken, Udacity

_LEASE: Final = 600.0


def hammer(base_url: str, store: str, limit: int, window: float, calls: int) -> None:
    """Call *calls* times, one after the other."""
    shared = (
        redis_limit(store, limit=limit, window=window, lease=_LEASE)
        if store.startswith("redis:")
        else file_limit(store, limit=limit, window=window, lease=_LEASE)
    )
    with Udacity(
        StaticToken("a-token"), base_url=base_url, rate_limit=shared, deadline=600
    ) as udacity:
        for _ in range(calls):
            udacity.execute(LIST_COURSES, {}).require()


if __name__ == "__main__":
    url, store, limit, window, calls = sys.argv[1:]
    hammer(url, store, int(limit), float(window), int(calls))
