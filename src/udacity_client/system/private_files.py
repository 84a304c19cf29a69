"""Read and write files as a whole; most of them only this user can read.

A folder or file that another user owns, that others may read, or that is a symlink is
refused: others may know its content, or may have written it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Final, TypeAlias

from udacity_client.errors import ConfigurationError, UdacityError

AnyPath: TypeAlias = str | PathLike[str]


class BusyError(UdacityError):
    """A file or folder that another process is using. Later it may be free."""

    _TRANSIENT = True


_GROUP_AND_OTHERS: Final = 0o077
_LONGEST: Final = 65_536
_PRIVATE: Final = 0o600
_SHARED: Final = 0o666
# Windows has neither flag. A pipe in the file's place must not block.
_SAFE_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def cache_folder() -> Path:
    """Return `udacity` in `$XDG_CACHE_HOME`, or in `~/.cache`; it may not exist yet.

    Raises:
        ConfigurationError: The variable names no folder and the user has no home.
    """
    # The XDG specification says to ignore a relative path.
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not cache.is_absolute():
        cache = Path(os.path.expanduser("~/.cache"))  # noqa: PTH111 - pathlib's raises RuntimeError
    if not cache.is_absolute():
        message = (
            "This user has no home folder for a cache. Set XDG_CACHE_HOME, or pass a "
            "path."
        )
        raise ConfigurationError(message)
    return cache / "udacity"


def make_private_folder(folder: AnyPath) -> None:
    """Make *folder* for this user alone, if it does not exist.

    Raises:
        ConfigurationError: It exists, and is not this user's alone.
        OSError: It cannot be made.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    require_private_folder(folder)


def require_private_folder(folder: AnyPath) -> None:
    """Refuse *folder* if it is not this user's alone.

    Raises:
        ConfigurationError: It is not.
        OSError: It cannot be inspected.
    """
    _require_private(folder, os.lstat(folder), stat.S_ISDIR)


def open_private(path: AnyPath, flags: int) -> int:
    """Open the file with *flags*, such as `os.O_RDONLY`; return its descriptor.

    Raises:
        ConfigurationError: It is not this user's alone.
        OSError: It cannot be opened.
    """
    if Path(path).is_symlink():
        raise _unsafe(path, "is a symlink")
    # If it becomes a symlink in between, this raises an OSError.
    descriptor = os.open(path, flags | _SAFE_FLAGS, 0o600)
    try:
        _require_private(path, os.fstat(descriptor), stat.S_ISREG)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_private(path: AnyPath) -> bytes:
    """Return the content of the file, at most 64 KiB of it.

    Raises:
        ConfigurationError: It is not this user's alone.
        OSError: It cannot be read.
    """
    with os.fdopen(open_private(path, os.O_RDONLY), "rb") as file:
        return file.read(_LONGEST)


class Draft:
    """A temporary file next to its final place, moved there once it is complete.

    Args:
        path: The final place. Its folder must exist.
        mode: Who may use it; the umask takes from it.

    Raises:
        OSError: Nothing can be written in that folder.
    """

    def __init__(self, path: AnyPath, *, mode: int = _PRIVATE) -> None:
        self._place = Path(path)
        name = f".{self._place.name}.{os.urandom(6).hex()}"
        self.path: Path = self._place.with_name(name)
        # Not mkstemp: its files are for their owner alone.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE_FLAGS
        self._descriptor: int = os.open(self.path, flags, mode)

    def reserve(self, size: int) -> None:
        """Take *size* bytes of the disk, so a full one is found before `write`.

        Raises:
            OSError: The disk is full, or similar.
        """
        # Written, because not every file system can allocate space ahead.
        left = bytes(size)
        while left:
            left = left[os.write(self._descriptor, left) :]
        os.fsync(self._descriptor)
        os.lseek(self._descriptor, 0, os.SEEK_SET)

    def write(self, content: bytes) -> None:
        """Write *content* to the disk, so it survives a crash; call this only once.

        Raises:
            OSError: The disk is full, or similar.
        """
        descriptor, self._descriptor = self._descriptor, -1
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.truncate()
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Move the file to its place in one step, replacing a file that is there.

        Raises:
            OSError: It cannot be moved; it stays at `path`.
        """
        self.path.replace(self._place)

    def discard(self) -> None:
        """Remove the file if it was not published."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        remove(self.path)


def write_private(path: AnyPath, content: bytes) -> None:
    """Put a file with *content* at *path*, complete or not at all.

    Raises:
        OSError: It cannot be written.
    """
    _write(path, content, _PRIVATE)


def write_shared(path: AnyPath, content: bytes) -> None:
    """Do what `write_private` does, but let others read it if the umask does.

    Raises:
        OSError: It cannot be written.
    """
    _write(path, content, _SHARED)


def _write(path: AnyPath, content: bytes, mode: int) -> None:
    draft = Draft(path, mode=mode)
    try:
        draft.write(content)
        draft.publish()
    except BaseException:
        draft.discard()
        raise


def remove(path: AnyPath) -> None:
    """Remove the file if it exists."""
    Path(path).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Write the names of the files in *folder* to the disk, so they survive a crash.

    If it cannot be done, the files are in place all the same: who may not list a
    folder cannot open it, Windows opens none, and some file systems have no such call.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def lock_folder(folder: Path) -> int:
    """Make a folder for this process alone, and return what to close to release it.

    Raises:
        BusyError: Another process has it.
        ConfigurationError: It is not this user's alone.
        OSError: It cannot be made.
    """
    while True:
        make_private_folder(folder)
        descriptor = open_private(folder / "lock", os.O_WRONLY | os.O_CREAT)
        if not _try_lock(descriptor):
            os.close(descriptor)
            message = f"Another export or sync is under way in {folder}; wait for it."
            raise BusyError(message)
        if _is_at(descriptor, folder / "lock"):
            return descriptor
        os.close(descriptor)  # whoever had the folder removed it with the lock


def _is_at(descriptor: int, path: Path) -> bool:
    """Return whether the file that is open as *descriptor* is still at *path*."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int) -> bool:
    """Lock a file for this process, if its system can; return whether it was free."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks, such as some that are mounted
        return True
    return True


def _require_private(
    path: AnyPath, status: os.stat_result, is_kind: Callable[[int], bool]
) -> None:
    problem = _problem(status, is_kind)
    if problem:
        raise _unsafe(path, problem)


def _problem(status: os.stat_result, is_kind: Callable[[int], bool]) -> str | None:
    if stat.S_ISLNK(status.st_mode):
        return "is a symlink"
    if not is_kind(status.st_mode):
        return "is not what it should be: a folder, or a plain file in it"
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        return f"belongs to user {status.st_uid}"
    if os.name == "posix" and status.st_mode & _GROUP_AND_OTHERS:
        return f"is open to other users (mode {stat.S_IMODE(status.st_mode):04o})"
    return None


def _unsafe(path: AnyPath, problem: str) -> ConfigurationError:
    message = (
        f"{path} {problem}, so nothing secret is stored there or read from there. "
        "Remove it; it is made again, for you alone (mode 0600, folders 0700)."
    )
    return ConfigurationError(message)
