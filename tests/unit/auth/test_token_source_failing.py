"""All waiters get the same failure, and then the source cools down."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.clock import VirtualClock
from support.token_endpoint import (
    BOUND,
    TokensEndpoint,
    refusal,
    source_over,
    wait_for_refreshes,
)
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.errors import (
    ApiConnectionError,
    ConfigurationError,
    CredentialsError,
    RateLimitError,
    ServerError,
    UdacityError,
)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def endpoint() -> TokensEndpoint:
    return TokensEndpoint()


@pytest.fixture
def source(endpoint: TokensEndpoint, clock: VirtualClock) -> RefreshingTokenSource:
    return source_over(endpoint, clock)


def failure(source: RefreshingTokenSource) -> UdacityError:
    with pytest.raises(UdacityError) as caught:
        source.get()
    return caught.value


def test_64_threads_share_one_failure_and_have_an_exception_each(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.answers.append(refusal(500))
    endpoint.shut()
    ready = threading.Barrier(65)

    def fail() -> UdacityError:
        ready.wait(BOUND)
        return failure(source)

    with ThreadPoolExecutor(64) as pool:
        waiting = [pool.submit(fail) for _ in range(64)]
        ready.wait(BOUND)
        endpoint.wait_until_asked()
        endpoint.open()
        errors = [one.result(BOUND) for one in waiting]

    assert endpoint.asked == 1
    assert len({id(error) for error in errors}) == 64
    assert {type(error) for error in errors} == {ServerError}
    assert {str(error) for error in errors} == {str(errors[0])}


@pytest.mark.parametrize(
    ("answer", "kind", "pause"),
    [
        (lambda: refusal(500), ServerError, 1),
        (lambda: ApiConnectionError("m", sent=False), ApiConnectionError, 1),
        (lambda: refusal(401), CredentialsError, 30),
        (lambda: refusal(429, wait=17), RateLimitError, 17),
        (lambda: refusal(503, wait=5), ServerError, 5),
    ],
)
def test_after_a_failure_the_endpoint_is_left_alone_for_a_while(
    answer: Callable[[], UdacityError],
    kind: type[UdacityError],
    pause: float,
    source: RefreshingTokenSource,
    endpoint: TokensEndpoint,
    clock: VirtualClock,
) -> None:
    endpoint.answers.append(answer)
    first = failure(source)
    assert type(first) is kind

    clock.advance(pause - 0.25)
    again = failure(source)
    assert (type(again), again is first) == (kind, False)
    assert endpoint.asked == 1
    clock.advance(0.25)
    assert source.get().authorization == "Token t2"


def test_a_failure_raised_later_asks_only_for_the_rest_of_the_wait(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    endpoint.answers.append(refusal(429, wait=60))
    assert failure(source).retry_after == 60

    clock.advance(50)
    assert failure(source).retry_after == pytest.approx(10)


def test_the_error_names_the_refused_credential(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.answers.append(refusal(401))
    error = failure(source)

    assert "udcl_1" in str(error)
    assert "token not found" in str(error)
    assert error.operation == "GenerateToken"


def test_failures_keep_no_caller_alive(
    source: RefreshingTokenSource, endpoint: TokensEndpoint
) -> None:
    endpoint.answers.append(refusal(401))

    class Request:
        """A large object that a caller holds."""

    def call() -> weakref.ref[Request]:
        request = Request()
        failure(source)
        return weakref.ref(request)

    references = [call() for _ in range(3)]
    gc.collect()

    assert [reference() for reference in references] == [None] * 3


def test_a_rejected_token_does_not_cut_short_the_wait_that_the_server_asked_for(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, clock: VirtualClock
) -> None:
    token = source.get()
    clock.advance(3600 - 500)
    endpoint.answers.append(refusal(429, wait=30))
    source.get()
    wait_for_refreshes()
    assert endpoint.asked == 2

    source.accept(token, "catalog")
    source.reject(token, "catalog")
    assert isinstance(failure(source), RateLimitError)
    assert endpoint.asked == 2


@pytest.mark.parametrize(
    "error",
    [TypeError("udcs_s"), AttributeError(), KeyError(), RuntimeError()],
    ids=repr,
)
def test_code_that_is_wrong_is_named_and_not_taken_for_the_network(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, error: Exception
) -> None:
    endpoint.answers.append(error)

    found = failure(source)

    assert isinstance(found, ConfigurationError)
    assert not found.is_transient
    where = "support.token_endpoint.TokensEndpoint.__call__ (line "
    assert f"{type(error).__name__} was raised by {where}" in str(found)
    assert "udcs_s" not in str(found)
    assert found.__cause__ is found.__context__ is None


@pytest.mark.parametrize("error", [OSError(), MemoryError(), SystemExit()], ids=repr)
def test_what_may_pass_is_tried_again(
    source: RefreshingTokenSource, endpoint: TokensEndpoint, error: BaseException
) -> None:
    endpoint.answers.append(error)

    assert isinstance(failure(source), ApiConnectionError)
