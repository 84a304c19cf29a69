"""`udacity doctor` names what is wrong, and what to do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from udacity_client.cli.doctor import compare_clocks
from udacity_client.emulator import FaultName
from udacity_client.emulator.faults import unauthorized_in_200
from udacity_client.endpoints import DOMAINS, TOKENS
from udacity_client.protocol.http_response import RawResponse

from .conftest import Command


def states(printed: str) -> dict[str, str]:
    """Return the state of each thing that was checked, by its name."""
    lines = printed.splitlines()[:-1]
    return {line[9:33].strip(): line[:8].strip() for line in lines}


def test_all_is_well(command: Command) -> None:
    ran = command.run("doctor")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert states(ran.stdout) == {
        "version": "ok",
        "credential": "ok",
        "base URL": "ok",
        "proxy": "ok",
        "token": "ok",
        "catalog": "ok",
        "program-progress": "ok",
        "assessment-progress": "ok",
        "learning-plan-progress": "ok",
        "clock": "ok",
        "rate limit": "ok",
        "schemas": "note",
    }
    assert ran.stdout.endswith("All is well.\n")
    assert command.emulator.count() == 5


def problems(command: Command, *, code: int = 3) -> dict[str, str]:
    ran = command.run("doctor")
    assert ran.returncode == code
    assert command.emulator.client_secret not in ran.stdout
    return {
        line[9:33].strip(): line[33:].strip()
        for line in ran.stdout.splitlines()
        if line.startswith("problem ")
    }


def test_no_credential(command: Command) -> None:
    del command.env["UDACITY_CLIENT_SECRET"]
    (name, text) = next(iter(problems(command, code=2).items()))
    assert name == "credential"
    assert "UDACITY_CLIENT_ID is set, and neither UDACITY_CLIENT_SECRET" in text
    assert command.emulator.count() == 0


def test_a_wrong_secret_is_noticed_though_a_token_is_cached(command: Command) -> None:
    assert command.run("auth", "token").returncode == 0
    command.env["UDACITY_CLIENT_SECRET"] = "udcs_wrong"
    assert "Udacity refused client id" in problems(command, code=2)["token"]
    # As every command that gets a token does.
    command.env["UDACITY_CLIENT_ID"] = "another"
    assert command.run("auth", "token").returncode == 2
    assert [*problems(command, code=2)] == ["token"]


@pytest.mark.parametrize("status", [401, 200])
def test_a_token_that_was_made_elsewhere_and_is_refused(
    command: Command, status: int
) -> None:
    for name in ("UDACITY_CLIENT_ID", "UDACITY_CLIENT_SECRET"):
        del command.env[name]
    command.env["UDACITY_TOKEN"] = "abc"
    if status == 200:
        for domain in set(DOMAINS) - {TOKENS}:
            command.emulator.faults.add(unauthorized_in_200(), domain=domain)
    ran = command.run("doctor")
    assert ran.returncode == 2
    assert states(ran.stdout)["token"] == "ok"
    assert "made elsewhere; nothing was requested" in ran.stdout
    assert states(ran.stdout)["catalog"] == "problem"
    assert "Udacity made one" not in ran.stdout
    assert "Give a new one (UDACITY_TOKEN; for" in ran.stdout


def test_a_credential_of_several_companies_needs_one_of_them(command: Command) -> None:
    command.env["UDACITY_CLIENT_ID"] = command.emulator.multi_company_client_id
    command.env["UDACITY_CLIENT_SECRET"] = command.emulator.multi_company_client_secret
    ran = command.run("doctor")
    assert ran.returncode == 2
    assert "company: none given" in ran.stdout
    assert "Name one of its companies" in ran.stdout
    assert command.run("catalog").returncode == 2
    assert command.run("doctor", "--company=9000").returncode == 0


@pytest.mark.slow
def test_a_host_that_is_down(command: Command) -> None:
    command.emulator.stop()
    assert "refused" in problems(command)["token"]


@pytest.mark.parametrize(
    ("fault", "text"),
    [("server_error", "HTTP 500"), ("html_page", "502")],
)
def test_one_domain_fails_and_the_others_are_asked(
    command: Command, fault: FaultName, text: str
) -> None:
    command.emulator.faults.play(fault, domain="catalog")
    found = problems(command)
    assert [*found] == ["catalog"]
    assert text in found["catalog"]


@pytest.mark.parametrize(
    ("date", "state", "text"),
    [
        ("Sat, 28 Nov 2026 09:00:30 GMT", "ok", "as the API's"),
        ("Sat, 28 Nov 2026 09:02:00 GMT", "problem", "120 s behind the API's."),
        ("Sat, 28 Nov 2026 08:00:00 GMT", "problem", "3600 s ahead of the API's."),
        ("Sat, 28 Nov 2026 09:00:30 -0000", "ok", "as the API's"),
        ("28 Nov 2026 09:00:30", "ok", "as the API's"),
        ("yesterday", "note", "not compared"),
        ("", "note", "not compared"),
    ],
)
def test_clocks_are_compared(date: str, state: str, text: str) -> None:
    received = datetime(2026, 11, 28, 9, tzinfo=UTC).timestamp()
    response = RawResponse(200, {"date": date}, b"", received)
    finding = compare_clocks(response)
    assert (finding.state, finding.name) == (state, "clock")
    assert finding.text.startswith(text)
