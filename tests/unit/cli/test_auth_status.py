"""`udacity auth status` shows everything but the secret, and sends nothing."""

from __future__ import annotations

import json
import time

import pytest

from udacity_client.emulator import Emulator

from .conftest import Command


def fields_of(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines())
    return {name: rest.strip() for name, _, rest in pairs}


def test_the_credential_is_shown_and_nothing_is_sent(
    command: Command, emulator: Emulator
) -> None:
    ran = command.run("auth", "status")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = fields_of(ran.stdout)
    assert lines["credential"] == f"client credential {emulator.client_id}"
    assert lines["company"] == "none given"
    assert lines["user token"].startswith("not set")
    assert lines["base URL"] == emulator.base_url
    assert lines["cached token"].startswith(f"none ({command.cache}/")
    assert emulator.client_secret not in ran.stdout
    assert len(emulator.requests) == 0
    assert not command.cache.exists()


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (1201, "20 min old, expires in 39 min"),
        (3481, "58 min old, expires in 1 min"),
        (3560, "one that is not used any more"),
        (3600, "one that is not used any more"),
        (-60, "one that is not used any more"),
    ],
)
def test_the_age_of_the_cached_token_is_shown(
    command: Command, age: int, expected: str
) -> None:
    token = command.run("auth", "token").stdout.strip()
    [path] = command.cache.glob("*.json")
    kept = json.loads(path.read_bytes())
    path.write_text(json.dumps(kept | {"minted_at": time.time() - age}))
    ran = command.run("auth", "status")
    assert fields_of(ran.stdout)["cached token"].startswith(expected)
    assert token not in ran.stdout
    assert command.token_requests() == len(command.emulator.requests) == 1


def test_a_wrong_secret_is_refused_at_once_and_not_given_the_cached_token(
    command: Command,
) -> None:
    assert command.run("auth", "token").returncode == 0
    right = command.env["UDACITY_CLIENT_SECRET"]
    command.env["UDACITY_CLIENT_SECRET"] = "udcs_wrong"
    status = fields_of(command.run("auth", "status").stdout)
    assert status["cached token"].startswith("one of another secret, which is not used")
    refused = command.run("auth", "token")
    assert (refused.returncode, refused.stdout) == (2, "")
    command.env["UDACITY_CLIENT_SECRET"] = right
    assert command.run("auth", "token").returncode == 0
    assert command.token_requests() == 2


def test_each_place_is_explained(command: Command) -> None:
    ran = command.run("auth", "status", "--explain")
    assert ran.returncode == 0
    assert "  UDACITY_TOKEN: not set\n" in ran.stdout
    assert "  UDACITY_CLIENT_ID: set\n" in ran.stdout


def test_no_credential_is_explained_too(command: Command) -> None:
    del command.env["UDACITY_CLIENT_ID"], command.env["UDACITY_CLIENT_SECRET"]
    ran = command.run("auth", "status", "--explain")
    assert ran.returncode == 2
    assert "  UDACITY_CLIENT_ID: not set\n" in ran.stdout
    assert ran.stderr.startswith("No credential was found.")
    assert "`udacity auth login`" in ran.stderr
    assert command.run("auth", "status").stdout == ""


def test_a_user_token_alone_is_not_a_credential(
    command: Command, emulator: Emulator
) -> None:
    del command.env["UDACITY_CLIENT_ID"], command.env["UDACITY_CLIENT_SECRET"]
    command.env["UDACITY_USER_TOKEN"] = emulator.user_token
    ran = command.run("auth", "status")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "No credential was found" in ran.stderr


def test_a_token_that_was_made_elsewhere_is_not_shown(command: Command) -> None:
    del command.env["UDACITY_CLIENT_ID"], command.env["UDACITY_CLIENT_SECRET"]
    command.env["UDACITY_TOKEN"] = "made-elsewhere"
    ran = command.run("auth", "status")
    assert ran.returncode == 0
    assert "a token that was made elsewhere" in ran.stdout
    assert "made-elsewhere" not in ran.stdout


def test_what_a_command_prints_is_not_called_a_token(command: Command) -> None:
    del command.env["UDACITY_CLIENT_ID"], command.env["UDACITY_CLIENT_SECRET"]
    command.env["UDACITY_CREDENTIALS_COMMAND"] = "print-a-token secret"
    command.env["UDACITY_COMPANY_ID"] = "4821"
    ran = command.run("auth", "status")
    assert ran.returncode == 0
    line = "credential:    what a command prints; it runs again for each token\n"
    assert line in ran.stdout
    assert "secret" not in ran.stdout


def test_without_a_home_a_command_keeps_no_token(command: Command) -> None:
    command.env["HOME"] = "relative"
    ran = command.run("auth", "status")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "cached token" not in fields_of(ran.stdout)
    assert list(command.home.iterdir()) == []
