"""Run the `udacity` command in this process, as a fast substitute for a new process."""

from __future__ import annotations

import sys
from unittest.mock import patch

import pytest

from udacity_client.cli.run import run


def run_command(*words: str) -> int:
    """Run `udacity` with *words*, and return its exit code."""
    with (
        patch.object(sys, "argv", ["udacity", *words]),
        pytest.raises(SystemExit) as ended,
    ):
        raise SystemExit(run())  # `run` returns some codes, and exits with others
    assert isinstance(ended.value.code, int)
    return ended.value.code
