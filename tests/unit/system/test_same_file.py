"""Two paths lead to one file, whatever links and folders are on the way."""

from __future__ import annotations

from pathlib import Path

from udacity_client.system.same_file import is_same_file


def test_links_lead_to_the_same_file(tmp_path: Path) -> None:
    file, soft, hard = (tmp_path / name for name in ("file", "soft", "hard"))
    for exists in (False, True):
        if exists:
            file.touch()
            hard.hardlink_to(file)
        else:
            soft.symlink_to(file)
        assert is_same_file(file, tmp_path / "no" / ".." / "file")
        assert is_same_file(file, soft)
        assert not is_same_file(file, tmp_path / "other")
    assert is_same_file(soft, hard)


def test_a_copy_is_another_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).write_text("the same", encoding="utf-8")
    assert not is_same_file(tmp_path / "one", tmp_path / "other")
