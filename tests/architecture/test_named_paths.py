"""Paths that documentation and settings name exist; unit tests lie at their module."""

from __future__ import annotations

import re

import pytest

from architecture.project import SOURCE
from support.paths import ROOT, TESTS

PAGES = (
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/architecture.md",
    "docs/design.md",
    "docs/drift.md",
    "docs/versioning.md",
)
SETTINGS = (
    ".ci/run",
    "Makefile",
    "benchmarks/drift_tools.py",
    "pyproject.toml",
)
BASES = (ROOT, SOURCE, ROOT / "generated")
MADE_LATER = {
    "benchmarks/results/profiles",
    "generated/udacity_ops",
    "schema/CHANGELOG.md",
    "schema/accepted-drift.toml",
}
"""Files of a user, or that a command writes."""

_PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`")
_TESTS = re.compile(r"\btests/[\w./-]*\w")


def is_there(path: str) -> bool:
    """Return whether *path*, or the module of that name, exists below a base."""
    return any(
        (base / f"{path}{end}").exists() for base in BASES for end in ("", ".py")
    )


def is_ours(path: str) -> bool:
    """Return whether *path* begins with one of the project's folders."""
    first, _, rest = path.partition("/")
    return bool(rest) and any((base / first).is_dir() for base in BASES)


@pytest.mark.parametrize("page", PAGES)
def test_every_path_on_a_page_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = {path.rstrip("/") for path in _PATH.findall(text)}
    named = {path for path in named if is_ours(path)} | set(_TESTS.findall(text))
    assert sorted(p for p in named - MADE_LATER if not is_there(p)) == []


def test_every_path_to_a_test_in_settings_and_source_exists() -> None:
    files = [*(ROOT / name for name in SETTINGS), *SOURCE.rglob("*.py")]
    named = {
        path
        for file in files
        for path in _TESTS.findall(file.read_text(encoding="utf-8"))
    }
    assert named
    assert sorted(path for path in named if not is_there(path)) == []


@pytest.mark.parametrize(
    "path", ["auth/nowhere.py", "tests/unit/nowhere", "queries/nowhere/", "docs/no.md"]
)
def test_a_path_that_is_gone_would_be_found(path: str) -> None:
    assert is_ours(path)
    assert not is_there(path)


def test_every_unit_test_lies_at_the_path_of_its_module() -> None:
    """The name is `test_<module>.py` or `test_<module>_<topic>.py`."""
    for path in (TESTS / "unit").rglob("test_*.py"):
        place = path.relative_to(TESTS / "unit")
        modules = {one.stem for one in (SOURCE / place.parent).iterdir()}
        words = place.stem.split("_")[1:]
        names = {"_".join(words[: count + 1]) for count in range(len(words))}
        assert names & modules, place
