from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from emulator.caller import Caller, Clock, data
from udacity_client.emulator import Emulator
from udacity_client.emulator.errors import RateLimitExceeded
from udacity_client.emulator.limits import SlidingWindowLog

CATALOG = "{ __typename }"


def _limits(reply: httpx.Response) -> tuple[int, int]:
    headers = reply.headers
    return int(headers["X-RateLimit-Limit"]), int(headers["X-RateLimit-Remaining"])


def test_an_identity_has_one_limit_for_all_domains_and_tokens(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, rate_limit=4, clock=clock))
    first, second = caller.mint(), caller.mint()
    calls = [("catalog", first), ("program-progress", second), ("tokens", first)]
    for used, (domain, token) in enumerate(calls, start=1):
        reply = caller.post(domain, CATALOG, token=token)
        assert (reply.status_code, _limits(reply)) == (200, (4, 4 - used))
    other = caller.post("catalog", CATALOG, token=caller.emulator.user_token)
    assert _limits(other) == (4, 3)


def test_over_the_limit_the_answer_is_the_documented_one(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, rate_limit=2, clock=clock))
    token = caller.mint()
    caller.post("catalog", CATALOG, token=token)
    clock.now += 20.5
    caller.post("catalog", CATALOG, token=token)
    reply = caller.post("catalog", CATALOG, token=token)
    assert reply.status_code == 429
    assert reply.json() == {
        "error": {
            "message": "Rate limit exceeded. Try again in 40 seconds.",
            "code": "RATE_LIMIT_EXCEEDED",
        }
    }
    assert (reply.headers["Retry-After"], _limits(reply)) == ("40", (2, 0))
    clock.now += 39.4
    assert caller.post("catalog", CATALOG, token=token).status_code == 429
    clock.now += 0.1
    # The first request has left the window, and refused ones never entered it.
    assert caller.post("catalog", CATALOG, token=token).status_code == 200
    assert caller.post("catalog", CATALOG, token=token).status_code == 429


def test_no_window_of_a_minute_holds_more_than_the_limit() -> None:
    clock = Clock()
    log = SlidingWindowLog(10, clock)
    accepted: list[float] = []
    for _ in range(600):
        clock.now += 0.7
        try:
            log.count("me")
        except RateLimitExceeded:
            continue
        accepted.append(clock.now)
    assert len(accepted) >= 70
    assert all(
        later - earlier >= 60
        for earlier, later in zip(accepted, accepted[10:], strict=False)
    )


def test_without_an_identity_the_address_has_a_limit(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=1, rate_limit=1, clock=Clock()))
    base = caller.emulator.base_url.removesuffix("/api/public/api")
    replies = [
        caller.post("catalog", CATALOG),
        caller.post("catalog", CATALOG, token="unknown"),
        caller.http.get(base),
        caller.http.get(f"{base}/nowhere"),
        caller.http.put(caller.url("catalog")),
    ]
    assert [reply.status_code for reply in replies] == [401, 401, 200, 404, 401]
    assert [_limits(reply) for reply in replies] == [
        (100, 100 - used) for used in range(1, 6)
    ]
    for _ in range(95):
        caller.http.get(base)
    assert caller.http.get(base).status_code == 429
    assert caller.generate_token().status_code == 429


def test_a_credential_mints_50_tokens_a_minute(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, clock=clock))
    for _ in range(50):
        assert caller.generate_token().status_code == 200
    reply = caller.generate_token()
    assert reply.status_code == 429
    assert reply.json()["error"]["code"] == "RATE_LIMIT_EXCEEDED"
    assert (reply.headers["Retry-After"], _limits(reply)) == ("60", (50, 0))
    assert caller.mint(company_id="9000")
    clock.now += 60
    assert caller.generate_token().status_code == 200


def test_without_limits_there_are_none_to_tell(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=1, rate_limit=None, clock=Clock()))
    token = caller.mint()
    for _ in range(110):
        reply = caller.post("catalog", CATALOG, token=token)
        assert data(reply) == {"__typename": "Query"}
        assert "X-RateLimit-Limit" not in reply.headers
    assert all(caller.generate_token().status_code == 200 for _ in range(60))


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"rate_limit": 0}, "rate_limit must be at least 1, or None for no limits"),
        ({"learners": -1}, "learners must be at least 0"),
        ({"max_page_size": 0}, "max_page_size must be at least 1"),
        ({"token_lifetime": 0}, "token_lifetime must be at least 1"),
        ({"dialect": "apollo"}, "dialect must be spec or gqlgen, not 'apollo'"),
    ],
)
def test_what_no_emulator_can_be_is_refused(
    option: dict[str, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Emulator(**option)  # type: ignore[arg-type] # wrong on purpose
