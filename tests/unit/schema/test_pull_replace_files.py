"""Several files are replaced, or none of them is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from udacity_client.errors import ConfigurationError
from udacity_client.schema.pull import replace_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def test_what_differs_is_replaced_made_or_removed(folder: Path) -> None:
    files = {folder / "a": b"a", folder / "b": None, folder / "below" / "c": b"c"}
    with replace_files(files) as changed:
        assert changed == {folder / "b", folder / "below" / "c"}
    assert content(folder) == {"a": b"a"}
    assert content(folder / "below") == {"c": b"c"}


def test_a_block_that_fails_leaves_all_as_it_was(folder: Path) -> None:
    files = {folder / "a": b"new", folder / "b": None, folder / "c": b"c"}

    def fail() -> None:
        with replace_files(files):
            assert content(folder) == {"a": b"new", "c": b"c"}
            raise KeyError("the block")

    with pytest.raises(KeyError, match="the block"):
        fail()
    assert content(folder) == {"a": b"a", "b": b"b"}


def test_a_file_that_cannot_be_written_leaves_all_as_it_was(folder: Path) -> None:
    (folder / "c").mkdir()
    files = {folder / "a": b"new", folder / "b" / "below": b"b"}
    with (
        pytest.raises(ConfigurationError, match="Cannot write the schemas: "),
        replace_files(files),
    ):
        pytest.fail("the block ran")
    assert content(folder) == {"a": b"a", "b": b"b"}
    with (
        pytest.raises(ConfigurationError, match="Cannot write the schemas: "),
        replace_files({folder / "a": b"new", folder / "c": b"no file"}),
    ):
        pytest.fail("the block ran")
    assert content(folder) == {"a": b"a", "b": b"b"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_symlink_is_followed_and_a_pipe_is_refused(folder: Path) -> None:
    (folder / "link").symlink_to("a")
    os.mkfifo(folder / "pipe")
    with replace_files({folder / "link": b"new"}):
        assert (folder / "link").is_symlink()
        assert content(folder) == {"a": b"new", "b": b"b", "link": b"new"}
    with (
        pytest.raises(ConfigurationError, match="not a regular file: "),
        replace_files({folder / "a": b"newer", folder / "pipe": b"new"}),
    ):
        pytest.fail("the block ran")
    assert (folder / "pipe").is_fifo()
    assert (folder / "a").read_bytes() == b"new"
