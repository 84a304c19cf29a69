from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from support.shared_limits import file_limit
from udacity_client import SharedRateLimit
from udacity_client.limits.registry import RateLimiters, open_limiters


def limiters(
    rate_limit: int | Literal["auto"] | SharedRateLimit | None,
) -> RateLimiters:
    opened = open_limiters(
        rate_limit,
        service_key="service",
        user_key="user",
        token_key="tokens",
        token_limit=50,
        clock=lambda: 0.0,
    )
    for limiter in opened:
        limiter.reconcile(None, limit=20)
    return opened


def test_each_limiter_follows_but_that_of_requests_for_tokens(tmp_path: Path) -> None:
    shared = file_limit(tmp_path / "limit", limit="auto")

    assert [limiter.limit for limiter in limiters("auto")] == [20, 20, 50]
    assert [limiter.limit for limiter in limiters(shared)] == [20, 20, 50]


def test_each_limiter_hears_for_itself() -> None:
    one, other = limiters("auto"), limiters("auto")
    one.service.reconcile(None, limit=10)

    assert (one.service.limit, one.user.limit, other.service.limit) == (10, 20, 20)


@pytest.mark.parametrize("limit", [7, None])
def test_a_number_that_was_given_is_kept(limit: int | None, tmp_path: Path) -> None:
    tokens = None if limit is None else 50

    assert [limiter.limit for limiter in limiters(limit)] == [limit, limit, tokens]
    shared = file_limit(tmp_path / "limit", limit=7)
    assert [limiter.limit for limiter in limiters(shared)] == [7, 7, 50]
