"""What a terminal can show, by its own report and the environment."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from typing import TextIO

import pytest

from udacity_client.cli.terminal import wants_colour, width_of

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

COLUMNS = 71


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """Return the user's end of a terminal that is 71 columns wide."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    with open(theirs, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a descriptor has no path
        yield stream
    os.close(ours)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"TERM": "xterm"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_a_terminal_is_coloured_unless_the_environment_objects(
    terminal: TextIO, environ: dict[str, str], *, expected: bool
) -> None:
    assert wants_colour(terminal, environ) is expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": ""}, False)],
)
def test_a_file_is_coloured_if_the_environment_asks(
    environ: dict[str, str], *, expected: bool
) -> None:
    assert wants_colour(io.StringIO(), environ) is expected


def test_a_terminal_has_a_width_and_a_file_has_none(terminal: TextIO) -> None:
    assert width_of(terminal) == COLUMNS
    assert width_of(io.StringIO()) is None
