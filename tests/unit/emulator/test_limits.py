from __future__ import annotations

from collections.abc import Callable

import httpx

from support.emulator_caller import Caller, Clock, data
from udacity_client.emulator import Emulator
from udacity_client.emulator.errors import RateLimitExceeded
from udacity_client.emulator.limits import SlidingWindowLog

CATALOG = "{ __typename }"


def _limits(response: httpx.Response) -> tuple[int, int]:
    headers = response.headers
    return int(headers["X-RateLimit-Limit"]), int(headers["X-RateLimit-Remaining"])


def test_an_identity_has_one_limit_for_all_domains_and_tokens(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, rate_limit=4, clock=clock))
    first, second = caller.new_token(), caller.new_token()
    calls = [("catalog", first), ("program-progress", second), ("tokens", first)]
    for used, (domain, token) in enumerate(calls, start=1):
        response = caller.post(domain, CATALOG, token=token)
        assert (response.status_code, _limits(response)) == (200, (4, 4 - used))
    other = caller.post("catalog", CATALOG, token=caller.emulator.user_token)
    assert _limits(other) == (4, 3)


def test_over_the_limit_the_response_is_the_documented_one(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, rate_limit=2, clock=clock))
    token = caller.new_token()
    caller.post("catalog", CATALOG, token=token)
    clock.now += 20.5
    caller.post("catalog", CATALOG, token=token)
    response = caller.post("catalog", CATALOG, token=token)
    assert response.status_code == 429
    assert response.json() == {
        "error": {
            "message": "Rate limit exceeded. Try again in 40 seconds.",
            "code": "RATE_LIMIT_EXCEEDED",
        }
    }
    assert (response.headers["Retry-After"], _limits(response)) == ("40", (2, 0))
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
    responses = [
        caller.post("catalog", CATALOG),
        caller.post("catalog", CATALOG, token="unknown"),
        caller.http.get(base),
        caller.http.get(f"{base}/nowhere"),
        caller.http.put(caller.url("catalog")),
    ]
    assert [response.status_code for response in responses] == [401, 401, 200, 404, 401]
    assert [_limits(response) for response in responses] == [
        (100, 100 - used) for used in range(1, 6)
    ]
    for _ in range(95):
        caller.http.get(base)
    assert caller.http.get(base).status_code == 429
    assert caller.generate_token().status_code == 429


def test_a_credential_generates_50_tokens_a_minute(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, clock=clock))
    for _ in range(50):
        assert caller.generate_token().status_code == 200
    response = caller.generate_token()
    assert response.status_code == 429
    assert response.json()["error"]["code"] == "RATE_LIMIT_EXCEEDED"
    assert (response.headers["Retry-After"], _limits(response)) == ("60", (50, 0))
    assert caller.new_token(company_id="9000")
    clock.now += 60
    assert caller.generate_token().status_code == 200


def test_without_limits_all_of_the_documented_limit_is_left(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=1, rate_limit=None, clock=Clock()))
    token = caller.new_token()
    for _ in range(110):
        response = caller.post("catalog", CATALOG, token=token)
        assert data(response) == {"__typename": "Query"}
        assert _limits(response) == (100, 100)
    assert all(caller.generate_token().status_code == 200 for _ in range(60))
