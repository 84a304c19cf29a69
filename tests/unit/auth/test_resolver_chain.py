"""The order of the credential chain, and what happens to credentials it ignores."""

from __future__ import annotations

import json
import logging
import shlex
from pathlib import Path

import pytest

from udacity_client import Udacity
from udacity_client.auth.credentials import (
    ClientCredentials,
    Credentials,
    StaticToken,
)
from udacity_client.auth.environment import Environment
from udacity_client.auth.providers import call_provider
from udacity_client.auth.resolver import ResolvedCredentials, resolve_credentials
from udacity_client.endpoints import DEFAULT_BASE_URL
from udacity_client.errors import ConfigurationError, CredentialsError

SECRET = "udcs_correct-horse"
PAIR = {"UDACITY_CLIENT_ID": "udcl_1", "UDACITY_CLIENT_SECRET": SECRET}
COMMAND, PROFILE = "UDACITY_CREDENTIALS_COMMAND", "UDACITY_PROFILE"
COMPANY = "UDACITY_COMPANY_ID"


def find(
    variables: dict[str, str],
    credentials: Credentials | None = None,
    *,
    company_id: str | None = None,
) -> ResolvedCredentials:
    return resolve_credentials(
        credentials,
        user_token=None,
        company_id=company_id,
        environ=Environment(variables),
    )


def given_by(resolved: ResolvedCredentials) -> ClientCredentials | StaticToken:
    service = resolved.require_service()
    if isinstance(service, ClientCredentials | StaticToken):
        return service
    return call_provider(service)


def company_of(resolved: ResolvedCredentials) -> str | None:
    given = given_by(resolved)
    assert isinstance(given, ClientCredentials)
    return given.company_id


def printing(company_id: str | None = None) -> str:
    printed = {"client_id": "udcl_2", "client_secret": SECRET, "company_id": company_id}
    return f"echo {shlex.quote(json.dumps(printed))}"


def home(folder: Path, more: str = "", *, way: str | None = None) -> dict[str, str]:
    """Write a profile; return the variables that lead to it."""
    file = folder / "udacity" / "credentials.toml"
    file.parent.mkdir()
    file.touch(0o600)
    way = way or f'client_id = "udcl_3"\nclient_secret = "{SECRET}"'
    file.write_text(f"[default]\n{way}\n{more}\n")
    return {"XDG_CONFIG_HOME": str(folder)}


def test_a_pair_in_the_environment_wins_over_a_profile(tmp_path: Path) -> None:
    service = find({**home(tmp_path), **PAIR}).service

    assert isinstance(service, ClientCredentials)
    assert service.client_id == "udcl_1"


def test_a_command_wins_over_a_profile(tmp_path: Path) -> None:
    given = given_by(find({**home(tmp_path), COMMAND: printing()}))

    assert isinstance(given, ClientCredentials)
    assert given.client_id == "udcl_2"


def test_a_profile_is_found_last(tmp_path: Path) -> None:
    resolved = find(home(tmp_path, 'base_url = "https://api.example/api"'))

    assert isinstance(resolved.service, ClientCredentials)
    assert resolved.service.client_id == "udcl_3"
    assert resolved.base_url == "https://api.example/api"
    assert resolved.tried[-1] == "profile: used"


@pytest.mark.parametrize(
    "other",
    [PAIR, {"UDACITY_TOKEN": "t1"}, {"UDACITY_API_KEY": "t1"}],
    ids=["pair", "token", "key"],
)
def test_a_command_next_to_another_credential_is_a_conflict(
    other: dict[str, str],
) -> None:
    with pytest.raises(CredentialsError, match="are set; unset") as caught:
        find({**other, COMMAND: f"vault {SECRET}"})

    message = str(caught.value)
    assert f"{COMMAND} are set; unset" in message
    assert f"{next(iter(other))} and" in message
    assert SECRET not in message


def test_if_nothing_is_found_the_error_lists_all_places(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="No credential was found") as caught:
        find({"HOME": str(tmp_path)})

    file = tmp_path / ".config" / "udacity" / "credentials.toml"
    assert caught.value.tried == (
        "argument: none",
        "UDACITY_TOKEN: not set",
        "UDACITY_API_KEY: not set",
        "UDACITY_CLIENT_ID: not set",
        "UDACITY_CLIENT_SECRET: not set",
        "UDACITY_CLIENT_SECRET_FILE: not set",
        "UDACITY_CREDENTIALS_COMMAND: not set",
        f"profile 'default': no file {file}",
    )
    for line in caught.value.tried:
        assert line in str(caught.value)


def test_one_warning_names_a_profile_that_is_not_used(
    caplog: pytest.LogCaptureFixture,
) -> None:
    # It is not read, so it need not exist.
    find({**PAIR, PROFILE: "staging"})

    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (
            logging.WARNING,
            "UDACITY_PROFILE is set and not used: UDACITY_CLIENT_ID with "
            "UDACITY_CLIENT_SECRET wins; unset one of them",
        )
    ]


@pytest.mark.parametrize("variables", [PAIR, {PROFILE: "staging"}])
def test_an_argument_wins_in_silence(
    variables: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    mine = StaticToken("t1")

    assert find(variables, mine).service is mine
    assert not caplog.records


def test_a_secret_of_the_environment_is_read_again() -> None:
    variables = dict(PAIR)
    service = given_by(find(variables))
    assert isinstance(service, ClientCredentials)
    assert service.secret().reveal() == SECRET

    variables["UDACITY_CLIENT_SECRET"] = "udcs_rotated"
    assert service.secret().reveal() == "udcs_rotated"

    variables["UDACITY_CLIENT_SECRET"] = "two words"
    with pytest.raises(CredentialsError, match="UDACITY_CLIENT_SECRET holds a blank"):
        service.secret()

    del variables["UDACITY_CLIENT_SECRET"]
    with pytest.raises(CredentialsError, match="is no longer set"):
        service.secret()


@pytest.mark.parametrize("printed", [None, "1"])
@pytest.mark.parametrize("variable", [None, "2"])
@pytest.mark.parametrize("argument", [None, "3"])
def test_the_company_is_the_arguments_the_commands_or_the_variables(
    printed: str | None, variable: str | None, argument: str | None
) -> None:
    variables = {COMMAND: printing(printed), COMPANY: variable or ""}

    found = company_of(find(variables, company_id=argument))

    assert found == (argument or printed or variable)


@pytest.mark.parametrize("variable", [None, "2"])
@pytest.mark.parametrize("argument", [None, "3"])
@pytest.mark.parametrize("way", [None, f"credentials_command = '''{printing()}'''"])
def test_the_company_of_a_profile_comes_last(
    variable: str | None, argument: str | None, way: str | None, tmp_path: Path
) -> None:
    variables = {**home(tmp_path, 'company_id = "1"', way=way), COMPANY: variable or ""}

    assert company_of(find(variables, company_id=argument)) == (
        argument or variable or "1"
    )


def test_a_provided_token_cannot_be_scoped_to_a_company() -> None:
    resolved = find({}, lambda: "t1", company_id="4821")

    with pytest.raises(ConfigurationError, match="company_id has no effect"):
        given_by(resolved)


def test_a_company_of_the_environment_leaves_a_provided_token_alone() -> None:
    given = given_by(find({COMPANY: "4821"}, lambda: "t1"))

    assert isinstance(given, StaticToken)
    assert given.reveal() == "t1"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "https://profile.example/api"),
        ({"UDACITY_BASE_URL": "https://env.example/api"}, "https://env.example/api"),
        (PAIR, DEFAULT_BASE_URL),
    ],
)
def test_a_client_uses_the_base_url_of_its_profile(
    variables: dict[str, str],
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    more = home(tmp_path, 'base_url = "https://profile.example/api"')
    for name, value in {**more, **variables}.items():
        monkeypatch.setenv(name, value)

    assert Udacity().base_url == expected


def test_an_error_about_the_url_of_a_profile_names_the_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in home(tmp_path, 'base_url = "http://api.example"').items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError, match="base_url of the profile is 'http"):
        Udacity()
