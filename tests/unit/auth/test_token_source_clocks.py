"""Callers that do not wait, clocks that jump, and malformed tokens."""

from __future__ import annotations

import pytest

from support.clock import VirtualClock
from support.token_endpoint import (
    TokensEndpoint,
    grant,
    source_over,
    wait_for_refreshes,
)
from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.credentials import StaticToken, UserToken
from udacity_client.auth.static_token_source import Refused, StaticTokenSource
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.errors import ApiTimeoutError, ServerError, UdacityError
from udacity_client.system.clock import Clock

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


def test_a_caller_that_does_not_wait_gets_an_error_and_harms_nobody(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.shut()
    with pytest.raises(ApiTimeoutError, match="deadline") as caught:
        source.get(within=0)
    assert not caught.value.sent

    endpoint.open()
    assert served(source) == "t1"
    assert endpoint.asked == 1


def test_a_caller_that_does_not_wait_gets_the_old_token_until_its_end(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    token = source.get()
    clock.advance(HOUR - 30)
    endpoint.shut()

    assert source.get(within=0) is token
    endpoint.open()
    wait_for_refreshes()


def test_after_suspend_the_wall_clock_shows_that_the_token_expired(
    endpoint: TokensEndpoint,
) -> None:
    wall = [0.0]
    stops = Clock(lambda: 1000.0, lambda: wall[0], counts_suspend=False)
    source = source_over(endpoint, stops)
    served(source)
    wall[0] += 2 * HOUR

    assert served(source) == "t2"


@pytest.mark.parametrize("jump", [20 * 365 * 24 * HOUR, -20 * 365 * 24 * HOUR])
def test_a_wall_clock_that_is_set_or_frozen_does_not_change_the_age(
    endpoint: TokensEndpoint, jump: float
) -> None:
    wall, now = [0.0], [1000.0]
    clock = Clock(lambda: now[0], lambda: wall[0], counts_suspend=True)
    source = source_over(endpoint, clock)
    served(source)
    wall[0] += jump
    assert served(source) == "t1"

    now[0] += 2 * HOUR
    assert served(source) == "t2"


@pytest.mark.parametrize("lifetime", [0, -1])
def test_a_token_that_is_expired_when_it_comes_is_not_used(
    lifetime: int,
    source: RefreshingTokenSource,
    endpoint: TokensEndpoint,
) -> None:
    endpoint.answers.append(grant("dead", lifetime=lifetime))

    with pytest.raises(UdacityError, match="expires"):
        source.get()


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ünïcode", ""])
def test_a_token_that_no_header_can_hold_is_refused_without_showing_it(
    token: str, source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.answers.append(grant(token))

    with pytest.raises(UdacityError) as caught:
        source.get()
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize(
    ("credential", "header"),
    [
        (StaticToken("abc"), "Token abc"),
        (UserToken("a.b.c"), "Bearer a.b.c"),
        (UserToken("a.b.c", scheme="JWT"), "JWT a.b.c"),
    ],
)
def test_a_static_token_is_never_replaced(
    credential: StaticToken | UserToken, header: str
) -> None:
    source = StaticTokenSource(credential)
    token = source.get()

    assert token.authorization == header
    assert source.reject(token, "catalog") is Refused.GIVE_UP
    assert source.get() is token
    assert isinstance(token, AccessToken)


def test_an_unexpected_failure_is_reported_without_its_text(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.answers.append(ValueError("udcs_secret"))

    with pytest.raises(UdacityError, match="ValueError") as caught:
        source.get()
    assert "udcs_secret" not in str(caught.value)


def test_even_a_base_exception_leaves_nobody_waiting(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    endpoint.answers.append(SystemExit())

    with pytest.raises(UdacityError) as caught:
        source.get(within=60)
    assert not isinstance(caught.value, ServerError | ApiTimeoutError)
    clock.advance(60)
    assert served(source) == "t2"
