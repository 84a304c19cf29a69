"""Faults over real HTTP are reported, and never count as clean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import httpx
import pytest

from support.clock import VirtualClock
from support.drift.live_check import (
    CheckLive,
    credential_of,
    domain_request,
    open_live_source,
)
from support.emulator_caller import Caller
from support.loopback_server import Loopback, Seen
from udacity_client import ClientCredentials, StaticToken
from udacity_client.drift.sources.live import REQUESTS
from udacity_client.emulator import (
    Answer,
    Delay,
    Disconnect,
    Emulator,
    PartialData,
    html_page,
    malformed_json,
    rate_limited,
    server_error,
    unauthorized_in_200,
    unavailable,
)
from udacity_client.emulator.faults import Fault
from udacity_client.protocol.http_response import RawResponse

SECRET = "udtk_never-to-be-seen"


def graphql_errors(*messages: str, status: int = 200) -> Answer:
    body = json.dumps({"errors": [{"message": message} for message in messages]})
    return Answer(status, body.encode(), "application/json")


@dataclass(frozen=True)
class Case:
    """A fault of the requests to one domain, and the message about it."""

    fault: Fault
    words: str
    requests: int
    deadline: float = 60.0
    is_for_all: bool = False


CASES = {
    "401": Case(graphql_errors("token?", status=401), "did not accept the token", 2),
    "401 in 200": Case(unauthorized_in_200(), "did not accept the token", 2),
    "403": Case(graphql_errors("no", status=403), "token lacks the scope for it", 1),
    "404": Case(Answer(404), "HTTP 404. Check the base URL", 1),
    "429": Case(
        rate_limited(retry_after=3600), "It asks to wait 3600 s", 1, is_for_all=True
    ),
    "500": Case(server_error(), "The API failed with HTTP 500", 2),
    "503": Case(unavailable(retry_after=0), "The API failed with HTTP 503", 2),
    "hung up": Case(Disconnect(), "could not be reached", 2),
    "slow": Case(Delay(60), "did not answer in time", 1, deadline=0.05),
    "HTML": Case(html_page(200), "answered with a web page, not with JSON", 1),
    "cut": Case(malformed_json(), "The answer broke off before its end", 2),
    "garbled": Case(
        Answer(200, b"{'data'", "application/json"),
        "bytes that are not JSON, or not all of it",
        1,
    ),
    "empty": Case(Answer(200), "answered nothing", 1),
    "errors": Case(
        graphql_errors("boom"), "refused the introspection query: 'boom'", 1
    ),
    "part": Case(PartialData("types"), "answered only a part of its schema", 2),
    "null": Case(PartialData("directives"), "answered only a part of its schema", 2),
    "plain": Case(
        graphql_errors("introspection is off"), "refuses introspection: 'introsp", 1
    ),
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=1, rate_limit=None) as running:
        yield running


@pytest.fixture
def add_fault(emulator: Emulator) -> Iterator[Callable[[Fault], None]]:
    emulator.requests.clear()
    yield lambda fault: emulator.faults.add(fault, times=9, domain="catalog")
    emulator.faults.clear()


def token_of(emulator: Emulator) -> StaticToken:
    with httpx.Client(timeout=60) as http:
        return StaticToken(Caller(emulator, http).new_token())


@pytest.mark.parametrize("name", CASES)
def test_each_fault_has_its_own_message(
    emulator: Emulator, add_fault: Callable[[Fault], None], name: str
) -> None:
    case, clock = CASES[name], VirtualClock()
    add_fault(case.fault)
    # A token that has to be made could come too late for a short deadline.
    credential = credential_of(emulator) if case.deadline > 1 else token_of(emulator)
    open_source = partial(open_live_source, emulator.base_url, credential, clock=clock)
    with open_source(deadline=case.deadline) as source, open_source() as patient:
        snapshot = source(domain_request("catalog"))
        # On a slow machine, a short deadline is too short for the other domain as well.
        other_source = source if case.deadline > 1 else patient
        other = other_source(domain_request("program-progress"))
    assert snapshot.other is None
    (output,) = snapshot.unavailable
    assert output.startswith("catalog: ")
    assert case.words in output
    assert emulator.count(domain="catalog") == case.requests <= REQUESTS
    assert bool(other.unavailable) is (other.other is None) is case.is_for_all


BY_DEFAULT = {"401", "HTML", "part", "429"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in BY_DEFAULT else pytest.mark.slow)
        for name in CASES
    ],
)
def test_the_command_exits_with_3(
    emulator: Emulator,
    add_fault: Callable[[Fault], None],
    check_live: CheckLive,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    case = CASES[name]
    # A token that has to be made could come too late for a short deadline.
    if case.deadline < 1:
        monkeypatch.setenv("UDACITY_TOKEN", token_of(emulator).reveal())
    add_fault(case.fault)
    code = check_live(emulator, "catalog", "--deadline", str(case.deadline))
    output = capsys.readouterr()
    assert (code, output.err) == (3, "")
    assert "UNCHECKED" in output.out
    assert case.words in output.out
    assert emulator.count(domain="catalog") <= REQUESTS


def test_one_domain_that_fails_leaves_the_others_checked(
    emulator: Emulator,
    add_fault: Callable[[Fault], None],
    check_live: CheckLive,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add_fault(html_page(200))
    assert check_live(emulator) == 3
    table = capsys.readouterr().out.split("\n\n")[1]
    assert table.count("UNCHECKED") == 1
    assert table.count("the same") == 4


@pytest.mark.parametrize(
    ("fault", "naps"),
    [(rate_limited(retry_after=7), 7), (unavailable(retry_after=5), 5)],
)
def test_a_wait_that_fits_is_waited(
    emulator: Emulator, fault: Fault, naps: int
) -> None:
    clock = VirtualClock()
    emulator.requests.clear()
    emulator.faults.add(fault, domain="catalog")
    with open_live_source(
        emulator.base_url, credential_of(emulator), clock=clock
    ) as source:
        snapshot = source(domain_request("catalog"))
    assert snapshot.other is not None
    assert sum(clock.naps) >= naps
    assert emulator.count(domain="catalog") == REQUESTS


def test_a_token_that_was_revoked_is_replaced_within_the_requests(
    emulator: Emulator,
) -> None:
    clock = VirtualClock()
    with open_live_source(
        emulator.base_url, credential_of(emulator), clock=clock
    ) as source:
        assert source(domain_request("catalog")).other is not None
        emulator.revoke_all_tokens()
        clock.advance(60)
        emulator.requests.clear()
        # Only a domain that accepted a token before can have it replaced.
        assert source(domain_request("catalog")).other is not None
    assert emulator.count(domain="catalog") == REQUESTS


def test_a_refused_credential_is_tried_once_and_reported_for_each_domain(
    emulator: Emulator,
) -> None:
    emulator.requests.clear()
    refused = ClientCredentials(client_id=emulator.client_id, client_secret="udcs_old")
    with open_live_source(emulator.base_url, refused, clock=VirtualClock()) as source:
        snapshots = [source(domain_request(one)) for one in ("catalog", "tokens")]
    assert [one.unavailable[0].partition(":")[0] for one in snapshots] == [
        "catalog",
        "tokens",
    ]
    assert all("Udacity refused client id" in one.unavailable[0] for one in snapshots)
    assert emulator.count() == emulator.count(operation="GenerateToken") == 1


def test_a_server_that_does_not_listen_is_reported() -> None:
    with Loopback() as gone:
        address = gone.base_url
    clock = VirtualClock()
    with open_live_source(address, StaticToken(SECRET), clock=clock) as source:
        snapshot = source(domain_request("catalog"))
    assert "could not be reached" in snapshot.unavailable[0]


def test_no_answer_brings_the_token_into_a_message() -> None:
    def echo(request: Seen) -> RawResponse:
        body = {"errors": [{"message": f"introspection refused to {request.token}"}]}
        return RawResponse(200, {}, json.dumps(body).encode(), received_at=0.0)

    with (
        Loopback(echo) as loopback,
        open_live_source(
            loopback.base_url, StaticToken(SECRET), clock=VirtualClock()
        ) as source,
    ):
        snapshot = source(domain_request("catalog"))
    assert [request.token for request in loopback.seen] == [f"Token {SECRET}"]
    assert "introspection refused to" in snapshot.unavailable[0]
    assert SECRET not in repr(snapshot)
