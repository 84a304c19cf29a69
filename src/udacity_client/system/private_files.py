"""Read and write files that are this user's alone, without knowing what is in them.

A folder or file that somebody else owns, that others may read, or that is a symlink is
refused: what is in it may be known to others, or come from them.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from os import PathLike, fspath
from typing import Final

from udacity_client.errors import ConfigurationError

_OTHERS: Final = 0o077
_LONGEST: Final = 65_536
# Neither is known to Windows. A pipe in the file's place must not block.
_CAREFULLY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def make_private_folder(folder: str) -> None:
    """Make *folder* for this user alone, where it is not there.

    Raises:
        ConfigurationError: It is there, and is not this user's alone.
        OSError: It cannot be made.
    """
    os.makedirs(os.path.dirname(folder), exist_ok=True)  # noqa: PTH103, PTH120 - pathlib costs start-up
    with suppress(FileExistsError):
        os.mkdir(folder, mode=0o700)  # noqa: PTH102 - see above
    require_private_folder(folder)


def require_private_folder(folder: str) -> None:
    """Refuse *folder* where it is not this user's alone.

    Raises:
        ConfigurationError: It is not.
        OSError: It cannot be looked at.
    """
    _require_own(folder, os.lstat(folder), stat.S_ISDIR)


def open_private(path: str, flags: int) -> int:
    """Open the file for *flags*, such as `os.O_RDONLY`; return its descriptor.

    Raises:
        ConfigurationError: It is not this user's alone.
        OSError: It cannot be opened.
    """
    if os.path.islink(path):  # noqa: PTH114 - see above
        raise _unsafe(path, "is a symlink")
    # One that becomes a symlink in between is an OSError here.
    descriptor = os.open(path, flags | _CAREFULLY, 0o600)
    try:
        _require_own(path, os.fstat(descriptor), stat.S_ISREG)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_private(path: str) -> bytes:
    """Return what is in the file, at most 64 KiB of it.

    Raises:
        ConfigurationError: It is not this user's alone.
        OSError: It cannot be read.
    """
    with os.fdopen(open_private(path, os.O_RDONLY), "rb") as file:
        return file.read(_LONGEST)


class Draft:
    """Be a file beside its place, until it is written whole and moved there.

    Args:
        path: Its place. The folder must be there.

    Raises:
        OSError: Nothing can be written in that folder.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._place = fspath(path)
        folder, name = os.path.split(self._place)
        # mkstemp makes files for their owner alone.
        made = tempfile.mkstemp(prefix=f".{name}.", dir=folder or ".")
        self._descriptor: int = made[0]
        self.path: str = made[1]

    def write(self, content: bytes) -> None:
        """Write *content* so that it outlives a crash; once only.

        Raises:
            OSError: The disk is full, or similar.
        """
        descriptor, self._descriptor = self._descriptor, -1
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Move it to its place in one step, over what was there.

        Raises:
            OSError: It cannot be moved; it stays at `path`.
        """
        os.replace(self.path, self._place)  # noqa: PTH105 - see above

    def discard(self) -> None:
        """Remove it where it was not published."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        remove(self.path)


def write_private(path: str, content: bytes) -> None:
    """Put a file with *content* into its place, whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    draft = Draft(path)
    try:
        draft.write(content)
        draft.publish()
    except BaseException:
        draft.discard()
        raise


def remove(path: str) -> None:
    """Remove the file where there is one."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108 - see above


def _require_own(
    path: str, found: os.stat_result, is_kind: Callable[[int], bool]
) -> None:
    flaw = _flaw(found, is_kind)
    if flaw:
        raise _unsafe(path, flaw)


def _flaw(found: os.stat_result, is_kind: Callable[[int], bool]) -> str | None:
    if stat.S_ISLNK(found.st_mode):
        return "is a symlink"
    if not is_kind(found.st_mode):
        return "is not what it should be: a folder, or a plain file in it"
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        return f"belongs to user {found.st_uid}"
    if os.name == "posix" and found.st_mode & _OTHERS:
        return f"is open to other users (mode {stat.S_IMODE(found.st_mode):04o})"
    return None


def _unsafe(path: str, flaw: str) -> ConfigurationError:
    message = (
        f"{path} {flaw}, so that nothing secret is kept there or read from there. "
        "Remove it; it is made anew, for you alone (mode 0600, folders 0700)."
    )
    return ConfigurationError(message)
