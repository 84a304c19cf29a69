"""`udacity auth revoke`: no later command uses the revoked credential."""

from __future__ import annotations

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
