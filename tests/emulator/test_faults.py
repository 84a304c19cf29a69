from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from emulator.caller import Caller, Clock, data
from emulator.progress import DOCUMENTED_PLAN, QUERIES
from udacity_client.emulator import (
    Answer,
    Delay,
    Disconnect,
    Emulator,
    Fault,
    PartialData,
    html_page,
    malformed_json,
    rate_limited,
    server_error,
    unauthorized_in_200,
    unavailable,
)
from udacity_client.emulator.faults import Extra, Rewrite

CATALOG = "{ catalog { companyId } }"


@pytest.fixture(scope="module")
def faulty() -> Iterator[Caller]:
    with (
        Emulator(learners=1, rate_limit=None) as emulator,
        httpx.Client(timeout=60) as http,
    ):
        yield Caller(emulator, http)


@pytest.fixture
def token(faulty: Caller) -> str:
    faulty.emulator.faults.clear()
    token = faulty.mint()
    faulty.emulator.requests.clear()
    return token


def _spoiled(caller: Caller, token: str, fault: Fault) -> httpx.Response:
    """Return the answer that a fault spoils, once the next one is seen to be good."""
    caller.emulator.faults.add(fault)
    spoiled = caller.post("catalog", CATALOG, token=token)
    assert data(caller.post("catalog", CATALOG, token=token))
    return spoiled


def test_a_server_error(faulty: Caller, token: str) -> None:
    reply = _spoiled(faulty, token, server_error("out of cheese"))
    assert (reply.status_code, reply.text) == (500, "out of cheese")


def test_an_unavailable_server_says_when_to_come_back(
    faulty: Caller, token: str
) -> None:
    reply = _spoiled(faulty, token, unavailable(retry_after=7))
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "7")


def test_a_scripted_rate_limit(faulty: Caller, token: str) -> None:
    reply = _spoiled(faulty, token, rate_limited(retry_after=3))
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "3")
    assert reply.json() == {
        "error": {
            "message": "Rate limit exceeded. Try again in 3 seconds.",
            "code": "RATE_LIMIT_EXCEEDED",
        }
    }


@pytest.mark.parametrize("status", [200, 502])
def test_a_web_page(faulty: Caller, token: str, status: int) -> None:
    reply = _spoiled(faulty, token, html_page(status))
    assert (reply.status_code, reply.headers["Content-Type"]) == (
        status,
        "text/html; charset=utf-8",
    )


def test_malformed_json(faulty: Caller, token: str) -> None:
    reply = _spoiled(faulty, token, malformed_json())
    assert (reply.status_code, reply.headers["Content-Type"]) == (
        200,
        "application/json",
    )
    with pytest.raises(json.JSONDecodeError):
        reply.json()


def test_unauthorized_in_200(faulty: Caller, token: str) -> None:
    reply = _spoiled(faulty, token, unauthorized_in_200())
    assert reply.status_code == 200
    [error] = reply.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHORIZED"}


def test_an_answer_of_the_tests_own(faulty: Caller, token: str) -> None:
    fault = Answer(418, b"short and stout", headers={"X-Kind": "teapot"})
    reply = _spoiled(faulty, token, fault)
    assert (reply.status_code, reply.headers["X-Kind"]) == (418, "teapot")


def test_partial_data_keeps_what_is_beside_it(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(PartialData())
    domain = "learning-plan-progress"
    given = {"input": {"planId": DOCUMENTED_PLAN}}
    body = faulty.post(domain, QUERIES[domain], given, token=token).json()
    assert body["data"]["connection"]["pageInfo"] is None
    assert len(body["data"]["connection"]["edges"]) == 48
    [error] = body["errors"]
    assert error["message"] == "internal system error"
    assert error["path"] == ["connection", "pageInfo"]


def test_a_connection_that_is_closed_without_an_answer(
    faulty: Caller, token: str
) -> None:
    faulty.emulator.faults.add(Disconnect())
    with pytest.raises(httpx.RemoteProtocolError):
        faulty.post("catalog", CATALOG, token=token)
    assert data(faulty.post("catalog", CATALOG, token=token))
    assert faulty.emulator.count(domain="catalog") == 2
    assert faulty.emulator.requests[-2].status is None


def test_a_delay_outlasts_an_impatient_client(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(Delay(20))
    with pytest.raises(httpx.ReadTimeout):
        faulty.http.post(
            faulty.url("catalog"),
            json={"query": CATALOG},
            headers={"Authorization": f"Token {token}"},
            timeout=httpx.Timeout(60, read=0.05),
        )


def test_a_short_delay_ends_in_the_usual_answer(faulty: Caller, token: str) -> None:
    reply = _spoiled(faulty, token, Delay(0.01))
    assert data(reply) == {"catalog": {"companyId": "4821"}}


def test_a_delay_holds_up_neither_others_nor_the_end(fresh: Caller) -> None:
    token = fresh.mint()
    fresh.emulator.faults.add(Delay(20), domain="program-progress")
    ended: list[BaseException] = []

    def wait() -> None:
        try:
            fresh.post("program-progress", "{ __typename }", token=token)
        except httpx.TransportError as error:
            ended.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert data(fresh.post("catalog", CATALOG, token=token))
    fresh.emulator.stop()
    waiting.join(60)
    assert len(ended) == 1


def test_faults_come_in_order_and_so_many_times(faulty: Caller, token: str) -> None:
    faults = faulty.emulator.faults
    faults.add(server_error(), times=2)
    faults.add(html_page(502), domain="program-progress")
    faults.add(unavailable(retry_after=1))
    domains = ["catalog", "program-progress", "program-progress", "catalog", "catalog"]
    replies = [faulty.post(each, "{ __typename }", token=token) for each in domains]
    assert [reply.status_code for reply in replies] == [500, 500, 502, 503, 200]


def test_faults_that_have_not_come_can_be_forgotten(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(server_error(), times=9)
    faulty.emulator.faults.clear()
    assert data(faulty.post("catalog", CATALOG, token=token))


def test_a_value_is_rewritten_by_its_key_in_the_answer(
    faulty: Caller, token: str
) -> None:
    faulty.emulator.faults.add(Rewrite("id", {"new": [7]}))
    query = "{ catalog { companyId id: companyId programs { id: key } } }"
    changed = data(faulty.post("catalog", query, token=token))["catalog"]
    assert (changed["companyId"], changed["id"]) == ("4821", {"new": [7]})
    assert {json.dumps(program) for program in changed["programs"]} == {
        '{"id": {"new": [7]}}'
    }
    assert data(faulty.post("catalog", query, token=token))["catalog"]["id"] == "4821"


def test_a_key_is_added_to_every_object(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(Extra("added", value=None))
    query = "{ catalog { programs { key } } }"
    changed = data(faulty.post("catalog", query, token=token))
    assert changed["added"] is changed["catalog"]["added"] is None
    assert changed["catalog"]["programs"]
    for program in changed["catalog"]["programs"]:
        assert program == {"key": program["key"], "added": None}


def test_a_change_waits_for_an_answer_of_its_domain(faulty: Caller, token: str) -> None:
    faults = faulty.emulator.faults
    faults.add(Rewrite("companyId", "changed"), domain="catalog", times=2)
    faults.add(server_error())
    replies = [
        faulty.post("catalog", CATALOG, token=token),
        faulty.post("catalog", CATALOG, token="unknown"),
        faulty.post("catalog", "{ unknown }", token=token),
        faulty.post("program-progress", "{ __typename }", token=token),
    ]
    assert [reply.status_code for reply in replies] == [500, 401, 200, 200]
    kept = [
        data(faulty.post("catalog", CATALOG, token=token))["catalog"]["companyId"]
        for _ in range(3)
    ]
    assert kept == ["changed", "changed", "4821"]


def test_changes_that_have_not_come_can_be_forgotten(
    faulty: Caller, token: str
) -> None:
    faulty.emulator.faults.add(Rewrite("companyId", "changed"), times=9)
    faulty.emulator.faults.clear()
    assert data(faulty.post("catalog", CATALOG, token=token)) == {
        "catalog": {"companyId": "4821"}
    }


def test_spoiled_requests_count_against_the_limit(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=1, rate_limit=2, clock=Clock()))
    token = caller.mint()
    caller.emulator.faults.add(server_error(), times=5, domain="catalog")
    replies = [caller.post("catalog", CATALOG, token=token) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [500, 500, 429]
    assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == list("100")
