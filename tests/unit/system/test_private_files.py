"""Files that only this user can read: made so, and refused if they are not."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest

from support.unprivileged import unprivileged
from udacity_client.errors import ConfigurationError
from udacity_client.system import private_files
from udacity_client.system.private_files import (
    Draft,
    cache_folder,
    make_private_folder,
    read_private,
    sync_folder,
    write_private,
)


@pytest.mark.parametrize(
    ("xdg", "expected"),
    [
        ("/var/caches", "/var/caches/udacity"),
        ("relative", "/home/somebody/.cache/udacity"),
        ("", "/home/somebody/.cache/udacity"),
        (None, "/home/somebody/.cache/udacity"),
    ],
)
def test_the_cache_folder_is_where_the_xdg_specification_says(
    monkeypatch: pytest.MonkeyPatch, xdg: str | None, expected: str
) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if xdg is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", xdg)

    assert str(cache_folder()) == expected


def test_without_a_home_there_is_no_cache_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "relative")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    with pytest.raises(ConfigurationError, match=r"no home folder.*Set XDG_CACHE_HOME"):
        cache_folder()


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_that_may_not_be_listed_is_none_to_fail_for() -> None:
    with unprivileged() as folder:
        closed = folder / "closed"
        closed.mkdir()
        closed.chmod(0o300)
        sync_folder(closed)
        closed.chmod(0o700)
    sync_folder(closed)  # it is gone


def test_folders_and_files_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "udacity"
    make_private_folder(str(folder))
    write_private(str(folder / "token"), b"t1")

    assert mode_of(folder) == 0o700
    assert mode_of(folder / "token") == 0o600
    assert read_private(str(folder / "token")) == b"t1"
    assert [path.name for path in folder.iterdir()] == ["token"]


def test_an_existing_folder_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "udacity"
    make_private_folder(str(folder))
    make_private_folder(str(folder))
    assert mode_of(folder) == 0o700


@pytest.mark.parametrize("mode", [0o710, 0o701, 0o750, 0o777])
def test_a_folder_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "udacity"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(ConfigurationError, match=rf"open to other.*mode 0{mode:o}"):
        make_private_folder(str(folder))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_bytes(b"t1")
    path.chmod(mode)
    with pytest.raises(ConfigurationError, match=rf"token is open.*mode 0{mode:o}"):
        read_private(str(path))


def test_a_symlink_is_refused_wherever_it_leads(tmp_path: Path) -> None:
    write_private(str(tmp_path / "real"), b"t1")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("link", "dangling"):
        with pytest.raises(ConfigurationError, match=f"{name} is a symlink"):
            read_private(str(tmp_path / name))


def test_a_folder_behind_a_symlink_is_refused(tmp_path: Path) -> None:
    make_private_folder(str(tmp_path / "real"))
    (tmp_path / "udacity").symlink_to("real")
    with pytest.raises(ConfigurationError, match="udacity is a symlink"):
        make_private_folder(str(tmp_path / "udacity"))


def test_what_belongs_to_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_private(str(tmp_path / "token"), b"t1")
    owner = os.geteuid()
    # Only root could give the file away, so the test becomes another user instead.
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(ConfigurationError, match=f"belongs to user {owner}"):
        read_private(str(tmp_path / "token"))


@pytest.mark.timeout(60)
def test_a_pipe_in_the_place_of_a_file_is_refused_at_once(
    tmp_path: Path,
) -> None:
    os.mkfifo(tmp_path / "token", 0o600)
    with pytest.raises(ConfigurationError, match="not what it should be"):
        read_private(str(tmp_path / "token"))


def test_a_draft_is_seen_only_once_it_is_complete(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    place.write_bytes(b"old")
    draft = Draft(place)
    draft.write(b"new")
    assert place.read_bytes() == b"old"
    draft.publish()
    assert place.read_bytes() == b"new"
    assert mode_of(place) == 0o600
    assert list(tmp_path.iterdir()) == [place]


def test_a_discarded_draft_leaves_nothing(tmp_path: Path) -> None:
    Draft(tmp_path / "secret").discard()
    written = Draft(tmp_path / "secret")
    written.write(b"new")
    written.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_removed_with_its_lock_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, try_lock = tmp_path / "staging", private_files._try_lock  # pyright: ignore[reportPrivateUsage]  # to come between
    waiting = ["the run that had it ends"]

    def lock_late(descriptor: int) -> bool:
        if waiting:
            waiting.clear()
            shutil.rmtree(folder)
        return try_lock(descriptor)

    monkeypatch.setattr(private_files, "_try_lock", lock_late)
    held = private_files.lock_folder(folder)
    with pytest.raises(private_files.BusyError, match="is under way"):
        private_files.lock_folder(folder)
    os.close(held)


def test_a_file_system_without_locks_is_not_taken_for_a_busy_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    os.close(private_files.lock_folder(tmp_path / "staging"))
