"""Compare a generated package with the one on disk, and put it in its place whole."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NO_NEWLINE: Final = "\n\\ No newline at end of file\n"
_IGNORED: Final = frozenset({"__pycache__"})


@dataclass(frozen=True)
class Tree:
    """Hold the files of a generated package in memory.

    Attributes:
        package: The package's folder inside the target, such as `udacity_graphql`.
        files: Each file's text, by its path inside the package.
    """

    package: str
    files: Mapping[str, str]

    def diff(self, target: Path) -> str:
        """Return a unified diff from *target* to this tree, or nothing where equal.

        Files that are missing there, and files that should not be there, are in it.
        """
        found = _read(target / self.package)
        names = sorted({*found, *self.files})
        return "".join(
            _file_diff(f"{self.package}/{name}", found.get(name), self.files.get(name))
            for name in names
            if found.get(name) != self.files.get(name)
        )

    def write(self, target: Path) -> list[Path]:
        """Make the package in *target* equal to this tree, and return what changed.

        The new package is built beside the old one, which it then replaces whole; a
        failure leaves the old one as it was.
        """
        place = target / self.package
        found = _read(place)
        changed = [
            place / name
            for name in sorted({*found, *self.files})
            if found.get(name) != self.files.get(name)
        ]
        if changed:
            target.mkdir(parents=True, exist_ok=True)
            self._replace(place)
        return changed

    def _replace(self, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            new, old = workshop / "new", workshop / "old"
            self._build(new)
            if place.exists():
                place.rename(old)
            try:
                new.rename(place)
            except BaseException:
                if old.exists():
                    old.rename(place)
                raise
        finally:
            shutil.rmtree(workshop)

    def _build(self, folder: Path) -> None:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))


def _read(folder: Path) -> dict[str, str]:
    """Return the files in *folder* by path; bytes that are no text show as such."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode(
            "utf-8", errors="backslashreplace"
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _IGNORED & set(path.parts)
    }


def _file_diff(name: str, old: str | None, new: str | None) -> str:
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True),
        (new or "").splitlines(keepends=True),
        "/dev/null" if old is None else f"a/{name}",
        "/dev/null" if new is None else f"b/{name}",
    )
    text = "".join(
        line if line.endswith("\n") else line + _NO_NEWLINE for line in lines
    )
    return text or f"{'+' if old is None else '-'} {name} (empty)\n"
