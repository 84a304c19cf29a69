"""`udacity auth revoke`: no later command uses the revoked credential."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Command


def test_the_cached_token_of_the_credential_is_removed(command: Command) -> None:
    command.env["UDACITY_USER_TOKEN"] = command.emulator.user_token
    own = command.emulator.client_id
    other = command.emulator.multi_company_client_id
    assert command.run("auth", "token").returncode == 0

    assert command.run("auth", "revoke", other, "--yes").returncode == 0
    assert [*command.cache.glob("*.json")] != []
    assert command.run("auth", "revoke", own, "--yes").returncode == 0
    assert [*command.cache.glob("*.json")] == []
    assert "Udacity refused client id" in command.run("auth", "token").stderr


@pytest.fixture
def user(command: Command) -> Command:
    """A user who has a user token and no readable credential."""
    command.env["UDACITY_USER_TOKEN"] = command.emulator.user_token
    del command.env["UDACITY_CLIENT_SECRET"]
    return command


def write_profile(user: Command, *lines: str) -> Path:
    """Leave it to a profile which credential is in use, and where the API is."""
    for name in ("UDACITY_CLIENT_ID", "UDACITY_BASE_URL"):
        del user.env[name]
    path = user.home / ".config" / "udacity" / "credentials.toml"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(("[default]", *lines)), encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    "variables",
    [
        {},  # an ID alone
        {"UDACITY_CLIENT_SECRET_FILE": "/no/such/file"},
        {"UDACITY_CLIENT_SECRET": "two words"},
        {"UDACITY_TOKEN": "and an ID"},
    ],
)
def test_a_credential_is_revoked_without_its_secret(
    user: Command, variables: dict[str, str]
) -> None:
    user.env |= variables
    ran = user.run("auth", "revoke", user.emulator.client_id, "--yes")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"{user.emulator.client_id} is revoked")


def test_it_is_revoked_where_its_profile_says(user: Command) -> None:
    write_profile(
        user,
        f'client_id = "{user.emulator.client_id}"',
        'client_secret_file = "gone"',
        f'base_url = "{user.emulator.base_url}"',
    )
    ran = user.run("auth", "revoke", user.emulator.client_id, "--yes")
    assert ran.returncode == 0, ran.stderr
    assert user.emulator.count(operation="RevokeClientCredential") == 1


@pytest.mark.parametrize("lines", [("no TOML",), ('baseurl = "https://test.example"',)])
def test_the_real_api_is_not_asked_if_a_profile_may_name_another(
    user: Command, lines: tuple[str, ...]
) -> None:
    path = write_profile(user, *lines)
    revoke = "auth", "revoke", user.emulator.client_id, "--yes"
    ran = user.run(*revoke)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert str(path) in ran.stderr
    assert ran.stderr.endswith("Or say where the API is, with --url.\n")
    assert user.run(*revoke, "--url", user.emulator.base_url).returncode == 0


def test_the_user_token_is_needed_in_any_case(user: Command) -> None:
    del user.env["UDACITY_USER_TOKEN"]
    ran = user.run("auth", "revoke", user.emulator.client_id, "--yes")
    assert ran.returncode == 2
    assert "needs a logged-in user" in ran.stderr
    assert len(user.emulator.requests) == 0
