"""If a secret cannot be stored, the error says where it is; the old one is kept."""

from __future__ import annotations

import errno
import os
import resource
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from udacity_client.auth.secret import SecretText
from udacity_client.cli.rotate import SecretFile
from udacity_client.errors import ConfigurationError, UdacityError

SECRET = SecretStr("udcs_new")
OLD = SecretText("udcs_old")


@contextmanager
def full_disk() -> Generator[None]:
    """Let every write to a file fail."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_secret_that_cannot_be_written_is_reported_as_lost(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("udcs_old", encoding="utf-8")
    secret_file = SecretFile(path, old=OLD)
    with (
        pytest.raises(UdacityError, match=r"udcl_1 was created.*and is lost") as caught,
        secret_file.prepared(),
        full_disk(),
    ):
        secret_file.store(SECRET, client_id="udcl_1")
    assert caught.value.__context__ is None
    assert path.read_text(encoding="utf-8") == "udcs_old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_is_full_is_found_before_anything_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    with (
        full_disk(),
        pytest.raises(ConfigurationError, match=r"File too large.*Nothing was sent\."),
        SecretFile(path, old=OLD).prepared(),
    ):
        pytest.fail("a credential would be created")
    assert list(tmp_path.iterdir()) == []


def test_space_for_the_secret_is_taken_and_given_back(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret_file = SecretFile(path, old=OLD)
    with secret_file.prepared():
        [draft] = tmp_path.iterdir()
        assert draft.stat().st_size == 8_192
        secret_file.store(SECRET, client_id="udcl_1")
    assert path.read_text(encoding="utf-8") == "udcs_new\n"


def test_a_secret_that_cannot_be_written_is_kept_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, temporary = tmp_path / "folder", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    secret_file = SecretFile(folder / "secret", old=OLD)
    with secret_file.prepared():
        failures = iter([OSError(errno.EIO, "Input/output error")])

        def fsync(descriptor: int) -> None:
            for failure in failures:
                raise failure
            real_fsync(descriptor)

        real_fsync = os.fsync
        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(UdacityError, match="Input/output error") as caught:
            secret_file.store(SECRET, client_id="udcl_1")
    [kept] = temporary.iterdir()
    assert f"; it is in {kept}. Udacity has revoked" in str(caught.value)
    assert "udcs_" not in str(caught.value)
    assert kept.read_text(encoding="utf-8") == "udcs_new\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == []


def test_a_secret_that_cannot_be_moved_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret_file = SecretFile(path, old=OLD)
    with secret_file.prepared():
        path.mkdir()
        with pytest.raises(UdacityError, match="moved to") as caught:
            secret_file.store(SECRET, client_id="udcl_1")
    [draft] = tmp_path.glob(".secret.*")
    assert f"it is in {draft}." in str(caught.value)
    assert draft.read_text(encoding="utf-8") == "udcs_new\n"


def test_the_old_secret_is_kept_until_it_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("udcs_old", encoding="utf-8")
    secret_file = SecretFile(path, old=OLD)
    with secret_file.prepared():
        secret_file.store(SECRET, client_id="udcl_1")
    assert path.read_text(encoding="utf-8") == "udcs_new\n"
    assert secret_file.describe_old() == f"The old secret is kept in {path}.old. "
    secret_file.remove_old()
    assert secret_file.describe_old() == ""
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_if_nothing_was_stored(tmp_path: Path) -> None:
    with SecretFile(tmp_path / "secret", old=OLD).prepared():
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("keeps_old", [False, True])
@pytest.mark.parametrize("content", [None, "", "\n", "udcs_old", " udcs_old\r\n"])
def test_what_is_said_of_the_old_secret_is_true(
    tmp_path: Path, *, content: str | None, keeps_old: bool
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    secret_file = SecretFile(path, old=OLD, keeps_old=keeps_old)
    with secret_file.prepared():
        secret_file.store(SECRET, client_id="udcl_1")
    if said := secret_file.describe_old():
        assert said == f"The old secret is kept in {path}.old. "
        assert Path(f"{path}.old").read_text("utf-8") == "udcs_old"
    assert bool(said) is (keeps_old or "udcs_old" in (content or ""))


@pytest.mark.parametrize("keeps_old", [False, True])
@pytest.mark.parametrize(
    "content", [b"udcs_of_another", b"udcs_old\nudcs_old", b"notes", b"\xff\xfe\0"]
)
def test_a_file_with_anything_else_than_the_old_secret_is_left_as_it_is(
    tmp_path: Path, *, content: bytes, keeps_old: bool
) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with (
        pytest.raises(ConfigurationError, match="else than the old secret") as caught,
        SecretFile(path, old=OLD, keeps_old=keeps_old).prepared(),
    ):
        pytest.fail("a credential would be created")
    assert "udcs_" not in str(caught.value)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]
