"""`udacity auth login`: what was stored is what the next command uses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from udacity_client.auth.secret import SecretText
from udacity_client.cli.login import log_in
from udacity_client.errors import CredentialsError

from .conftest import WITHIN, Command


@pytest.fixture
def newcomer(command: Command) -> Command:
    """A user who has the address of the API and nothing else."""
    for name in ("UDACITY_CLIENT_ID", "UDACITY_CLIENT_SECRET"):
        del command.env[name]
    return command


def file_of(command: Command) -> Path:
    return command.home / ".config/udacity/credentials.toml"


def log_in_with(command: Command, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith(("UDACITY", "XDG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(command.home))
    log_in(
        client_id=command.emulator.client_id,
        secret=SecretText(secret),
        company=None,
        profile="default",
        url=command.emulator.base_url,
    )


def test_what_was_stored_is_used(
    newcomer: Command,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = newcomer.emulator.client_secret
    log_in_with(newcomer, secret, monkeypatch)
    assert secret not in "".join(capsys.readouterr())
    assert newcomer.run("plans").returncode == 0
    ran = newcomer.run("auth", "status")
    assert f"client credential {newcomer.emulator.client_id}" in ran.stdout
    assert secret not in ran.stdout


@pytest.mark.parametrize("given", [None, "4821"])
def test_the_company_of_the_environment_is_stored(
    given: str | None, newcomer: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer.env["UDACITY_COMPANY_ID"] = "9999" if given else "4821"
    for name, value in newcomer.env.items():
        monkeypatch.setenv(name, value)
    log_in(
        client_id=newcomer.emulator.client_id,
        secret=SecretText(newcomer.emulator.client_secret),
        company=given,
        profile="default",
        url=None,
    )
    assert 'company_id = "4821"' in file_of(newcomer).read_text()


def test_a_secret_that_is_refused_is_not_stored(
    newcomer: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CredentialsError, match="Udacity refused client id"):
        log_in_with(newcomer, "udcs_wrong", monkeypatch)
    assert not file_of(newcomer).exists()


def test_the_secret_comes_from_stdin(newcomer: Command) -> None:
    words = ["auth", "login", "--client-id", newcomer.emulator.client_id]
    ran = subprocess.run(
        [sys.executable, "-m", "udacity_client", *words, "--profile", "reports"],
        input=f"{newcomer.emulator.client_secret}\n",
        env={**newcomer.env, "UDACITY_TOKEN": "another"},
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == (
        f"Udacity accepted it. The profile 'reports' is in {file_of(newcomer)}.\n"
    )
    use, _, overridden = ran.stderr.partition("\n")
    assert use == "To use it, set UDACITY_PROFILE=reports."
    assert overridden.startswith("UDACITY_TOKEN is set, and used instead")
    # The address that accepted it, which came from UDACITY_BASE_URL.
    assert f'base_url = "{newcomer.emulator.base_url}"' in file_of(newcomer).read_text()
    newcomer.env["UDACITY_PROFILE"] = "reports"
    assert newcomer.run("auth", "token").returncode == 0


def test_what_keeps_the_profile_from_being_used_is_said(newcomer: Command) -> None:
    newcomer.env |= {
        "UDACITY_CREDENTIALS_COMMAND": "vault",
        "UDACITY_TOKEN": "another",
        "UDACITY_PROFILE": "reports",
    }
    words = ["auth", "login", "--client-id", newcomer.emulator.client_id]
    ran = subprocess.run(
        [sys.executable, "-m", "udacity_client", *words],
        input=f"{newcomer.emulator.client_secret}\n",
        env=newcomer.env,
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.splitlines() == [
        "To use it, set UDACITY_PROFILE=default.",
        "UDACITY_TOKEN and UDACITY_CREDENTIALS_COMMAND are set, and used instead of "
        "any profile. Unset what is set to use the profile.",
    ]


def test_without_a_secret_nothing_is_sent(newcomer: Command) -> None:
    ran = newcomer.run("auth", "login", "--client-id", newcomer.emulator.client_id)
    assert ran.returncode == 2
    assert "The client secret is empty. Nothing was sent" in ran.stderr
    assert newcomer.token_requests() == 0
