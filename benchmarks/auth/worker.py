"""One of several processes that call a server as fast as a rate limit allows.

python worker.py BASE_URL LIMIT WINDOW CALLS [FILE]    # FILE: the limit is shared
"""

from __future__ import annotations

import sys

from udacity_client import ClientCredentials, FileRateLimit, Udacity

PAIR = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")  # noqa: S106 - made up


def main() -> None:
    """Make the calls, one after another."""
    base_url, limit, window, calls, *shared = sys.argv[1:]
    rate_limit: int | FileRateLimit = int(limit)
    if shared:
        rate_limit = FileRateLimit(shared[0], limit=int(limit))
        # The API's window is a minute, too long for a benchmark.
        rate_limit._window = float(window)  # noqa: SLF001 - see above
    with Udacity(PAIR, base_url=base_url, rate_limit=rate_limit) as udacity:
        for _ in range(int(calls)):
            udacity.post("catalog", b'{"query": "{ a }"}')


if __name__ == "__main__":
    main()
