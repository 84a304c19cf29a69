"""`udacity auth token`: one token for all processes of a user, and only for them."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys

import httpx

from udacity_client.emulator import Emulator

from .conftest import WITHIN, Command


def accepts(emulator: Emulator, token: str) -> bool:
    """Return whether the API accepts the token."""
    answer = httpx.post(
        f"{emulator.base_url}/v1/catalog/graphql",
        json={"query": "{ catalog { companyId } }"},
        headers={"Authorization": f"Token {token}"},
        timeout=60,
    )
    return answer.status_code == 200


def test_a_token_is_printed_and_nothing_else(
    command: Command, emulator: Emulator
) -> None:
    ran = command.run("auth", "token")
    assert (ran.returncode, ran.stderr) == (0, "")
    [token] = ran.stdout.splitlines()
    assert accepts(emulator, token)


def test_the_second_process_uses_the_token_of_the_first(command: Command) -> None:
    first, second = (
        command.start("auth", "token").communicate(timeout=WITHIN)[0] for _ in range(2)
    )
    assert first == second != ""
    assert command.token_requests() == 1


def test_four_processes_that_start_together_request_one_token(
    command: Command,
) -> None:
    started = [command.start("auth", "token") for _ in range(4)]
    outputs = [process.communicate(timeout=WITHIN) for process in started]
    assert [process.returncode for process in started] == [0] * 4
    assert len({out for out, _ in outputs}) == 1
    assert [err for _, err in outputs] == [""] * 4
    assert command.token_requests() == 1


def test_the_cache_is_private_and_holds_no_secret(
    command: Command, emulator: Emulator
) -> None:
    command.run("auth", "token")
    assert stat.S_IMODE(command.cache.stat().st_mode) == 0o700
    for path in command.cache.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert emulator.client_secret not in path.read_text(encoding="utf-8")


def test_another_company_has_another_token(
    command: Command, emulator: Emulator
) -> None:
    command.env["UDACITY_CLIENT_ID"] = emulator.multi_company_client_id
    command.env["UDACITY_CLIENT_SECRET"] = emulator.multi_company_client_secret
    tokens = set[str]()
    for company in (emulator.company_id, emulator.empty_company_id):
        command.env["UDACITY_COMPANY_ID"] = company
        tokens.add(command.run("auth", "token").stdout)
    assert len(tokens) == command.token_requests() == 2


def test_a_symlink_instead_of_the_cache_is_an_error(command: Command) -> None:
    (command.home / "elsewhere").mkdir(mode=0o700)
    command.cache.parent.mkdir()
    command.cache.symlink_to(command.home / "elsewhere")
    ran = command.run("auth", "token")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{command.cache} is a symlink" in ran.stderr
    assert command.token_requests() == 0


def test_a_cache_that_others_may_read_is_an_error(command: Command) -> None:
    command.cache.mkdir(parents=True)
    command.cache.chmod(0o755)
    ran = command.run("auth", "token")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "is open to other users (mode 0755)" in ran.stderr


def test_a_broken_file_is_reported_and_replaced(command: Command) -> None:
    command.run("auth", "token")
    [path] = command.cache.glob("*.json")
    path.write_text("{", encoding="utf-8")
    # Only in its own process is the log on stderr.
    first, second = (
        command.start("auth", "token").communicate(timeout=WITHIN)[1] for _ in range(2)
    )
    assert first.endswith("is left out: it does not hold a token\n")
    assert second == ""
    assert command.token_requests() == 2


def test_a_rejected_credential_is_reported(command: Command) -> None:
    command.env["UDACITY_CLIENT_SECRET"] = "udcs_wrong"
    ran = command.run("auth", "token")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Udacity refused client id" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_token_that_was_made_elsewhere_is_printed_as_it_is(command: Command) -> None:
    del command.env["UDACITY_CLIENT_ID"], command.env["UDACITY_CLIENT_SECRET"]
    command.env["UDACITY_TOKEN"] = "made-elsewhere"
    assert command.run("auth", "token").stdout == "made-elsewhere\n"
    assert not command.cache.exists()


def test_on_a_terminal_it_is_printed_only_with_print(command: Command) -> None:
    refused, shown = _on_terminal(command, "token")
    assert refused == 2
    assert "pass --print" in shown
    assert command.token_requests() == 0
    code, shown = _on_terminal(command, "token", "--print")
    assert code == 0
    assert accepts(command.emulator, shown.strip())


def _on_terminal(command: Command, *arguments: str) -> tuple[int, str]:
    """Run the command with a terminal as stdout; return its exit code and output."""
    ours, theirs = pty.openpty()
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "udacity_client", "auth", *arguments],
            env=command.env,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
            timeout=WITHIN,
        )
        # What was printed may be nothing, for which a terminal would be waited for.
        os.write(theirs, b".")
        printed = os.read(ours, 65_536).decode().removesuffix(".")
    finally:
        os.close(ours)
        os.close(theirs)
    return ran.returncode, printed + ran.stderr
