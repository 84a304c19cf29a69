"""One check writes several formats, which agree."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from support.drift.project_copy import (
    check_here,
    copy_project,
    replace_in_file,
    run_check,
)
from support.udacity_command import run_captured
from udacity_client.drift.report.formats import FORMATS
from udacity_client.drift.report.json_report import json_schema

CODE: Final = re.compile(r"\b([a-z]+(?:-[a-z]+)+) ([0-9a-f]{12})\b")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def in_json(text: str) -> set[tuple[str, str]]:
    return {
        (finding["rule"], finding["fingerprint"])
        for domain in json.loads(text)["domains"]
        for finding in domain["findings"]
    }


def in_sarif(text: str) -> set[tuple[str, str]]:
    return {
        (result["ruleId"], result["partialFingerprints"]["schemaChange/v1"])
        for result in json.loads(text)["runs"][0]["results"]
        if "partialFingerprints" in result
    }


def in_words(text: str) -> set[tuple[str, str]]:
    return {(match[1], match[2]) for match in CODE.finditer(text)}


FOUND: Final[dict[str, Callable[[str], set[tuple[str, str]]]]] = {
    "text": in_words,
    "json": in_json,
    "github": in_words,
    "markdown": in_words,
    "sarif": in_sarif,
}


def everywhere(folder: Path) -> list[str]:
    """Return the options that write each format to *folder*."""
    folder.mkdir()
    return [
        word for name in FORMATS for word in ("--output", f"{name}={folder}/{name}")
    ]


def exit_code(name: str, text: str) -> int:
    """Return the exit code that a report states."""
    if name == "json":
        return int(json.loads(text)["exit_code"])
    match = re.search(r"Exit (\d) \(--fail-on ", text)
    assert match
    return int(match[1])


CHECKS: Final[dict[str, tuple[list[tuple[str, str, str]], int, int]]] = {
    "nothing": ([], 0, 0),
    "a field is gone": ([("catalog", "  title: String!\n", "")], 1, 1),
    "only types": ([("catalog", "  PRACTICE\n", "  PRACTICE\n  VIVA\n")], 1, 0),
    "several": (
        [
            ("catalog", "  duration: Duration!\n", "  duration: Duration\n"),
            ("program-progress", "first: Int = 50", "first: Int = 20"),
            ("program-progress", "  ASC\n", "  ANY\n  ASC\n"),
        ],
        3,
        1,
    ),
    "a schema is none": ([("tokens", "type Query", "typ Query")], 0, 3),
}
"""Replacements in live schemas, the number of findings, and the exit code."""


@pytest.mark.parametrize("case", CHECKS)
def test_all_formats_find_the_same(project: Path, case: str) -> None:
    swaps, count, code = CHECKS[case]
    for domain, old, new in swaps:
        replace_in_file(project / f"live/{domain}.graphql", old, new)
    out = project / "out"
    ran = check_here(project, "--against", "live", *everywhere(out))
    assert (ran.returncode, ran.stderr) == (code, "")
    texts = {name: (out / name).read_text(encoding="utf-8") for name in FORMATS}
    assert ran.stdout == texts["text"]
    found = {name: FOUND[name](text) for name, text in texts.items()}
    assert len(found["json"]) == count
    assert found == dict.fromkeys(FORMATS, found["json"])
    codes = {name: exit_code(name, text) for name, text in texts.items()}
    assert codes == dict.fromkeys(FORMATS, code)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_printed_with_the_same_exit_code(
    project: Path, name: str
) -> None:
    replace_in_file(project / "live/catalog.graphql", "  title: String!\n", "")
    ran = check_here(project, "catalog", "--against", "live", "--format", name)
    assert (ran.returncode, ran.stderr) == (1, "")
    finding = ("field-removed", "b35788d1ffe1")
    assert FOUND[name](ran.stdout) == {finding}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere/a.json"], "--output nowhere/a.json is invalid. Use FORMAT=FILE"),
        (["json="], "--output json= is invalid."),
        (["json=-"], "For standard output, pass --format json."),
        (["yaml=a.yaml"], "one of text, json, github, markdown, sarif."),
        (["json=a", "text=./a"], "Give each format a file of its own."),
        (["json=nowhere/a.json"], "There is no folder nowhere; make it first."),
        (["json=schema"], "schema is a folder; give the name of a file in it."),
    ],
)
def test_a_file_that_cannot_be_written_is_wrong_usage(
    project: Path, words: list[str], message: str
) -> None:
    options = [word for wish in words for word in ("--output", wish)]
    ran = check_here(project, "catalog", *options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr


READ: Final = (
    "pyproject.toml",
    "schema/catalog.graphql",
    "schema/provenance.toml",
    "schema/accepted-drift.toml",
    "queries/catalog/*.graphql",
    "generated/*/catalog/*.py",
    "live/catalog.graphql",
    "live/tokens.json",
    "events.jsonl",
)


@pytest.mark.parametrize("command", ["check", "propose"])
def test_no_report_replaces_a_file_that_the_check_reads(
    project: Path, command: str
) -> None:
    for name in ("schema/accepted-drift.toml", "live/tokens.json", "events.jsonl"):
        (project / name).touch()
    (project / "link").hardlink_to(project / "events.jsonl")
    events = ["--events", "events.jsonl"] if command == "check" else []
    names = (*READ, "link") if events else READ[:-1]
    for name in names:
        file, *_ = project.glob(name)
        before = file.read_bytes()
        options = [*events, "--against", "live", "--output", f"json={file}"]
        words = ("schema", command, *options)
        ran = run_captured(*words, folder=project, env=os.environ)
        assert (ran.returncode, ran.stdout) == (2, ""), name
        assert "would be replaced. Name another file." in ran.stderr
        assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_refused_and_blocks_nothing(project: Path) -> None:
    os.mkfifo(project / "pipe")
    ran = run_check(project, "catalog", "--output", "json=pipe")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pipe is a pipe or a socket, which no file may replace." in ran.stderr


def test_colour_can_be_forced_and_never_reaches_files(project: Path) -> None:
    words = ("catalog", "--output", "text=plain.txt")
    painted = run_check(project, *words, env={"FORCE_COLOR": "1"}).stdout
    refused = run_check(
        project, *words, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}
    ).stdout
    assert "\x1b[1m" in painted
    assert refused == (project / "plain.txt").read_text(encoding="utf-8")
    assert "\x1b" not in refused


def test_a_pipe_that_takes_ascii_alone_gets_it(project: Path) -> None:
    live = project / "live/program-progress.graphql"
    replace_in_file(live, "Hours that the learner has spent.", "時間")
    words = ("program-progress", "--against", "live")
    ran = run_check(project, *words, env={"PYTHONIOENCODING": "ascii"})
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "-> \\u6642\\u9593\n" in ran.stdout


def test_the_json_schema_is_printed_without_a_check(tmp_path: Path) -> None:
    ran = check_here(tmp_path, "--json-schema")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == json_schema()
