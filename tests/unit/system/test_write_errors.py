"""Which file is written, and places where none can be."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from support.unprivileged import unprivileged
from udacity_client.errors import ConfigurationError
from udacity_client.system.write_errors import (
    WriteError,
    require_writable,
    resolve_file,
    told,
    write_file,
    write_report,
)


@pytest.mark.parametrize(
    ("mode", "name"),
    [(0o500, "a.csv"), (0o600, "a.csv"), (0o000, "a.csv"), (0o000, "inner/a.csv")],
)
def test_a_folder_that_cannot_be_written(mode: int, name: str) -> None:
    with unprivileged() as home:
        folder = home / "folder"
        folder.mkdir(mode)
        with pytest.raises(ConfigurationError, match="cannot be written to by this"):
            require_writable(folder / name)


def test_a_folder_that_is_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder; give the name of a"):
        require_writable(tmp_path)
    with pytest.raises(ConfigurationError, match="There is no folder"):
        require_writable(tmp_path / "none" / "a.csv")
    require_writable(tmp_path / "a.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")
@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK])
def test_a_pipe_or_a_device_is_never_replaced(kind: int, tmp_path: Path) -> None:
    place, link = tmp_path / "a.csv", tmp_path / "link.csv"
    try:
        os.mknod(place, 0o600 | kind, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    link.symlink_to(place)
    for path in (place, link):
        with pytest.raises(ConfigurationError, match="which no file may replace"):
            write_file(path, b"new")
    assert stat.S_IFMT(place.lstat().st_mode) == kind
    assert link.is_symlink()


def test_what_a_symlink_leads_to_is_replaced(tmp_path: Path) -> None:
    folder, link = tmp_path / "folder", tmp_path / "link.csv"
    folder.mkdir()
    link.symlink_to(Path("folder", "a.csv"))
    for content in (b"made", b"replaced"):
        write_file(link, content)
        assert link.is_symlink()
        assert (folder / "a.csv").read_bytes() == content
    assert require_writable(link) == folder.resolve() / "a.csv"
    assert [one.name for one in folder.iterdir()] == ["a.csv"]


def test_symlinks_that_lead_nowhere(tmp_path: Path) -> None:
    circle, lost = tmp_path / "circle.csv", tmp_path / "lost.csv"
    circle.symlink_to(circle)
    lost.symlink_to(tmp_path / "none" / "a.csv")
    with pytest.raises(ConfigurationError, match="is a symlink that leads to itself"):
        require_writable(circle)
    with pytest.raises(ConfigurationError, match="There is no folder"):
        require_writable(lost)


def test_a_pipe_that_nobody_reads_is_no_error_of_a_file() -> None:
    with pytest.raises(BrokenPipeError), told(None):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")
    full = "The output could not be written: the disk is full."
    with pytest.raises(WriteError, match=f"^{full}$"), told(None):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_report_replaces_another_as_a_whole_and_others_may_read_it(
    tmp_path: Path, umask: int, mode: int
) -> None:
    report, before = tmp_path / "report.json", tmp_path / "before"
    report.write_text("old")
    before.hardlink_to(report)
    usual = os.umask(umask)
    try:
        write_report(report, "n\u00e9w \ud800")
    finally:
        os.umask(usual)
    assert report.read_text("utf-8") == "n\u00e9w \\ud800"
    assert stat.S_IMODE(report.stat().st_mode) == mode
    # Who has the old one open reads all of it.
    assert before.read_text() == "old"
    assert {one.name for one in tmp_path.iterdir()} == {"report.json", "before"}


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/7", "/proc/self/fd/7"])
def test_the_file_of_an_open_stream_is_not_replaced(name: str) -> None:
    with pytest.raises(ConfigurationError, match="a stream that is open"):
        resolve_file(Path(name))
