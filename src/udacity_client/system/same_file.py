"""Whether two paths lead to one file, which must not be both read and replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from udacity_client.errors import ConfigurationError


def is_same_file(one: str | PathLike[str], other: str | PathLike[str]) -> bool:
    """Return whether both paths lead to one file, also through links.

    A file that does not exist is the same if it would be in the same place.
    """
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 - paths may be text
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def require_other_file(path: Path, read: Iterable[Path]) -> None:
    """Refuse to write *path* if that replaces a file which the command reads.

    Args:
        path: The file to write.
        read: The files that are read.

    Raises:
        ConfigurationError: It is one of them.
    """
    for one in read:
        if is_same_file(path, one):
            name = path if path == one else f"{path} is {one}, which"
            message = (
                f"{name} is read by this command, and would be replaced. Name another "
                "file. Nothing was written."
            )
            raise ConfigurationError(message)
