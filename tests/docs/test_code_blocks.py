"""The code blocks of the documentation run as they stand, and print what pages show.

The blocks of a page run in order, in one folder. A comment above a block may say

- `<!-- not run: reason -->`: why it does not run,
- `<!-- file: name -->`: which file of the folder it is; it is written, not run,
- `<!-- output -->`: that it is what the program above prints.

The lines below a command are its output. `...` stands for any text. A page that says
`<!-- after: page -->` goes on in the folder that the blocks of that page leave.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from support.paths import ROOT
from udacity_client.emulator import Emulator

GUIDES = sorted([ROOT / "docs/tutorial.md", *ROOT.glob("docs/howto/*.md")])
LONG = ("commands", "data", "drift", "report", "testing", "using")
SLOW = [*GUIDES, *(ROOT / f"docs/{name}.md" for name in LONG)]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/reference/*.md"),
        *ROOT.glob("docs/howto/*.md"),
        *ROOT.glob("examples/*/*.md"),
    ]
)
WITHIN = 300.0

_BLOCK = re.compile(
    r"^(?:<!-- (?P<note>not run|file|output)(?:: (?P<value>[^>]+))? -->\n)?"
    r"```(?P<language>[\w{}-]*)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# Lines that end with a backslash go on.
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)
_AFTER = re.compile(r"^<!-- after: ([\w.-]+) -->$", re.MULTILINE)
_PROGRAMS = {"python", "console"}
_DATA: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}
_TEXT = {"", "graphql", "text", "{eval-rst}", "{toctree}", "{figure}"}
_END = "\x1e"
_PICTURE = re.compile(r"\]\(pictures/([\w.-]+)\)")


class Block(NamedTuple):
    """One code block of a page."""

    page: str
    line: int
    language: str
    code: str
    note: str | None
    value: str | None


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            page.relative_to(ROOT).as_posix(),
            text.count("\n", 0, found.start("code")),
            found["language"],
            found["code"],
            found["note"],
            found["value"],
        )
        for found in _BLOCK.finditer(text)
    ]


ALL = [block for page in PAGES for block in blocks(page)]


def described(block: Block) -> str:
    return f"{block.page}:{block.line}"


def is_run(block: Block) -> bool:
    return block.language in _PROGRAMS and block.note is None


READ = [one for one in ALL if one.language in _DATA and one.note != "not run"]
RUN = [
    pytest.param(page, marks=[pytest.mark.slow] * (page in SLOW), id=page.stem)
    for page in PAGES
    if any(map(is_run, blocks(page)))
]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(rate_limit=None) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, emulator: Emulator) -> Path:
    """Return a checkout that blocks may change, with what the pages mention."""
    emulator.reset()
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    settings = tomllib.loads(pyproject)["tool"]["udacity-client"]
    for name in ("schema_folder", "queries", "package"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(
            ROOT / settings[name], tmp_path / settings[name], ignore=ignored
        )
    shutil.copytree(tmp_path / settings["schema_folder"], tmp_path / "now")
    (tmp_path / "drift.jsonl").touch()
    return tmp_path


@pytest.fixture
def environ(emulator: Emulator, project: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in os.environ if "UDACITY" not in name}
    kept.pop("PYTHONPATH", None)
    commands = Path(sys.executable).parent
    return kept | {
        "HOME": str(project),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONIOENCODING": "utf-8",
        **emulator.environment(),
        "XDG_CACHE_HOME": str(project / "cache"),
        "XDG_CONFIG_HOME": str(project / ".config"),
    }


def typed(block: Block) -> list[str]:
    """Return the commands of a console block: the lines that a user types."""
    return [found[1] for found in _COMMAND.finditer(block.code)]


def shown(block: Block) -> list[str]:
    """Return the output of each command of a console block, as the page shows it."""
    return _COMMAND.split(block.code)[2::2]


def command_of(block: Block) -> list[str]:
    """Return what runs *block*: Python, or bash, which marks the end of each output."""
    if block.language == "python":
        return [sys.executable, "-c", block.code]
    lines = [f"{line}\nprintf '{_END}'" for line in typed(block)]
    return ["bash", "-e", "-o", "pipefail", "-c", "\n".join(["exec 2>&1", *lines])]


def run(block: Block, project: Path, environ: dict[str, str]) -> str:
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
    assert ran.returncode == 0, described(block) + "\n" + ran.stdout + ran.stderr
    return ran.stdout


def compare(block: Block, wanted: str, printed: str) -> None:
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    is_same = doctest.OutputChecker().check_output(wanted, printed, options)
    assert is_same, (
        f"{described(block)} shows\n{wanted}\nbut this is printed:\n{printed}"
    )


@pytest.mark.parametrize("page", RUN)
def test_a_page_s_programs_run(
    page: Path, project: Path, environ: dict[str, str]
) -> None:
    for before in _AFTER.findall(page.read_text(encoding="utf-8")):
        follow(page.parent / before, project, environ)
    follow(page, project, environ)


def follow(page: Path, project: Path, environ: dict[str, str]) -> None:
    """Run the blocks of *page*, and compare what they print with what it shows."""
    printed = ""
    for block in blocks(page):
        if block.note == "file" and block.value is not None:
            (project / block.value).write_text(block.code, encoding="utf-8")
        elif block.note == "output":
            compare(block, block.code, printed)
        elif is_run(block):
            printed = run(block, project, environ)
        if is_run(block) and block.language == "console":
            for wanted, got in zip(shown(block), printed.split(_END), strict=False):
                if wanted:
                    compare(block, wanted, got)
    for name in _PICTURE.findall(page.read_text(encoding="utf-8")):
        drawn = (project / name).read_text(encoding="utf-8")
        shown_picture = page.parent / "pictures" / name
        assert shown_picture.read_text(encoding="utf-8") == drawn, name


def has_types(block: Block) -> bool:
    """Whether *block* is code of a user that a type checker can judge."""
    is_program = is_run(block) or (block.language == "python" and block.note == "file")
    # The first is wrong on purpose; vcrpy has no types.
    is_odd = "except InputError" in block.code or "import vcr" in block.code
    return block.language == "python" and is_program and not is_odd


@pytest.mark.slow
def test_programs_pass_a_strict_type_checker(tmp_path: Path) -> None:
    programs = [block for block in ALL if has_types(block)]
    for block in programs:
        name = re.sub(r"\W", "_", f"{block.page}_{block.line}")
        (tmp_path / f"{name}.py").write_text(block.code, encoding="utf-8")
    # What `udacity generate` writes on the page is not there.
    options = ("--strict", "--disable-error-code=import-not-found")
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "."],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    assert programs
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("block", READ, ids=described)
def test_data_can_be_read(block: Block) -> None:
    assert _DATA[block.language](block.code)


def test_blocks_are_of_a_known_language() -> None:
    assert {block.language for block in ALL} <= _PROGRAMS | _DATA.keys() | _TEXT


def test_a_block_that_does_not_run_says_why() -> None:
    assert [
        described(one) for one in ALL if one.note == "not run" and not one.value
    ] == []
    assert [described(one) for one in ALL if one.note == "file" and not one.value] == []


def test_a_program_s_output_stands_below_it() -> None:
    for page in PAGES:
        found = blocks(page)
        for before, block in pairwise(found):
            assert block.note != "output" or is_run(before), described(block)


def test_every_block_was_found() -> None:
    fences = sum(page.read_text(encoding="utf-8").count("\n```") for page in PAGES)
    assert fences == 2 * len(ALL)
