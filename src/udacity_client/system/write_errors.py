"""Errors of files that cannot be written: the disk is full, the folder is missing."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from udacity_client.errors import ConfigurationError, UdacityError


class WriteError(UdacityError):
    """A file that cannot be written. The old one, if there is one, has not changed."""


def require_writable(path: Path) -> None:
    """Refuse a place where no file can be written.

    Raises:
        ConfigurationError: It is one.
    """
    # Not pathlib: before Python 3.14, its `is_dir` raises in a folder that is closed.
    if os.path.isdir(path):  # noqa: PTH112
        message = f"{path} is a folder; give the name of a file in it."
    elif _is_missing(path.parent):
        message = f"There is no folder {path.parent}; make it first."
    elif not os.access(path.parent, os.W_OK | os.X_OK):
        message = f"The folder {path.parent} cannot be written to by this user."
    else:
        return
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
    """
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno in _FULL else error.strerror
    else:
        return
    raise WriteError(
        f"{path or 'The output'} could not be written: {reason or 'unknown error'}. "
        "What was there before has not changed."
    )


_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
