"""One token through its life: fetch, refresh early, refresh late, reject."""

from __future__ import annotations

import math
from random import Random

import pytest

from support.clock import VirtualClock
from support.token_endpoint import (
    TokensEndpoint,
    refusal,
    source_over,
    wait_for_refreshes,
)
from udacity_client.auth.credentials import StaticToken
from udacity_client.auth.static_token_source import Refused
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.errors import UdacityError

HOUR = 3600.0


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def endpoint() -> TokensEndpoint:
    return TokensEndpoint()


@pytest.fixture
def source(endpoint: TokensEndpoint, clock: VirtualClock) -> RefreshingTokenSource:
    return source_over(endpoint, clock)


def served(source: RefreshingTokenSource) -> str:
    """Return the token that the source gives."""
    return source.get().authorization.removeprefix("Token ")


def test_a_token_is_fetched_once_and_kept(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    for _ in range(5):
        assert served(source) == "t1"
        clock.advance(500)
    assert endpoint.asked == 1


def test_nothing_is_fetched_before_the_first_call(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    assert source is not None
    assert endpoint.asked == 0


def test_the_header_has_the_documented_scheme(source: RefreshingTokenSource) -> None:
    assert source.get().authorization == "Token t1"
    assert "t1" not in repr(source.get())


def test_nobody_waits_for_an_early_refresh(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    served(source)
    endpoint.wait_until_asked()
    clock.advance(HOUR - 500)
    endpoint.shut()

    assert [served(source) for _ in range(3)] == ["t1"] * 3
    endpoint.wait_until_asked()
    assert endpoint.asked == 2
    endpoint.open()
    wait_for_refreshes()
    assert served(source) == "t2"
    assert endpoint.asked == 2


def test_a_token_is_stale_660_to_600_seconds_before_its_end(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    served(source)
    clock.advance(HOUR - 661)
    served(source)
    wait_for_refreshes()
    assert endpoint.asked == 1
    clock.advance(61)
    served(source)
    wait_for_refreshes()
    assert endpoint.asked == 2


def test_both_windows_shrink_with_the_lifetime(clock: VirtualClock) -> None:
    endpoint = TokensEndpoint(lifetime=60)
    source = source_over(endpoint, clock)
    token = source.get()

    assert token.stale_after == pytest.approx(50, abs=1)
    assert token.refresh_before_use_after == 59
    assert token.lifetime == 60


def test_a_lifetime_that_no_clock_can_hold_has_no_end(clock: VirtualClock) -> None:
    token = source_over(TokensEndpoint(lifetime=10**400), clock).get()

    assert token.lifetime == token.stale_after == math.inf


def test_a_failing_early_refresh_leaves_the_token(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    served(source)
    clock.advance(HOUR - 500)
    endpoint.answers.extend(refusal(500) for _ in range(50))

    for _ in range(90):
        assert served(source) == "t1"
        wait_for_refreshes()
        clock.advance(5)
    # 5, 10, 20, 40, 60, 60, … seconds apart, a little less because of jitter.
    assert 8 <= endpoint.asked - 1 <= 16


def test_close_to_the_end_callers_wait_for_the_new_token(
    source: RefreshingTokenSource, clock: VirtualClock
) -> None:
    served(source)
    clock.advance(HOUR - 59)

    assert served(source) == "t2"


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_if_that_fails_the_old_token_serves_to_its_end(
    status: int,
    source: RefreshingTokenSource,
    endpoint: TokensEndpoint,
    clock: VirtualClock,
) -> None:
    served(source)
    clock.advance(HOUR - 59)
    endpoint.answers.extend(refusal(status) for _ in range(9))

    assert served(source) == "t1"
    clock.advance(58)
    assert served(source) == "t1"
    clock.advance(1)
    with pytest.raises(UdacityError):
        served(source)


def test_an_endpoint_that_recovers_is_asked_soon_after_the_end(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    served(source)
    clock.advance(HOUR - 300)
    endpoint.answers.extend(refusal(500) for _ in range(50))
    for _ in range(299):
        served(source)
        wait_for_refreshes()
        clock.advance(1)
    endpoint.answers.clear()
    clock.advance(2)  # the token expired a second ago, and the endpoint works again

    assert served(source).startswith("t")


def test_a_late_refusal_drops_nothing(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    old = source.get()
    clock.advance(HOUR)
    new = source.get()
    clock.advance(10)

    assert source.reject(old, "catalog") is Refused.USE_ANOTHER
    assert source.get() is new
    assert endpoint.asked == 2


def test_a_refused_token_is_replaced(
    source: RefreshingTokenSource, clock: VirtualClock
) -> None:
    token = source.get()
    source.accept(token, "catalog")
    clock.advance(5)

    assert source.reject(token, "catalog") is Refused.USE_ANOTHER
    assert served(source) == "t2"


def test_a_token_that_the_domain_never_accepted_is_kept(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    token = source.get()
    source.accept(token, "tokens")
    clock.advance(1000)

    assert source.reject(token, "catalog") is Refused.WAIT
    assert source.get() is token
    assert endpoint.asked == 1


def test_a_token_without_an_end_that_no_domain_accepts_is_asked_for_again(
    clock: VirtualClock,
) -> None:
    given = iter("abcd")
    source = RefreshingTokenSource(
        lambda: StaticToken(next(given)), clock=clock.both(), random=Random(1)
    )
    for value in "abbc":
        token = source.get()
        assert token.value == value
        assert source.reject(token, "catalog") is Refused.WAIT
        clock.advance(16)


def test_a_token_without_an_end_that_another_domain_accepted_is_kept(
    clock: VirtualClock,
) -> None:
    given = iter("ab")
    source = RefreshingTokenSource(
        lambda: StaticToken(next(given)), clock=clock.both(), random=Random(1)
    )
    token = source.get()
    source.accept(token, "tokens")

    assert source.reject(token, "catalog") is Refused.WAIT
    assert source.get() is token


def test_many_refusals_of_one_token_cost_one_request(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    token = source.get()
    source.accept(token, "catalog")
    clock.advance(10)

    for _ in range(8):
        assert source.reject(token, "catalog") is Refused.USE_ANOTHER
        assert served(source) == "t2"
    assert endpoint.asked == 2


def test_refusals_replace_one_token_in_half_a_minute(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    def refused() -> Refused:
        token = source.get()
        source.accept(token, "catalog")
        return source.reject(token, "catalog")

    assert refused() is Refused.USE_ANOTHER
    clock.advance(29)
    assert refused() is Refused.GIVE_UP
    clock.advance(1)
    assert refused() is Refused.USE_ANOTHER
    assert endpoint.asked == 2
