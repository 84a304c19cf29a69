"""A tag is released only if all that names a version names the same."""

from __future__ import annotations

from pathlib import Path

from api_check import Project
from release_version import problems


def project(folder: Path, *, changelog: str, recorded: str = "0.2.0") -> Project:
    made = Project(folder)
    (folder / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
    (folder / "CHANGELOG.md").write_text(changelog)
    made.record.mkdir(parents=True)
    (made.record / "version.txt").write_text(f"{recorded}\n")
    return made


def test_what_agrees_is_released(tmp_path: Path) -> None:
    written = "## Unreleased\n\n## 0.2.0 - 2026-11-28\n\n- `f` is new.\n"
    assert [*problems(project(tmp_path, changelog=written), "v0.2.0")] == []


def test_all_that_disagrees_is_told(tmp_path: Path) -> None:
    written = "## Unreleased\n\n- `f` is new.\n"
    found = [
        *problems(project(tmp_path, changelog=written, recorded="0.1.0"), "v0.2.1")
    ]

    assert found == [
        "The tag is 'v0.2.1', and pyproject.toml says 0.2.0. Tag v0.2.0.",
        "CHANGELOG.md has no section 0.2.0. Write what changed into it.",
        '"Unreleased" in CHANGELOG.md has entries. Move them to 0.2.0.',
        "The recorded interface is that of 0.1.0. Run `make api-record`, and commit "
        "what it writes.",
    ]


def test_a_section_without_entries_is_none(tmp_path: Path) -> None:
    empty = project(tmp_path, changelog="## 0.2.0\n\n## 0.1.0\n\n- `f` is new.\n")
    assert [*problems(empty, "v0.2.0")] == [
        "CHANGELOG.md has no section 0.2.0. Write what changed into it."
    ]
