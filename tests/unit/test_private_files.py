"""Files of this user alone: made so, and refused where they are not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from udacity_client.errors import ConfigurationError
from udacity_client.private_files import (
    Draft,
    make_private_folder,
    read_private,
    write_private,
)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_files_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "udacity"
    make_private_folder(str(folder))
    write_private(str(folder / "token"), b"t1")

    assert mode_of(folder) == 0o700
    assert mode_of(folder / "token") == 0o600
    assert read_private(str(folder / "token")) == b"t1"
    assert [path.name for path in folder.iterdir()] == ["token"]


def test_a_folder_that_is_there_may_be_made_again(tmp_path: Path) -> None:
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
    # Only root could give a file away; so it is we who become somebody else.
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(ConfigurationError, match=f"belongs to user {owner}"):
        read_private(str(tmp_path / "token"))


@pytest.mark.timeout(60)
def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(
    tmp_path: Path,
) -> None:
    os.mkfifo(tmp_path / "token", 0o600)
    with pytest.raises(ConfigurationError, match="not what it should be"):
        read_private(str(tmp_path / "token"))


def test_a_draft_is_seen_only_once_it_is_whole(tmp_path: Path) -> None:
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
