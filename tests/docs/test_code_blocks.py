"""The code blocks of the documentation run as they stand.

A block that does not run says why, in a comment above it: `<!-- not run: reason -->`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from support.paths import ROOT
from udacity_client.emulator import Emulator

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/*.md")]
)
WITHIN = 300.0

_BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^>]+) -->\n)?"
    r"```(?P<language>\w*)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_PROGRAMS = {"python", "console"}
_DATA: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}
_TEXT = {"", "graphql", "text"}


class Block(NamedTuple):
    """One code block of a page."""

    page: str
    line: int
    language: str
    code: str
    reason: str | None


def blocks() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(text):
            yield Block(
                page.relative_to(ROOT).as_posix(),
                text.count("\n", 0, found.start("code")),
                found["language"],
                found["code"],
                found["reason"],
            )


def described(block: Block) -> str:
    return f"{block.page}:{block.line}"


RUN = [one for one in blocks() if one.language in _PROGRAMS and one.reason is None]
READ = [one for one in blocks() if one.language in _DATA]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=30) as running:
        yield running


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout that blocks may change, with what the pages mention."""
    folder = tmp_path_factory.mktemp("checkout")
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    settings = tomllib.loads(pyproject)["tool"]["udacity-client"]
    for name in ("schema_folder", "queries", "package"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / settings[name], folder / settings[name], ignore=ignored)
    shutil.copytree(folder / settings["schema_folder"], folder / "now")
    (folder / "drift.jsonl").touch()
    return folder


@pytest.fixture(scope="module")
def environ(emulator: Emulator, project: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in os.environ if "UDACITY" not in name}
    kept.pop("PYTHONPATH", None)
    commands = Path(sys.executable).parent
    return kept | {
        "HOME": str(project),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "UDACITY_BASE_URL": emulator.base_url,
        "UDACITY_CLIENT_ID": emulator.client_id,
        "UDACITY_CLIENT_SECRET": emulator.client_secret,
        "UDACITY_USER_TOKEN": emulator.user_token,
        "XDG_CACHE_HOME": str(project / "cache"),
        "XDG_CONFIG_HOME": str(project / ".config"),
    }


def command_of(block: Block) -> list[str]:
    """Return what runs *block*: Python, or bash with the lines that a user types."""
    if block.language == "python":
        return [sys.executable, "-c", block.code]
    typed = [line[2:] for line in block.code.splitlines() if line.startswith("$ ")]
    return ["bash", "-e", "-o", "pipefail", "-c", "\n".join(typed)]


@pytest.mark.parametrize("block", RUN, ids=described)
def test_a_program_runs(block: Block, project: Path, environ: dict[str, str]) -> None:
    ran = subprocess.run(
        command_of(block),
        cwd=project,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("block", READ, ids=described)
def test_data_can_be_read(block: Block) -> None:
    assert _DATA[block.language](block.code)


def test_blocks_are_of_a_known_language() -> None:
    languages = {block.language for block in blocks()}
    assert languages <= _PROGRAMS | _DATA.keys() | _TEXT


def test_every_block_was_found() -> None:
    fences = sum(page.read_text(encoding="utf-8").count("\n```") for page in PAGES)
    assert fences == 2 * len(list(blocks()))
