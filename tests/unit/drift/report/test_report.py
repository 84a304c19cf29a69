"""Paths are relative to the root of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from udacity_client.drift.report.report import repository_of


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_the_root_is_the_nearest_folder_with_git_in_it(
    tmp_path: Path, kind: str
) -> None:
    here = tmp_path / "repo/tools/api"
    here.mkdir(parents=True)
    mark = tmp_path / "repo/.git"
    if kind == "folder":
        mark.mkdir()
    else:
        mark.write_text("gitdir: elsewhere\n", encoding="utf-8")
    found = repository_of(here)
    assert found.root == tmp_path / "repo"
    assert found.path("queries/a.graphql") == "tools/api/queries/a.graphql"
    assert found.path("../schema/a.graphql") == "tools/schema/a.graphql"
    assert found.path(str(tmp_path / "repo/b.graphql")) == "b.graphql"
    assert found.path("../../../b.graphql") == (tmp_path / "b.graphql").as_posix()


def test_relative_folders_are_taken_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    assert repository_of(Path()).path("a.graphql") == "app/a.graphql"
