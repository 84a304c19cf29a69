"""Run the `udacity` command in this process, as a fast substitute for a new process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
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


def run_captured(
    *words: str, folder: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `udacity` with *words* in *folder*, as if it were a process with *env*."""
    printed = [TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2)]
    with (
        patch.dict(os.environ, env, clear=True),
        chdir(folder),
        Path(os.devnull).open(encoding="utf-8") as nothing,
        patch.object(sys, "stdin", nothing),
        redirect_stdout(printed[0]),
        redirect_stderr(printed[1]),
    ):
        code = run_command(*words)
    out, err = map(_text_of, printed)
    return subprocess.CompletedProcess(words, code, out, err)


def _text_of(stream: TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
