"""Wrong arguments are refused in one line, with the exit codes of docs/commands.md."""

from __future__ import annotations

import errno
import os
import re
import socket
import sys
from pathlib import Path
from typing import cast

import pytest

from support.paths import ROOT
from udacity_client.cli import main
from udacity_client.cli.app import NOT_DONE, PROBLEMS, USAGE, run
from udacity_client.cli.export_app import GAP

COMMANDS = (
    ("generate",),
    ("export", "program-progress"),
    ("export", "catalog"),
    ("emulator",),
    ("auth", "status"),
    ("auth", "token"),
    ("auth", "rotate"),
    ("auth", "revoke"),
    ("schema", "pull"),
    ("schema", "check"),
    ("schema", "accept"),
    ("schema", "propose"),
)


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("CLIENT_ID", "CLIENT_SECRET", "TOKEN", "USER_TOKEN", "BASE_URL"):
        monkeypatch.delenv(f"UDACITY_{name}", raising=False)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)


def exit_code(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["udacity", *arguments])
    return run()


def _name_of(value: object) -> str:
    return " ".join(map(str, cast("tuple[str, ...]", value))) * (type(value) is tuple)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        *(((*command, "--nope"), "No such option: --nope") for command in COMMANDS),
        *(
            ((*command, "one", "two", "three"), "")
            for command in COMMANDS
            if command[0] != "schema"
        ),
        (("frobnicate",), "No such command 'frobnicate'. See: udacity --help"),
        (("auth", "revoke"), "udacity auth revoke: Missing argument"),
        (("auth", "revoke", "udcs_secret"), "That is a client secret"),
        (("auth", "status"), "No credential was found"),
        (("emulator", "--port", "80000"), "port must be 0 to 65535"),
        (("emulator", "--port", "-1"), "port must be 0 to 65535"),
        (("emulator", "--port", "http"), "udacity emulator: Invalid value"),
        (("auth", "tokn"), "Did you mean 'token'? See: udacity auth --help"),
        (("emulator", "--learners", "-3"), "learners must be at least 0"),
        (("emulator", "--churn", "-1"), "churn must be 0 or more changes"),
        (("emulator", "--cursors", "x"), "'x' is not one of 'row', 'keyset'"),
        (("emulator", "--rate-limit", "x"), "--rate-limit is 'x'"),
        (("emulator", "--dialect", "x"), "'x' is not one of 'spec', 'gqlgen'"),
        (("generate", "--check", "--watch"), "pass one of them"),
        (("generate", "--domain", "shep"), "There is no domain shep"),
        (("generate", "--queries", "nowhere"), "--queries is nowhere"),
        (("generate", "--schema", "nowhere"), "--schema is nowhere"),
        (("generate", "--package", "1x"), "could not be imported"),
        (("schema", "accept"), "udacity schema accept: Missing argument"),
        (("schema", "accept", "catalog"), "Say what to accept"),
        (("schema", "accept", "shep", "--live"), "There is no domain shep"),
        (("schema", "check", "shep"), "There is no domain shep"),
        (("schema", "check", "--fail-on", "x"), "'x' is not one of 'runtime'"),
        (("schema", "check", "--url", "https://x"), "go with --live"),
        (("schema", "check", "--against", "nowhere"), "no folder nowhere"),
        (("schema", "check", "--live", "--deadline", "0"), "deadline is 0.0"),
        (("schema", "check", "--events", "nowhere"), "nowhere"),
        (("schema", "propose"), "came with udacity-client"),
    ],
    ids=_name_of,
)
def test_wrong_arguments_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    code = exit_code(monkeypatch, *arguments)

    printed = capsys.readouterr()
    assert (code, printed.out) == (USAGE, "")
    assert said in printed.err
    assert "Input should" not in printed.err
    assert len(printed.err.splitlines()) == 1


def test_a_port_that_is_taken_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port: int = other.getsockname()[1]
        code = exit_code(monkeypatch, "emulator", "--port", str(port))

    assert code == USAGE
    reason = os.strerror(errno.EADDRINUSE)
    assert capsys.readouterr().err == (
        f"The emulator cannot start: cannot listen on 127.0.0.1:{port} ({reason}): "
        "choose another port, or 0 for a free one.\n"
    )


@pytest.mark.parametrize("command", [(), ("auth",), ("schema",), *COMMANDS])
def test_each_command_has_a_short_way_to_its_help(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    assert exit_code(monkeypatch, *command, "-h") == 0
    short = capsys.readouterr().out
    assert exit_code(monkeypatch, *command, "--help") == 0

    assert short == capsys.readouterr().out
    assert f"Usage: {' '.join(['udacity', *command])}" in short


def test_help_shows_what_stands_in_brackets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code(monkeypatch, "generate", "-h")
    assert "[tool.udacity-client] in pyproject.toml" in " ".join(
        capsys.readouterr().out.split()
    )


def test_completion_can_be_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    with pytest.raises(SystemExit) as ended:  # typer ends it itself
        exit_code(monkeypatch, "--show-completion", "bash")
    assert not ended.value.code
    assert "udacity" in capsys.readouterr().out


def test_without_arguments_there_is_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code(monkeypatch)
    printed = capsys.readouterr()
    assert "Usage: udacity" in printed.out + printed.err


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("--help",), "cli"),
        (("auth", "status"), "cli"),
        (("emulator", "--port", "0"), "emulator"),
        (("generate",), "codegen"),
        (("schema", "check"), "codegen"),
    ],
)
def test_one_message_names_the_extra_that_brings_all_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    extra: str,
) -> None:
    monkeypatch.setitem(sys.modules, "typer", None)
    monkeypatch.delitem(sys.modules, "udacity_client.cli.app")
    monkeypatch.setattr(sys, "argv", ["udacity", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == USAGE
    assert capsys.readouterr().err.splitlines()[1:] == [
        "",
        f"  pip install '.[{extra}]'",
    ]


def test_the_exit_codes_are_those_of_the_table() -> None:
    table = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", table, re.MULTILINE)]

    assert codes == [0, PROBLEMS, USAGE, NOT_DONE, GAP]
