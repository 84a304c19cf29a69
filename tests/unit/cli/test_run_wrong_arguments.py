"""Wrong arguments are refused in one line, with the exit codes of docs/commands.md."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import cast

import pytest

from support.paths import ROOT
from udacity_client.cli import HUNG_UP, INTERRUPTED, TERMINATED, main
from udacity_client.cli.export_options import GAP
from udacity_client.cli.run import NOT_DONE, PROBLEMS, USAGE, run

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
        (("emulator", "--port", "80000"), "port is 80000; give 0 to 65,535."),
        (("emulator", "--port", "-1"), "port is -1; give 0 to 65,535."),
        (("emulator", "--port", "http"), "udacity emulator: Invalid value"),
        (("auth", "tokn"), "Did you mean 'token'? See: udacity auth --help"),
        (("emulator", "--learners", "-3"), "learners is -3; give 0 to 1,000,000;"),
        (("emulator", "--learners", "1000001"), "1,000,000; each takes 2 KB of memory"),
        (("emulator", "--churn", "-1"), "churn is -1.0; give 0 to 1,000,000 changes"),
        (("emulator", "--churn", "nan"), "churn is nan; give 0 to 1,000,000 changes"),
        (("emulator", "--data-until", "0001-01-01T00:00"), "a year from 1900 to 2999"),
        (("emulator", "--cursors", "x"), "'x' is not one of 'row', 'keyset'"),
        (("emulator", "--rate-limit", "x"), "--rate-limit is 'x'"),
        (("emulator", "--data-until", "x"), "--data-until is 'x'; pass a time such as"),
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
    # Else some commands say first that there is no project.
    Path("queries").mkdir()
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
    monkeypatch.delitem(sys.modules, "udacity_client.cli.run")
    monkeypatch.setattr(sys, "argv", ["udacity", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == USAGE
    assert capsys.readouterr().err.splitlines()[1:] == [
        "",
        f"  {sys.executable} -m pip install '.[{extra}]'",
    ]


def test_the_exit_codes_are_those_of_the_table() -> None:
    table = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", table, re.MULTILINE)]

    assert codes == [0, PROBLEMS, USAGE, NOT_DONE, GAP]


SETTINGS = '[tool.udacity-client]\nschema_folder = "schema"\n'


def make_project(folder: Path, settings: str = SETTINGS) -> None:
    (folder / "schema").mkdir()
    (folder / "schema" / "shop.graphql").write_text("type Query { a: Int }")
    (folder / "queries" / "shop").mkdir(parents=True)
    (folder / "queries" / "shop" / "q.graphql").write_text("query GetA { a }")
    (folder / "pyproject.toml").write_text(settings)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("tool = 3", "pyproject.toml: tool must be a table."),
        (
            f'{SETTINGS}package = "a\\u0000b"',
            "pyproject.toml: [tool.udacity-client]: package holds a NUL character.",
        ),
        (
            '[tool.udacity-client]\nschema_folder = "a\\u0000b"',
            "pyproject.toml: [tool.udacity-client]: schema_folder holds a NUL "
            "character.",
        ),
        (
            f'{SETTINGS}domains = ["shop", "a\\u0000b"]',
            "pyproject.toml: [tool.udacity-client]: domains holds a NUL character.",
        ),
        (
            "x = " + "[" * 5000,
            "pyproject.toml cannot be read: it is nested too deeply.",
        ),
    ],
)
def test_settings_that_cannot_be_used_are_one_line(
    settings: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_project(tmp_path, settings)
    assert exit_code(monkeypatch, "generate") == USAGE
    assert capsys.readouterr().err == f"{said}\n"


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        ("file/ops", "File exists: file"),
        ("file/app/ops", "Not a directory: file/app"),
        ("x" * 300, "File name too long: "),  # of the package or a folder next to it
    ],
)
def test_a_package_that_cannot_be_written_is_one_line(
    package: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_project(tmp_path)
    (tmp_path / "file").touch()
    code = exit_code(monkeypatch, "generate", "--package", package)
    said = capsys.readouterr().err
    assert code == USAGE
    assert reason in said
    assert said.endswith("Name a folder that you may read and write.\n")
    assert said.count("\n") == 1


def test_an_argument_that_is_too_long_for_a_path_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(monkeypatch, "generate", "--queries", "x" * 300) == USAGE
    said = capsys.readouterr().err
    # From Python 3.14, `Path.is_dir` says no for such a path, and raises nothing.
    assert said.startswith(("File name too long: xxx", "--queries is xxx"))
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ("generate", ", or name the folder with --queries"),
        ("schema accept catalog --live", ", or name the folder with --queries"),
        ("schema propose --live", ""),
    ],
)
def test_below_the_project_it_says_where_the_project_is(
    command: str,
    advice: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    below = tmp_path / "src" / "app"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert exit_code(monkeypatch, *command.split()) == USAGE
    assert capsys.readouterr().err == (
        f"There is no pyproject.toml and no folder queries in {below}. Run this in "
        f"your project's folder{advice}.\n"
    )
    make_project(tmp_path)
    assert exit_code(monkeypatch, *command.split()) == USAGE
    assert capsys.readouterr().err == (
        f"There is no pyproject.toml and no folder queries in {below}. Run this in "
        f"{tmp_path}, which has a pyproject.toml{advice}.\n"
    )


@pytest.mark.parametrize(
    ("content", "has_queries", "is_suggested"),
    [
        ("", False, False),
        ("[project]", False, False),
        ("tool = 3", False, False),
        ("[tool", False, False),
        ("[tool.udacity-client]", False, True),
        ("", True, True),
        (None, True, True),
        (None, False, False),
    ],
)
def test_only_a_folder_that_is_a_project_of_ours_is_suggested(
    content: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    has_queries: bool,
    is_suggested: bool,
) -> None:
    parent = tmp_path / "parent"
    (parent / "app").mkdir(parents=True)
    if content is not None:
        (parent / "pyproject.toml").write_text(content)
    if has_queries:
        (parent / "queries").mkdir()
    monkeypatch.chdir(parent / "app")

    assert exit_code(monkeypatch, "generate") == USAGE
    assert (f"Run this in {parent}, which has" in capsys.readouterr().err) == (
        is_suggested
    )


@pytest.mark.parametrize("name", ["json", "udacity_client", "httpx"])
def test_a_package_that_would_hide_a_module_is_refused(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_project(tmp_path)
    assert exit_code(monkeypatch, "generate", "--package", f"app/{name}") == USAGE
    assert capsys.readouterr().err == (
        f"The package 'app/{name}' could hide the module {name}, which this client "
        "needs or Python brings. Choose another name, such as app/udacity_ops.\n"
    )
    # Inside another package, it is imported by another name.
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").touch()
    assert exit_code(monkeypatch, "generate", "--package", f"app/{name}") == 0


class _InterruptedImport(MetaPathFinder):
    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "udacity_client.cli.run":
            raise KeyboardInterrupt


def test_ctrl_c_while_the_command_starts_prints_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "udacity_client.cli.run")
    monkeypatch.setattr(sys, "meta_path", [_InterruptedImport(), *sys.meta_path])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == INTERRUPTED
    assert capsys.readouterr().err == ""


def test_ctrl_c_while_a_command_runs_has_the_same_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("udacity_client.cli.generate.write_code", interrupt)
    (Path("queries")).mkdir()
    assert exit_code(monkeypatch, "generate") == INTERRUPTED
    assert capsys.readouterr().err == ""


@pytest.fixture
def _default_signals() -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_DFL) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("_default_signals")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, TERMINATED), (signal.SIGHUP, HUNG_UP)]
)
def test_a_signal_to_end_ends_a_command_as_ctrl_c_does(
    number: signal.Signals,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cleaned: list[str] = []

    def terminate(*_: object) -> None:
        try:
            signal.raise_signal(number)
        finally:
            signal.raise_signal(signal.SIGHUP)  # a second one comes to nothing
            cleaned.append("up")

    monkeypatch.setattr("udacity_client.cli.generate.write_code", terminate)
    monkeypatch.setattr(sys, "argv", ["udacity", "generate"])
    Path("queries").mkdir()
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == code
    assert capsys.readouterr().err == ""
    assert cleaned == ["up"]


@pytest.mark.usefixtures("_default_signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_is_ignored_stays_so(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal.signal(number, signal.SIG_IGN)
    monkeypatch.setattr(sys, "argv", ["udacity", "--version"])
    with pytest.raises(SystemExit):
        main()
    assert signal.getsignal(number) is signal.SIG_IGN
