"""Run the language servers that are installed, each once for all tests."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from editor.editor import CAPABILITIES, Editor
from editor.language_server import Json, running_server

PROGRAM = Path(__file__).with_name("program.py")

COMMANDS = {
    "pyright": ("pyright-langserver", "--stdio"),
    "jedi": ("jedi-language-server",),
}
SETTINGS: Mapping[str, Json] = {"python": {"pythonPath": sys.executable}}


@pytest.fixture(
    scope="session",
    params=["jedi", pytest.param("pyright", marks=pytest.mark.slow)],
)
def editor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Editor]:
    """An editor with a user's program open, far from this project's settings."""
    name = str(request.param)
    script, *options = COMMANDS[name]
    # Next to this Python, and not on the PATH: it shows what this Python has installed.
    command = Path(sys.executable).with_name(script)
    if not command.exists():
        pytest.skip(f"{script} is not installed next to {sys.executable}")
    root = tmp_path_factory.mktemp(name)
    shutil.copy(PROGRAM, root)
    with running_server(
        [command, *options],
        root=root,
        settings=SETTINGS,
        capabilities=CAPABILITIES,
        caches=_caches(request.config),
    ) as server:
        yield Editor(name, server, root / PROGRAM.name)


def _caches(config: pytest.Config) -> Path:
    """Return a folder that stays for the next run, and no other worker uses."""
    return config.cache.mkdir(f"editor-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
