"""A user who may not write everywhere, even if the tests run as root."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

NOBODY: Final = 65534
"""The ID of a user who owns nothing."""


@contextmanager
def unprivileged() -> Generator[Path]:
    """Be a user without privileges, who owns the folder that the block is given.

    Import before the block what is used in it: the user may not enter the checkout.
    """
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() != 0:
            yield Path(name)
            return
        os.chown(name, NOBODY, NOBODY)
        # Not only the effective ID, because `os.access` asks for the real one. Root
        # stays the saved ID, to come back to.
        os.setresuid(NOBODY, NOBODY, 0)
        try:
            yield Path(name)
        finally:
            os.setresuid(0, 0, 0)
