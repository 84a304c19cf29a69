"""The limit follows what answers state, whoever hears of it and in whichever order."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from support.clock import VirtualClock
from support.shared_limits import file_limit
from udacity_client.limits.auto_limit import HIGHEST
from udacity_client.limits.shared import SharedLimiter
from udacity_client.limits.sliding_window import Permit, RateLimiter, SlidingWindow
from udacity_client.protocol.http_response import RawResponse

# Few values, so three in a row are often equal.
NUMBERS = st.sampled_from(["20", "100", "150", "250"])
NONSENSE = st.sampled_from(
    ["", "0", "-1", "-0", "1e2", "1.5", "0x10", "nan", "inf", "many", "100, 100;w=60",
     "10001", "999999999", "9" * 40, "\u0665", " 7", "+7"],
) | st.text(max_size=5).filter(lambda text: not text.isdigit())  # fmt: skip
HEADERS = st.lists(NUMBERS | NUMBERS | NUMBERS | NONSENSE, max_size=40)


def hear(limiter: RateLimiter, header: str) -> None:
    """Tell *limiter* of an answer with this `X-RateLimit-Limit`."""
    headers = {"x-ratelimit-limit": header}
    stated = RawResponse(200, headers, b"", received_at=0.0).rate_limit
    limiter.reconcile(stated.remaining, limit=stated.limit)


def expected(headers: Sequence[str]) -> int:
    """Return the limit after *headers*, found from the whole list instead of in steps.

    It is the lowest that was stated since the last time that three in a row agreed.
    """
    limits = [int(text) for text in headers if text in {"20", "100", "150", "250"}]
    base, since = 100, limits
    for end in range(len(limits), 2, -1):
        if len(set(limits[end - 3 : end])) == 1:
            base, since = limits[end - 1], limits[end:]
            break
    return min([base, *since])


@given(headers=HEADERS)
def test_the_limit_is_the_lowest_since_three_answers_agreed(
    headers: list[str],
) -> None:
    limiter = SlidingWindow("auto")
    for count, header in enumerate(headers, start=1):
        hear(limiter, header)
        assert limiter.limit == expected(headers[:count])


@given(texts=st.lists(st.text(max_size=12) | st.integers().map(str), max_size=30))
def test_whatever_is_stated_the_limit_can_be_kept(texts: list[str]) -> None:
    limiter = SlidingWindow("auto")
    for text in texts:
        hear(limiter, text)
        assert limiter.limit is not None
        assert 1 <= limiter.limit <= HIGHEST
        assert str(limiter.limit) in {"100", *(text.lstrip("0") for text in texts)}


@given(headers=HEADERS, limit=st.none() | st.integers(1, 300))
def test_a_number_that_the_caller_gave_is_never_changed(
    headers: list[str], limit: int | None
) -> None:
    limiter = SlidingWindow(limit)
    for header in headers:
        hear(limiter, header)

    assert limiter.limit == limit


# A file is some hundred times slower than memory.
@settings(max_examples=10)
@given(turns=st.lists(st.tuples(st.integers(0, 2), NUMBERS), max_size=10))
def test_processes_with_one_file_send_by_one_limit(
    turns: list[tuple[int, str]],
) -> None:
    clock = VirtualClock()
    with TemporaryDirectory() as folder:
        limiters = [
            SharedLimiter(
                file_limit(Path(folder, "l"), limit="auto", clock=clock.monotonic),
                "k",
                limit="auto",
            )
            for _ in range(3)
        ]
        for who, header in turns:
            take_and_release(limiters[who])
            hear(limiters[who], header)
            now = limiters[who].limit
            for limiter in limiters:
                take_and_release(limiter)
            assert [limiter.limit for limiter in limiters] == [now] * 3
            clock.advance(60)


@settings(max_examples=20)
@given(headers=st.lists(NUMBERS | NONSENSE, max_size=24), last=NUMBERS)
def test_threads_that_hear_at_once_end_with_what_is_stated_last(
    headers: list[str], last: str
) -> None:
    limiter = SlidingWindow("auto")
    threads = 4
    barrier = threading.Barrier(threads)

    def send_and_hear(nth: int) -> None:
        barrier.wait()
        for header in headers[nth::threads]:
            permit = limiter.try_acquire()
            hear(limiter, header)
            if isinstance(permit, Permit):
                permit.release()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(send_and_hear, range(threads)))
    for _ in range(3):
        hear(limiter, last)

    assert limiter.limit == int(last)


def take_and_release(limiter: RateLimiter) -> None:
    permit = limiter.try_acquire()
    if isinstance(permit, Permit):
        permit.release()
