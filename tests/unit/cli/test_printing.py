"""What is printed for people controls no terminal and breaks no stream."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from udacity_client.cli.printing import (
    encodable,
    output_of_csv,
    output_of_json,
    print_line,
    say,
)

CLI = Path(__file__).parents[3] / "src/udacity_client/cli"
EXACT = {
    "app.py",  # our version
    "auth.py",  # a token
    "confirm/command.py",  # a plan of ours, and reports, which escape what is hidden
    "emulator.py",  # lines for a shell
    "listing.py",  # a table, whose cells are escaped
    "rotate.py",  # lines for a shell
    "check_output.py",  # reports
    "sql.py",  # tables in the formats of programs
    "replay/child.py",  # another process of ours
    "__init__.py",  # words of ours, if nothing else can be imported
}


def test_nothing_controls_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_line("a\x1b[2Jb\x9b31m\u202e\n\tc")
    say("d\x07\r")
    printed = capsys.readouterr()
    assert printed.out == "a\\x1b[2Jb\\x9b31m\\u202e\n\tc\n"
    assert printed.err == "d\\x07\\r\n"


def test_nothing_is_a_command_to_what_runs_a_job(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_line("##[stop-commands]x ##vso[task.prependpath]/x ## [a] #[b]")
    assert capsys.readouterr().out == (
        "##\\u005bstop-commands]x ##vso\\u005btask.prependpath]/x ## [a] #[b]\n"
    )


@pytest.mark.parametrize("before", ["", " ", "\t\u3000", "+", "-", " + ", "a\n\n"])
def test_no_line_is_a_command_to_what_runs_a_job(
    before: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_line(f"{before}::error::a::b")
    assert capsys.readouterr().out == f"{before}\\u003a:error::a::b\n"


def test_what_an_encoding_lacks_is_escaped() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    assert encodable("ü 映", stream) == "ü \\u6620"
    assert encodable("ü 映", io.StringIO()) == "ü 映"


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


HOSTILE = "Zoë\x1b]0;x\x07\u202e\x9b2J"


def test_a_program_gets_files_as_they_are_and_a_terminal_does_not() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    assert output_of_csv(pipe) is output_of_json(pipe) is pipe.buffer

    shown = io.BytesIO()
    stream = Terminal(shown, encoding="utf-8", newline="")
    content = f"{HOSTILE}\r\n".encode()
    output = output_of_csv(stream)
    output.write(content[:3])  # half of a letter
    output.write(content[3:])
    output.flush()
    assert shown.getvalue().decode() == "Zoë\\x1b]0;x\\x07\\u202e\\x9b2J\n"


def test_a_terminal_gets_the_same_json() -> None:
    shown = io.BytesIO()
    output = output_of_json(Terminal(shown, encoding="utf-8", newline=""))
    output.write(json.dumps([HOSTILE], ensure_ascii=False).encode())
    output.flush()
    text = shown.getvalue().decode()
    assert text.isprintable()
    assert json.loads(text) == [HOSTILE]


def test_commands_print_in_no_other_way() -> None:
    direct = re.compile(r"std(out|err)\.(write|buffer)|typer\.echo|\bprint\(")
    found = {
        path.relative_to(CLI).as_posix()
        for path in CLI.rglob("*.py")
        if direct.search(path.read_text(encoding="utf-8"))
    }
    assert found == EXACT, "use printing.py, or say here what it prints"
