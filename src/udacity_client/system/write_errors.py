"""Which file a command writes, and errors of those that cannot be written."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from udacity_client.errors import ConfigurationError, UdacityError
from udacity_client.system.private_files import write_private, write_shared

DISK_FULL: Final = "the disk is full"
_OPEN_STREAM: Final = re.compile(
    "/dev/(std(in|out|err)|fd/[0-9]+)|/proc/(self|[0-9]+)/fd/[0-9]+"
)
"""Links to the files of open streams, whose content is not ours to replace."""


class WriteError(UdacityError):
    """A file that cannot be written. The old one, if there is one, has not changed."""


def resolve_file(path: Path, *, advice: str = "Give the name of a file.") -> Path:
    """Return the file that is replaced if *path* is written; it may not exist.

    That of a symlink is what it leads to, so the link stays.

    Args:
        path: The path.
        advice: What to do instead, if it is not a file.

    Raises:
        ConfigurationError: It is something else than a file, such as a device.
    """
    if _OPEN_STREAM.fullmatch(os.path.normpath(path)):
        message = f"{path} is a stream that is open, which no file may replace. "
        raise ConfigurationError(message + advice)
    # Not pathlib: before Python 3.13, its `resolve` raises if links form a circle.
    file = Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno != errno.ELOOP:  # it does not exist, or writing it tells why not
            return file
        mode = stat.S_IFLNK
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):  # no system replaces a folder
        return file
    message = f"{path} is {_kind_of(mode)}, which no file may replace. {advice}"
    raise ConfigurationError(message)


def _kind_of(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symlink that leads to itself"
    is_device = stat.S_ISCHR(mode) or stat.S_ISBLK(mode)
    return "a device" if is_device else "a pipe or a socket"


def require_writable(path: Path) -> Path:
    """Return the file that is replaced if *path* is written; see `resolve_file`.

    Raises:
        ConfigurationError: No file can be written there.
    """
    # Not pathlib: before Python 3.14, its `is_dir` raises in a folder that is closed.
    if os.path.isdir(path):  # noqa: PTH112
        message = f"{path} is a folder; give the name of a file in it."
        raise ConfigurationError(message)
    file = resolve_file(path)
    if _is_missing(file.parent):
        message = f"There is no folder {file.parent}; make it first."
    elif not os.access(file.parent, os.W_OK | os.X_OK):
        message = f"The folder {file.parent} cannot be written to by this user."
    else:
        return file
    raise ConfigurationError(message)


def _is_missing(folder: Path) -> bool:
    try:
        return not stat.S_ISDIR(folder.stat().st_mode)
    except PermissionError:  # it is in a folder that is closed
        return False
    except OSError:
        return True


@contextmanager
def told(path: Path | None) -> Generator[None]:
    """Turn what the system says about *path* into one sentence.

    Raises:
        WriteError: It cannot be written.
        OSError: It is a pipe that nobody reads any more; that is nobody's mistake.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        reason = DISK_FULL if is_full(error) else error.strerror or "unknown error"
    else:
        return
    if path is None:
        raise WriteError(f"The output could not be written: {reason}.")
    raise WriteError(
        f"{path} could not be written: {reason}. What was there before has not changed."
    )


def is_full(error: OSError) -> bool:
    """Return whether *error* says that the disk is full."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_file(path: Path, content: bytes) -> None:
    """Put a file with *content* at *path*, complete or not at all.

    Raises:
        ConfigurationError: No file can be written there.
        WriteError: It cannot be written.
    """
    with told(path):
        write_private(require_writable(path), content)


def write_report(path: Path, content: str) -> None:
    """Put a file that holds nothing private at *path*, complete or not at all.

    Raises:
        ConfigurationError: No file can be written there.
        WriteError: It cannot be written.
    """
    with told(path):
        text = content.encode("utf-8", "backslashreplace")
        write_shared(require_writable(path), text)
