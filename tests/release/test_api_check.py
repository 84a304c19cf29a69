"""The check demands an entry for each change, and a version that may have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_check import Project, main

STUBS = {"shop": "def f(a: int) -> int: ...\n"}
CHANGED = {"shop": "def f(b: int) -> int: ...\n"}


def project(folder: Path, *, version: str, recorded: str, changelog: str) -> Project:
    made = Project(folder)
    _write(folder / "pyproject.toml", f'[project]\nversion = "{version}"\n')
    _write(folder / "CHANGELOG.md", changelog)
    made.write_record(STUBS)
    _write(made.record / "version.txt", recorded)
    return made


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_nothing_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = project(tmp_path, version="0.2.0", recorded="0.2.0", changelog="")

    assert main([], same, STUBS) == 0
    assert capsys.readouterr().out == "The public interface is that of 0.2.0.\n"


def test_a_change_without_an_entry_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = project(
        tmp_path, version="0.2.0", recorded="0.2.0", changelog="## Unreleased\n"
    )

    assert main([], changed, CHANGED) == 1
    told = capsys.readouterr()
    assert "breaking  shop.f: parameter was removed: a" in told.out
    assert "Since 0.2.0, this needs 0.3.0 or later." in told.out
    assert "Add entries for: `f`" in told.err


def test_a_change_with_an_entry_is_accepted_before_its_release(tmp_path: Path) -> None:
    changelog = "## Unreleased\n\n- `f` takes `b`, not `a`.\n"
    changed = project(tmp_path, version="0.2.0", recorded="0.2.0", changelog=changelog)
    assert main([], changed, CHANGED) == 0


@pytest.mark.parametrize(("version", "code"), [("0.2.1", 1), ("0.3.0", 0)])
def test_a_release_needs_its_version(
    tmp_path: Path, version: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    changelog = f"## Unreleased\n\n## {version}\n\n- `f` takes `b`, not `a`.\n"
    released = project(tmp_path, version=version, recorded="0.2.0", changelog=changelog)

    assert main(["--record"], released, CHANGED) == code
    assert ("these changes need 0.3.0" in capsys.readouterr().err) == (code == 1)
    assert str(released.recorded_version) == ("0.2.0" if code else "0.3.0")
    assert released.recorded_stubs == (STUBS if code else CHANGED)


def test_a_module_that_went_leaves_the_record(tmp_path: Path) -> None:
    changelog = "## Unreleased\n\n- `shop` is now `store`.\n"
    moved = project(tmp_path, version="0.3.0", recorded="0.2.0", changelog=changelog)

    assert main(["--record"], moved, {"store": STUBS["shop"]}) == 0
    assert moved.recorded_stubs == {"store": STUBS["shop"]}
