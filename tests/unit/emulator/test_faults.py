from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from support.emulator_caller import Caller, Clock, data
from support.emulator_progress import DOCUMENTED_PLAN, QUERIES
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
from udacity_client.emulator.fault_schedule import Faults
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
    token = faulty.new_token()
    faulty.emulator.requests.clear()
    return token


def _response_with(caller: Caller, token: str, fault: Fault) -> httpx.Response:
    """Return the response with a fault, and check that the next one is good."""
    caller.emulator.faults.add(fault)
    response = caller.post("catalog", CATALOG, token=token)
    assert data(caller.post("catalog", CATALOG, token=token))
    return response


def test_a_server_error(faulty: Caller, token: str) -> None:
    response = _response_with(faulty, token, server_error("out of cheese"))
    assert (response.status_code, response.text) == (500, "out of cheese")


def test_an_unavailable_server_says_when_to_come_back(
    faulty: Caller, token: str
) -> None:
    response = _response_with(faulty, token, unavailable(retry_after=7))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")


def test_a_scripted_rate_limit(faulty: Caller, token: str) -> None:
    response = _response_with(faulty, token, rate_limited(retry_after=3))
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3")
    assert response.json() == {
        "error": {
            "message": "Rate limit exceeded. Try again in 3 seconds.",
            "code": "RATE_LIMIT_EXCEEDED",
        }
    }


@pytest.mark.parametrize("status", [200, 502])
def test_a_web_page(faulty: Caller, token: str, status: int) -> None:
    response = _response_with(faulty, token, html_page(status))
    assert (response.status_code, response.headers["Content-Type"]) == (
        status,
        "text/html; charset=utf-8",
    )


def test_malformed_json(faulty: Caller, token: str) -> None:
    response = _response_with(faulty, token, malformed_json())
    assert (response.status_code, response.headers["Content-Type"]) == (
        200,
        "application/json",
    )
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_unauthorized_in_200(faulty: Caller, token: str) -> None:
    response = _response_with(faulty, token, unauthorized_in_200())
    assert response.status_code == 200
    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHORIZED"}


def test_a_response_of_the_tests_own(faulty: Caller, token: str) -> None:
    fault = Answer(418, b"short and stout", headers={"X-Kind": "teapot"})
    response = _response_with(faulty, token, fault)
    assert (response.status_code, response.headers["X-Kind"]) == (418, "teapot")


def test_partial_data_keeps_the_other_fields(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(PartialData())
    domain = "learning-plan-progress"
    given = {"input": {"planId": DOCUMENTED_PLAN}}
    body = faulty.post(domain, QUERIES[domain], given, token=token).json()
    assert body["data"]["connection"]["pageInfo"] is None
    assert len(body["data"]["connection"]["edges"]) == 48
    [error] = body["errors"]
    assert error["message"] == "internal system error"
    assert error["path"] == ["connection", "pageInfo"]


def test_a_connection_that_is_closed_without_a_response(
    faulty: Caller, token: str
) -> None:
    faulty.emulator.faults.add(Disconnect())
    with pytest.raises(httpx.RemoteProtocolError):
        faulty.post("catalog", CATALOG, token=token)
    assert data(faulty.post("catalog", CATALOG, token=token))
    assert faulty.emulator.count(domain="catalog") == 2
    assert faulty.emulator.requests[-2].status is None


def test_only_the_connection_of_that_request_is_closed(
    faulty: Caller, token: str
) -> None:
    address = urlsplit(faulty.emulator.base_url)
    other = HTTPConnection(address.hostname or "", address.port, timeout=60)
    with closing(other):
        other.request("GET", "/")
        assert other.getresponse().read()
        other.auto_open = 0
        faulty.emulator.faults.add(Disconnect())
        with pytest.raises(httpx.RemoteProtocolError):
            faulty.post("catalog", CATALOG, token=token)
        other.request("GET", "/")
        assert other.getresponse().status == 200


def test_a_delay_outlasts_the_timeout_of_a_client(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(Delay(20))
    with pytest.raises(httpx.ReadTimeout):
        faulty.http.post(
            faulty.url("catalog"),
            json={"query": CATALOG},
            headers={"Authorization": f"Token {token}"},
            timeout=httpx.Timeout(60, read=0.05),
        )


def test_a_short_delay_ends_in_the_usual_response(faulty: Caller, token: str) -> None:
    response = _response_with(faulty, token, Delay(0.01))
    assert data(response) == {"catalog": {"companyId": "4821"}}


def test_a_delay_blocks_neither_other_requests_nor_stop(fresh: Caller) -> None:
    token = fresh.new_token()
    fresh.emulator.faults.add(Delay(600), domain="program-progress")
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


def test_faults_come_in_order_and_the_given_number_of_times(
    faulty: Caller, token: str
) -> None:
    faults = faulty.emulator.faults
    faults.add(server_error(), times=2)
    faults.add(html_page(502), domain="program-progress")
    faults.add(unavailable(retry_after=1))
    domains = ["catalog", "program-progress", "program-progress", "catalog", "catalog"]
    responses = [faulty.post(each, "{ __typename }", token=token) for each in domains]
    assert [response.status_code for response in responses] == [500, 500, 502, 503, 200]


def test_a_fault_may_last_until_it_is_cleared(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.play("unavailable", times=None)
    for _ in range(3):
        assert faulty.post("catalog", CATALOG, token=token).status_code == 503
    faulty.emulator.faults.clear()
    assert data(faulty.post("catalog", CATALOG, token=token))


@pytest.mark.parametrize(
    ("name", "times", "words"),
    [
        ("unavailable", "3", "times is a str, not an int; give 1 to 2,147,483,647, or"),
        ("unavailable", 0, "times is 0; give 1 to 2,147,483,647, or None for all."),
        ("unavailible", 1, "name is 'unavailible'; give disconnect, html_page, "),
    ],
)
def test_a_fault_that_cannot_be_is_refused(name: Any, times: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        Faults().play(name, times=times)


def test_faults_still_to_come_can_be_cleared(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(server_error(), times=9)
    faulty.emulator.faults.clear()
    assert data(faulty.post("catalog", CATALOG, token=token))


def test_a_value_is_rewritten_by_its_key_in_the_response(
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


def test_a_change_waits_for_a_response_of_its_domain(
    faulty: Caller, token: str
) -> None:
    faults = faulty.emulator.faults
    faults.add(Rewrite("companyId", "changed"), domain="catalog", times=2)
    faults.add(server_error())
    responses = [
        faulty.post("catalog", CATALOG, token=token),
        faulty.post("catalog", CATALOG, token="unknown"),
        faulty.post("catalog", "{ unknown }", token=token),
        faulty.post("program-progress", "{ __typename }", token=token),
    ]
    assert [response.status_code for response in responses] == [500, 401, 200, 200]
    kept = [
        data(faulty.post("catalog", CATALOG, token=token))["catalog"]["companyId"]
        for _ in range(3)
    ]
    assert kept == ["changed", "changed", "4821"]


def test_changes_still_to_come_can_be_cleared(faulty: Caller, token: str) -> None:
    faulty.emulator.faults.add(Rewrite("companyId", "changed"), times=9)
    faulty.emulator.faults.clear()
    assert data(faulty.post("catalog", CATALOG, token=token)) == {
        "catalog": {"companyId": "4821"}
    }


def test_requests_with_a_fault_count_against_the_limit(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=1, rate_limit=2, clock=Clock()))
    token = caller.new_token()
    caller.emulator.faults.add(server_error(), times=5, domain="catalog")
    responses = [caller.post("catalog", CATALOG, token=token) for _ in range(3)]
    assert [response.status_code for response in responses] == [500, 500, 429]
    assert [
        response.headers["X-RateLimit-Remaining"] for response in responses
    ] == list("100")
