"""A secret that cannot be stored is never lost without a word, nor the old one."""

from __future__ import annotations

import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from udacity_client.cli.rotate import SecretFile
from udacity_client.errors import UdacityError

SECRET = SecretStr("udcs_new")


@contextmanager
def full_disk() -> Generator[None]:
    """Let no byte be written to a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_secret_that_cannot_be_written_is_told_to_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("udcs_old", encoding="utf-8")
    place = SecretFile(path)
    with (
        pytest.raises(UdacityError, match=r"udcl_1 was created.*and is lost") as caught,
        place.prepared(),
        full_disk(),
    ):
        place.store(SECRET, client_id="udcl_1")
    assert caught.value.__context__ is None
    assert path.read_text(encoding="utf-8") == "udcs_old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_secret_that_cannot_be_moved_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    place = SecretFile(path)
    with place.prepared():
        path.mkdir()
        with pytest.raises(UdacityError, match="moved to") as caught:
            place.store(SECRET, client_id="udcl_1")
    [draft] = tmp_path.glob(".secret.*")
    assert f"it is in {draft}." in str(caught.value)
    assert draft.read_text(encoding="utf-8") == "udcs_new\n"


def test_the_old_secret_is_kept_until_it_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("udcs_old", encoding="utf-8")
    place = SecretFile(path)
    with place.prepared():
        place.store(SECRET, client_id="udcl_1")
    assert path.read_text(encoding="utf-8") == "udcs_new\n"
    assert place.describe_old() == f"The old secret is kept in {path}.old. "
    place.remove_old()
    assert place.describe_old() == ""
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_not_stored_leaves_nothing(tmp_path: Path) -> None:
    with SecretFile(tmp_path / "secret").prepared():
        pass
    assert list(tmp_path.iterdir()) == []
