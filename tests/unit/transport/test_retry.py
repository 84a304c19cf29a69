from __future__ import annotations

import pytest

from support.retry_driver import (
    FINE,
    LOST,
    STALE,
    TOKEN,
    UNSENT,
    Rig,
    Script,
    Source,
    answer,
    asking_for_token,
    read,
)
from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.static_token_source import Refused
from udacity_client.errors import (
    ApiConnectionError,
    ApiStatusError,
    ApiTimeoutError,
    CredentialsError,
    ForbiddenError,
    RateLimitError,
    RateLimitStoreError,
    ResponseShapeError,
    ServerError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.limits.sliding_window import Saturated, SlidingWindow
from udacity_client.options import NO_RETRIES, RetryPolicy
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.call import Call
from udacity_client.transport.host_status import LONGEST_PAUSE, SHORTEST_PAUSE
from udacity_client.transport.retry import DEAD_HOST, FREE_RESENDS, STORE_TRIES
from udacity_client.transport.retry_quota import CAPACITY
from udacity_client.transport.steps import Answered, Completed, Failed, HostDown
from udacity_client.transport.telemetry import LONG_WAIT


@pytest.mark.parametrize(
    ("script", "result"),
    [
        ([200], "fine"),
        ([500, 200], "fine"),
        ([503, 408, 429, 200], "fine"),
        ([LOST, UNSENT, 200], "fine"),
        ([500, 500, 500, 500], ServerError),
        ([LOST, LOST, LOST, LOST], ApiConnectionError),
        ([500, 404], ApiStatusError),
        ([403], ForbiddenError),
        ([404], ApiStatusError),
        ([299], ResponseShapeError),
        ([401, 200], "fine"),
        ([401, 401], UnauthorizedError),
        ([500, 401, 500, 200], "fine"),
        ([401, 500, 200], "fine"),
    ],
    ids=str,
)
def test_a_query_is_sent_again_where_that_may_help(
    script: Script, result: str | type[UdacityError]
) -> None:
    told = Rig().tell(script)

    assert told.sent == len(script)
    if isinstance(result, str):
        assert told.result == result
        assert told.settled == Completed(result, attempts=len(script))
    else:
        assert type(told.result) is result


@pytest.mark.parametrize(
    ("script", "result"),
    [
        ([200], "fine"),
        ([429, 200], "fine"),
        ([UNSENT, 200], "fine"),
        ([401, 200], "fine"),
        ([asking_for_token(ServerError("m", status=500)), 200], "fine"),
        ([asking_for_token(ApiConnectionError("m", sent=True)), 200], "fine"),
        ([500], ServerError),
        ([503], ServerError),
        ([408], ApiStatusError),
        ([LOST], ApiConnectionError),
        ([UNSENT, LOST], ApiConnectionError),
    ],
    ids=str,
)
def test_a_mutation_is_sent_again_only_where_it_cannot_have_run(
    script: Script, result: str | type[UdacityError]
) -> None:
    told = Rig(may_repeat=False).tell(script)

    assert told.sent == len(script)
    assert told.result == result or type(told.result) is result


@pytest.mark.parametrize(
    ("most", "script", "result"),
    [
        (1, [200], "fine"),
        (1, [500], ServerError),
        (1, [401], UnauthorizedError),
        (1, [429], RateLimitError),
        (1, [UNSENT], ApiConnectionError),
        (2, [401, 200], "fine"),
        (2, [500, 401], UnauthorizedError),
        (2, [401, 500], ServerError),
        (3, [500, 401, 200], "fine"),
        (9, [500, 500, 500, 500], ServerError),
    ],
    ids=str,
)
def test_no_reason_sends_a_call_more_often_than_it_may(
    most: int, script: Script, result: str | type[UdacityError]
) -> None:
    rig = Rig(most=most)
    told = rig.tell(script)

    assert told.sent == len(script)
    assert told.result == result or type(told.result) is result
    # A token that was refused is given back even if no attempt is left.
    assert rig.source is not None
    assert rig.source.refused == [TOKEN] * script.count(401)


def test_an_error_notes_the_call_and_its_attempts() -> None:
    error = Rig().tell([500, 500, 500, 500]).result

    assert isinstance(error, ServerError)
    assert (error.operation, error.domain, error.attempts) == (
        "GetCatalog",
        "catalog",
        4,
    )


def test_a_failed_request_for_a_token_keeps_its_own_name() -> None:
    error = Rig().tell([asking_for_token(CredentialsError("m"))]).result

    assert isinstance(error, CredentialsError)
    assert error.operation == "GenerateToken"


def test_the_refused_token_is_named_to_the_source_once() -> None:
    rig = Rig()
    told = rig.tell(
        [answer(401, token=TOKEN), answer(401, token=AccessToken("Token u"))]
    )

    assert isinstance(told.result, UnauthorizedError)
    assert rig.source is not None
    assert rig.source.refused == [TOKEN]
    assert told.naps == []


@pytest.mark.parametrize("source", [Source(helps=Refused.GIVE_UP), None])
def test_without_another_token_a_refusal_is_final(source: Source | None) -> None:
    told = Rig(source=source).tell([401])

    assert (told.sent, told.naps) == (1, [])
    assert isinstance(told.result, UnauthorizedError)


def test_retry_after_is_waited_out_where_it_fits_the_deadline() -> None:
    told = Rig().tell([answer(429, wait=30), answer(503, wait=40), FINE])

    assert told.result == "fine"
    assert told.naps == [30, 40]


def test_retry_after_past_the_deadline_is_an_error_at_once() -> None:
    told = Rig(deadline=29).tell([answer(429, wait=30)])

    assert isinstance(told.result, RateLimitError)
    assert told.result.retry_after == 30
    assert told.naps == []


def test_a_429_holds_everybody_back_even_when_its_own_call_gives_up() -> None:
    rig = Rig(deadline=29)
    rig.tell([answer(429, wait=30)])

    full = rig.limiter.try_acquire()
    assert isinstance(full, Saturated)
    assert full.wait == 30


def test_a_429_of_the_tokens_endpoint_does_not_hold_back_the_calls() -> None:
    rig = Rig()
    told = rig.tell([asking_for_token(RateLimitError("m", retry_after=9)), 200])

    assert told.naps == [9]
    assert not isinstance(rig.limiter.try_acquire(), Saturated)


def test_a_passing_failure_of_the_tokens_endpoint_is_left_alone_for_its_pause() -> None:
    told = Rig().tell([asking_for_token(ApiConnectionError("m", sent=True)), 200])

    assert told.naps[0] >= 1


def test_waiting_for_room_is_no_attempt() -> None:
    told = Rig().tell([Saturated(5), Saturated(6), 500, Saturated(7), 200])

    assert told.settled == Completed("fine", attempts=2)
    assert [nap for nap in told.naps if nap >= 5] == [5, 6, 7]


def test_no_room_before_the_deadline_is_an_error_at_once() -> None:
    told = Rig(deadline=10).tell([Saturated(11)])

    assert isinstance(told.result, RateLimitError)
    assert told.result.retry_after == 11
    assert told.result.attempts == 0
    assert "not sent" in str(told.result)
    assert told.naps == []


def test_without_a_limit_the_wait_is_what_the_api_asked_for() -> None:
    rig = Rig(deadline=10)
    rig.limiter = SlidingWindow(None, clock=rig.clock.monotonic)
    told = rig.tell([Saturated(60)])

    assert isinstance(told.result, RateLimitError)
    assert not told.result.sent
    assert "None" not in str(told.result)
    assert "The API answered 429, so nothing is sent for another 60 s" in str(
        told.result
    )


def test_a_deadline_ends_the_attempts() -> None:
    told = Rig(deadline=0.001).tell([500])

    assert isinstance(told.result, ServerError)
    assert told.naps == []


def test_a_place_that_never_came_free_is_not_asked_for_again() -> None:
    rig = Rig(deadline=5, may_repeat=False)
    rig.clock.advance(0)
    told = rig.tell([Saturated(4.9), Failed(ApiTimeoutError("m", sent=False))])

    assert isinstance(told.result, ApiTimeoutError)


def test_the_server_corrects_the_limiter_with_each_answer() -> None:
    rig = Rig()
    reply = RawResponse(200, {"x-ratelimit-remaining": "0"}, b"fine", received_at=0.0)
    rig.tell([Answered(reply, TOKEN)])

    assert isinstance(rig.limiter.try_acquire(), Saturated)


def test_by_default_only_the_deadline_ends_a_call() -> None:
    rig = Rig(policy=RetryPolicy(), deadline=300)
    told = rig.tell([500] * 100)

    assert isinstance(told.result, ServerError)
    assert told.sent > 20
    assert 280 <= sum(told.naps) < 300
    assert max(told.naps) <= 20


def test_without_retries_each_request_is_sent_once() -> None:
    for script in ([500], [401], [UNSENT], [LOST], [STALE], [429]):
        told = Rig(policy=NO_RETRIES).tell(script)
        assert (told.sent, told.naps) == (1, [])


def test_a_used_connection_that_broke_costs_a_query_nothing() -> None:
    rig = Rig(deadline=0.1)
    told = rig.tell([STALE, STALE, 200])

    assert (told.result, told.naps) == ("fine", [])
    assert rig.quota.left == CAPACITY


def test_used_connections_that_go_on_breaking_are_a_failure_like_others() -> None:
    told = Rig(policy=RetryPolicy()).tell([*[STALE] * (FREE_RESENDS + 1), 200])

    assert told.result == "fine"
    assert len(told.naps) == 1


def test_a_mutation_is_not_sent_again_over_another_connection() -> None:
    told = Rig(may_repeat=False).tell([STALE])

    assert isinstance(told.result, ApiConnectionError)
    assert told.sent == 1


@pytest.mark.parametrize("may_repeat", [True, False])
def test_a_store_that_cannot_be_used_is_asked_a_few_times_at_no_cost(
    *, may_repeat: bool
) -> None:
    def failed() -> Failed:
        return Failed(RateLimitStoreError("locked"))

    rig = Rig(policy=RetryPolicy(), deadline=600, may_repeat=may_repeat)
    told = rig.tell([failed() for _ in range(STORE_TRIES)])
    assert isinstance(told.result, RateLimitStoreError)
    assert told.result.attempts == told.sent == STORE_TRIES

    assert rig.tell([failed(), 200]).result == "fine"
    assert rig.quota.left == CAPACITY


@pytest.mark.parametrize("away", [1, 10, 50])
def test_a_host_that_comes_back_before_the_deadline_loses_nothing(away: float) -> None:
    rig = Rig(policy=RetryPolicy(), deadline=60, may_repeat=False)
    back = rig.clock.monotonic() + away
    told = rig.tell(lambda: UNSENT if rig.clock.monotonic() < back else 200)

    assert told.result == "fine"
    assert away <= sum(told.naps) <= away + LONGEST_PAUSE
    assert all(SHORTEST_PAUSE <= nap <= LONGEST_PAUSE for nap in told.naps)
    assert rig.quota.left == CAPACITY


def test_a_host_that_never_answered_is_given_up_after_ten_seconds() -> None:
    rig = Rig(policy=RetryPolicy(), deadline=60, was_reached=False)
    told = rig.tell(lambda: UNSENT)

    assert isinstance(told.result, ApiConnectionError)
    assert told.result.attempts == told.sent > 3
    assert DEAD_HOST - LONGEST_PAUSE <= sum(told.naps) < DEAD_HOST


def test_a_call_that_waited_for_the_probe_of_another_gets_an_error_of_its_own() -> None:
    rig = Rig(deadline=0.1)
    rig.host.record_refusal(ApiConnectionError("refused", sent=False))
    told = rig.tell([])

    assert isinstance(told.result, ApiConnectionError)
    assert str(told.result) == "refused [GetCatalog, catalog]"
    assert (told.sent, told.result.attempts) == (0, 0)


def test_a_call_does_not_wait_for_a_host_that_another_has_reached_meanwhile() -> None:
    rig = Rig(deadline=1)
    told = rig.tell([HostDown(5), 200])

    assert told.result == "fine"
    assert told.naps == [0.0]


def test_a_long_wait_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    rig = Rig(policy=RetryPolicy(), deadline=60)
    back = rig.clock.monotonic() + 30
    rig.tell(lambda: UNSENT if rig.clock.monotonic() < back else 200)

    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "GetCatalog waits: the host cannot be reached" in record.getMessage()

    rig.clock.advance(60)
    rig.tell([answer(503, wait=9), 200])
    assert "waits: the API failed. Next try in 9.0 s" in caplog.records[1].getMessage()


def test_a_long_wait_for_the_rate_limit_is_warned_of_in_the_middle_of_a_walk(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig(deadline=300)
    rig.tell([Saturated(LONG_WAIT), Saturated(50), Saturated(9), Saturated(55), 200])

    assert [record.getMessage() for record in caplog.records] == [
        f"GetCatalog waits: the rate limit is reached. Next try in {wait}.0 s; it is "
        f"given up in {left} s."
        for wait, left in [(50, 295), (55, 236)]
    ]


@pytest.mark.parametrize("last", [200, 401])
def test_a_token_that_its_domain_never_accepted_is_tried_once_more(last: int) -> None:
    rig = Rig(source=Source(helps=Refused.WAIT))
    told = rig.tell([401, last])

    assert told.sent == 2
    assert len(told.naps) == 1
    assert 0.5 <= told.naps[0] <= 1.5
    assert (told.result == "fine") == (last == 200)
    assert rig.quota.left == CAPACITY


@pytest.mark.parametrize("status", [200, 403])
def test_an_answer_tells_the_source_that_the_domain_accepts_the_token(
    status: int,
) -> None:
    rig = Rig()
    rig.tell([status])

    assert rig.source is not None
    assert rig.source.accepted == [(TOKEN, "catalog")]


TIMEOUT = Failed(ApiTimeoutError("m", sent=True))


@pytest.mark.parametrize("slow", [408, 504, TIMEOUT], ids=str)
def test_a_slow_answer_ends_a_call_whose_caller_can_do_with_less(
    slow: int | Failed,
) -> None:
    told = Rig(answer_share=0.5).tell([slow, 200])

    assert isinstance(told.result, UdacityError)
    assert (told.sent, told.naps) == (1, [])


@pytest.mark.parametrize(
    "failure",
    [
        500,
        LOST,
        UNSENT,
        Failed(ApiTimeoutError("m", sent=False)),
        asking_for_token(ApiTimeoutError("m", sent=True)),
    ],
    ids=str,
)
def test_it_is_tried_again_after_any_other_failure(failure: int | str | Failed) -> None:
    told = Rig(answer_share=0.5).tell([failure, 200])

    assert told.result == "fine"


def test_an_answer_may_take_its_share_of_the_time_that_is_left() -> None:
    call = Call(
        name="GetCatalog",
        domain="catalog",
        may_repeat=True,
        read=read,
        source=None,
        limiter=SlidingWindow(None),
        ends_at=120.0,
        answer_share=0.5,
    )

    assert [call.answer_ends_at(now) for now in (0.0, 100.0)] == [60.0, 110.0]


def test_an_error_of_a_token_request_tells_the_call_and_its_attempts() -> None:
    script = [asking_for_token(ApiConnectionError("m", sent=False)) for _ in range(4)]
    told = Rig().tell(script)

    assert isinstance(told.result, ApiConnectionError)
    assert told.result.operation == "GenerateToken"
    assert str(told.result).endswith("; for GetCatalog, catalog, 4 attempts]")
