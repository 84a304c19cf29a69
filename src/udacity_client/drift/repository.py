"""Say where a path stands in its repository, without asking git."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Repository:
    """Hold where a repository is, and from where in it paths are shown.

    Attributes:
        root: Its topmost folder.
        here: The folder that relative paths start from.
    """

    root: Path
    here: Path

    def path(self, shown: str) -> str:
        """Return *shown* from the root on, with `/`; absolute where it is outside."""
        whole = Path(os.path.normpath(self.here / shown))
        if whole.is_relative_to(self.root):
            return whole.relative_to(self.root).as_posix()
        return whole.as_posix()


def repository_of(folder: Path) -> Repository:
    """Return the repository that holds *folder*; *folder* itself where none does."""
    here = folder.absolute()
    roots = (above for above in (here, *here.parents) if (above / ".git").exists())
    return Repository(next(roots, here), here)
