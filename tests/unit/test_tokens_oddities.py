"""Meet impatient callers, odd clocks and odd tokens."""

from __future__ import annotations

import pytest

from support.clock import VirtualClock
from support.mints import TokensEndpoint, grant, let_land, source_over
from udacity_client.clock import Clock
from udacity_client.credentials import StaticToken, UserToken
from udacity_client.errors import ApiTimeoutError, ServerError, UdacityError
from udacity_client.token import Token
from udacity_client.tokens import FixedTokenSource, MintingTokenSource

HOUR = 3600.0


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def endpoint() -> TokensEndpoint:
    return TokensEndpoint()


@pytest.fixture
def source(endpoint: TokensEndpoint, clock: VirtualClock) -> MintingTokenSource:
    return source_over(endpoint, clock)


def served(source: MintingTokenSource) -> str:
    """Return which token is handed out."""
    return source.get().authorization.removeprefix("Token ")


def test_who_will_not_wait_gets_an_error_and_harms_nobody(
    source: MintingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.shut()
    with pytest.raises(ApiTimeoutError, match="deadline") as caught:
        source.get(within=0)
    assert not caught.value.sent

    endpoint.open()
    assert served(source) == "t1"
    assert endpoint.asked == 1


def test_who_will_not_wait_gets_the_old_token_while_it_lives(
    source: MintingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    token = source.get()
    clock.advance(HOUR - 30)
    endpoint.shut()

    assert source.get(within=0) is token
    endpoint.open()
    let_land()


def test_a_sleeping_machine_whose_monotonic_clock_stood_still_mints_anew(
    endpoint: TokensEndpoint,
) -> None:
    wall = [0.0]
    source = source_over(endpoint, Clock(lambda: 1000.0, lambda: wall[0]))
    served(source)
    wall[0] += 2 * HOUR

    assert served(source) == "t2"


@pytest.mark.parametrize("lifetime", [0, -1])
def test_a_token_that_has_ended_when_it_comes_is_not_served(
    lifetime: int,
    source: MintingTokenSource,
    endpoint: TokensEndpoint,
) -> None:
    endpoint.answers.append(grant("dead", lifetime=lifetime))

    with pytest.raises(UdacityError, match="expires"):
        source.get()


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ünïcode", ""])
def test_a_token_that_no_header_can_hold_is_refused_without_showing_it(
    token: str, source: MintingTokenSource, endpoint: TokensEndpoint
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
def test_a_fixed_token_is_served_for_ever_and_never_replaced(
    credential: StaticToken | UserToken, header: str
) -> None:
    source = FixedTokenSource(credential)
    token = source.get()

    assert token.authorization == header
    assert source.reject(token) is False
    assert source.get() is token
    assert isinstance(token, Token)


def test_a_failure_that_no_one_foresaw_is_told_without_its_text(
    source: MintingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.answers.append(ValueError("udcs_secret"))

    with pytest.raises(UdacityError, match="ValueError") as caught:
        source.get()
    assert "udcs_secret" not in str(caught.value)


def test_even_a_failure_that_is_no_exception_leaves_nobody_waiting(
    source: MintingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    endpoint.answers.append(SystemExit())

    with pytest.raises(UdacityError) as caught:
        source.get(within=60)
    assert not isinstance(caught.value, ServerError | ApiTimeoutError)
    clock.advance(60)
    assert served(source) == "t2"
