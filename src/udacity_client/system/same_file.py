"""Whether two paths lead to one file, which must not be both read and replaced."""

from __future__ import annotations

import os
from os import PathLike


def is_same_file(one: str | PathLike[str], other: str | PathLike[str]) -> bool:
    """Return whether both paths lead to one file, also through links.

    A file that does not exist is the same if it would be in the same place.
    """
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 - paths may be text
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
