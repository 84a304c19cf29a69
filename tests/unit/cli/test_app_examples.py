"""Each help text ends in an example, and the example is a command that exists."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any, Final

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from udacity_client.cli.app import app

# Typer may bring its own click, so the classes of commands have no name to import.
_UDACITY: Final[Any] = get_command(app)


def _walk(path: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from _walk((*path, name), child)


COMMANDS = list(_walk((), _UDACITY))


def _find(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that *words* name, and its arguments."""
    command, rest = _UDACITY, words
    while rest and hasattr(command, "commands"):
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_help_ends_in_an_example_that_parses(path: tuple[str, ...]) -> None:
    printed = CliRunner().invoke(app, [*path, "--help"], terminal_width=200)
    example = printed.stdout.rstrip().splitlines()[-1].strip()
    start = " ".join(("Example: udacity", *path))
    assert example.startswith(start)

    _, _, *words = shlex.split(example)
    command, arguments = _find(words)
    assert command.make_context("udacity", list(arguments)).args == []


def test_an_example_is_one_line_of_a_terminal() -> None:
    for path in COMMANDS:
        assert len(_find(list(path))[0].epilog) < 78, path


def test_an_example_with_a_misspelt_option_would_be_refused() -> None:
    command, arguments = _find(["schema", "check", "--agianst", "git:main"])
    with pytest.raises(Exception, match="No such option"):
        command.make_context("udacity", arguments)
