"""The token cache: what it keeps, what it ignores, and what it refuses."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from support.clock import VirtualClock
from udacity_client import ClientCredentials, TokenCache
from udacity_client.auth.token_cache import StoredToken, TokenFile
from udacity_client.errors import ConfigurationError

STORED = StoredToken("t1", requested_at=1_772_359_200.0, lifetime=3600.0)
CREDENTIALS = ClientCredentials(client_id="udcl_1", client_secret="udcs_secret")
URL = "https://api.example.com"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "udacity"


@pytest.fixture
def file(folder: Path) -> TokenFile:
    return TokenCache(folder).file_for(CREDENTIALS, base_url=URL)


file_at = partial(TokenFile, secret=CREDENTIALS.secret)


def test_another_process_loads_what_was_saved(file: TokenFile, folder: Path) -> None:
    assert file.load() is None
    file.save(STORED)
    again = TokenCache(folder).file_for(CREDENTIALS, base_url=URL)
    assert again.load() == STORED


def test_only_the_token_is_kept_for_its_owner_alone(
    file: TokenFile, folder: Path
) -> None:
    file.save(STORED)
    path = Path(file.path)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "udcs_" not in path.read_text(encoding="utf-8")
    assert "t1" not in repr(STORED) + repr(file) + repr(TokenCache(folder))


def test_a_token_belongs_to_the_secret_that_it_was_requested_with(
    file: TokenFile, folder: Path
) -> None:
    other = ClientCredentials(client_id="udcl_1", client_secret="udcs_wrong")
    others = TokenCache(folder).file_for(other, base_url=URL)
    assert others.path == file.path
    marks = set[str]()
    for _ in range(2):
        file.save(STORED)
        stored = others.load()
        assert stored is not None
        assert stored == STORED
        assert (file.is_ours(stored), others.is_ours(stored)) == (True, False)
        marks.add(stored.mark)
    # The salt is new each time, so equal secrets cannot be seen.
    assert len(marks) == 2
    assert not file.is_ours(STORED)


def test_each_url_credential_and_company_has_its_own_file(folder: Path) -> None:
    cache = TokenCache(folder)
    other = ClientCredentials(client_id="udcl_2", client_secret="udcs_secret")
    paths = {
        cache.file_for(credentials, base_url=url).path
        for credentials in (CREDENTIALS, CREDENTIALS.for_company("4821"), other)
        for url in (URL, f"{URL}/v2")
    }
    assert len(paths) == 6
    assert all(Path(path).parent == folder for path in paths)


def test_the_default_is_the_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/caches")
    assert TokenCache().folder == "/var/caches/udacity"


def test_without_a_home_no_folder_is_made_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "relative")
    with pytest.raises(ConfigurationError, match="no home folder"):
        TokenCache()


def test_a_folder_is_the_same_wherever_the_program_goes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    file = TokenCache("tokens").file_for(CREDENTIALS, base_url=URL)
    monkeypatch.chdir("/")
    file.save(STORED)
    assert Path(file.path).parent == tmp_path / "tokens"
    assert file.load() == STORED


def test_only_the_stored_token_is_dropped(file: TokenFile) -> None:
    file.save(STORED)
    file.drop("an older one")
    assert file.load() == STORED
    file.drop("t1")
    assert file.load() is None
    file.drop("t1")


BROKEN = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b'{"form": 2, "token": "t1", "minted_at": 1, "lifetime": 1}',
    b'{"form": 1, "minted_at": 1, "lifetime": 1}',
    b'{"form": 1, "token": "t 1", "minted_at": 1, "lifetime": 1}',
    b'{"form": 1, "token": "", "minted_at": 1, "lifetime": 1}',
    b'{"form": 1, "token": "t1", "minted_at": "now", "lifetime": 1}',
    b'{"form": 1, "token": "t1", "minted_at": 1, "lifetime": true}',
    b'{"form": 1, "token": "t1", "minted_at": 1, "lifetime": NaN}',
    b'{"form": 1, "token": "t1", "minted_at": 1, "lifetime": 1e400}',
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_reported_once_and_ignored(
    file: TokenFile, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file.save(STORED)
    Path(file.path).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert file.load() is None
        assert file.load() is None
    [warning] = caplog.messages
    assert (
        warning == f"The token cache {file.path} is left out: it does not hold a token"
    )
    file.save(STORED)
    assert file.load() == STORED


def test_a_folder_that_cannot_be_made_is_reported_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "plain").touch()
    cache = TokenCache(tmp_path / "plain" / "udacity")
    file = cache.file_for(CREDENTIALS, base_url=URL)
    with caplog.at_level(logging.WARNING), file.locked():
        assert file.load() is None
        file.save(STORED)
    [warning] = caplog.messages
    assert warning.endswith("left out: File exists")


def test_what_is_not_safe_is_refused(file: TokenFile, folder: Path) -> None:
    file.save(STORED)
    folder.chmod(0o755)
    with pytest.raises(ConfigurationError, match="open to other users"):
        file.load()
    with pytest.raises(ConfigurationError, match="open to other users"):
        file.save(STORED)
    with pytest.raises(ConfigurationError, match="open to other users"), file.locked():
        pass


def test_a_lock_behind_a_symlink_is_refused(file: TokenFile, tmp_path: Path) -> None:
    file.save(STORED)
    Path(f"{file.path}.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match="lock is a symlink"), file.locked():
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_the_lock_is_waited_for(file: TokenFile) -> None:
    file.save(STORED)
    holder = os.open(f"{file.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(holder, fcntl.LOCK_EX)
    naps: list[float] = []

    def release_at_the_third(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            fcntl.flock(holder, fcntl.LOCK_UN)

    waiting = file_at(file.path, sleep=release_at_the_third, clock=lambda: 0.0)
    with waiting.locked(), pytest.raises(BlockingIOError):
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert len(naps) == 3
    fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(holder)


def test_after_45_s_the_cache_goes_on_without_the_lock(
    file: TokenFile, caplog: pytest.LogCaptureFixture
) -> None:
    file.save(STORED)
    holder = os.open(f"{file.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(holder, fcntl.LOCK_EX)
    clock = VirtualClock()
    waiting = file_at(file.path, sleep=clock.sleep, clock=clock.monotonic)
    with caplog.at_level(logging.WARNING), waiting.locked():
        assert 45 <= sum(clock.naps) < 46
    [warning] = caplog.messages
    assert warning.endswith("another process has held its lock for too long")
    os.close(holder)


def test_a_child_forked_under_the_lock_does_not_keep_it(
    file: TokenFile,
) -> None:
    script = """
import os, sys
from udacity_client.auth.secret import SecretText
from udacity_client.auth.token_cache import TokenFile

def secret():
    return SecretText("udcs_secret")

def too_long(_seconds):
    sys.exit("the child keeps the lock")

end, ours = os.pipe()
with TokenFile(sys.argv[1], secret=secret).locked():
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.read(end, 1)
        os._exit(0)
with TokenFile(sys.argv[1], secret=secret, sleep=too_long).locked():
    print("locked again")
os.close(ours)
os.waitpid(child, 0)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, file.path],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (ran.stdout, ran.stderr) == ("locked again\n", "")


def test_a_system_without_such_locks_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(ConfigurationError, match=r"no fcntl\.flock"):
        TokenCache()


def test_the_file_is_json_that_names_its_format(file: TokenFile) -> None:
    file.save(STORED)
    kept = json.loads(Path(file.path).read_bytes())
    assert re.fullmatch("[0-9a-f]{96}", kept.pop("secret_mark"))
    assert kept == {
        "form": 1,
        "token": "t1",
        "minted_at": 1_772_359_200.0,
        "lifetime": 3600.0,
    }
