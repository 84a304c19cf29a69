"""The usage of `udacity schema check --live`, and its credentials."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support.drift.live_check import Check
from udacity_client.emulator import Emulator


@pytest.mark.parametrize(
    ("words", "output"),
    [
        (("--live", "--against", "schema"), "--live compares with the API, and"),
        (("--url", "http://127.0.0.1:1"), "go with --live"),
        (("--probe",), "go with --live"),
        (("--deadline", "1"), "go with --live"),
        (("--live", "--url", "ftp://example.org"), "ftp://example.org"),
        (("--live", "--deadline", "0"), "deadline is 0"),
        (("--live", "nowhere"), "nowhere"),
    ],
)
def test_a_wrong_call_exits_with_2(
    check: Check,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    output: str,
) -> None:
    monkeypatch.setenv("UDACITY_TOKEN", "t")
    monkeypatch.setenv("COLUMNS", "200")
    assert check(*words) == 2
    assert output in capsys.readouterr().err


def test_an_unknown_operation_is_refused_with_the_one_that_was_meant(
    check: Check, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert check("catalog", "--operation", "getcatalogue") == 2
    output = capsys.readouterr()
    assert "catalog has no operation 'getcatalogue'. Did you mean" in output.err
    assert "'GetCatalog'" in output.err
    assert output.out == ""
    assert check("catalog", "tokens", "--operation", "ListAll") == 2
    assert "catalog, tokens have no operation 'ListAll'." in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("catalog",)])
def test_a_known_operation_is_shown(
    check: Check, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert check(*words, "--operation", "GetCatalog") == 0
    assert capsys.readouterr().err == ""


def test_without_a_credential_the_rest_is_checked(
    check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check("--live", "catalog", "tokens") == 3
    output = capsys.readouterr()
    assert output.err == ""
    _, table, rest = output.out.split("\n\n", 2)
    assert table.count("UNCHECKED") == table.count("fresh") == 2
    assert rest.count("No credential was found. Looked at: argument") == 2


def test_a_user_token_alone_is_no_credential_for_it(
    check: Check, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UDACITY_USER_TOKEN", "a.b.c")
    assert check("--live", "catalog", "--url", "http://127.0.0.1:1") == 3
    assert "No credential was found." in capsys.readouterr().out


def test_a_refused_credential_is_tried_once_and_reported_for_each_domain(
    check: Check, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(learners=1) as emulator:
        monkeypatch.setenv("UDACITY_CLIENT_ID", emulator.client_id)
        monkeypatch.setenv("UDACITY_CLIENT_SECRET", "udcs_of-another")
        assert check("--live", "--url", emulator.base_url) == 3
        assert emulator.count() == emulator.count(operation="GenerateToken") == 1
    output = capsys.readouterr().out
    assert output.count(": Udacity refused client id") == 5
    assert "udcs_of-another" not in output


def test_a_check_without_live_loads_no_network() -> None:
    program = (
        "import sys\n"
        "from udacity_client.cli.run import run\n"
        "sys.argv = ['udacity', 'schema', 'check', 'catalog']\n"
        "try:\n    run()\n"
        "except SystemExit as ended:\n    assert ended.code == 0\n"
        "assert 'udacity_client.transport.sync_transport' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300)
