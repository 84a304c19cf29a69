"""Replace several files or none of them, without knowing what is in them."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from udacity_client.errors import ConfigurationError


@contextmanager
def replaced(files: Mapping[Path, bytes | None]) -> Generator[frozenset[Path]]:
    """Put every file in its place for good, unless the block fails.

    All of them are on the disk under other names before the first takes its place.

    Args:
        files: What each file is to hold; `None` removes it.

    Yields:
        The files that were not there as they are.

    Raises:
        ConfigurationError: One cannot be written; all are as they were.
    """
    with _blamed():
        before = {path: _content(path) for path in files}
    changed = {path: files[path] for path in files if files[path] != before[path]}
    try:
        with _blamed():
            _write(changed)
        yield frozenset(changed)
    except BaseException:
        _write({p: before[p] for p in changed if _content(p) != before[p]})
        raise


@contextmanager
def _blamed() -> Generator[None]:
    """Say of a file that cannot be read or written what to do about it."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"Cannot write the schemas: {error.strerror}: {error.filename}. "
            "Name a folder that you may write to."
        ) from error


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _write(files: Mapping[Path, bytes | None]) -> None:
    staged: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                staged[path] = path.with_name(f".{path.name}.{os.getpid()}.tmp")
                staged[path].write_bytes(content)
        for path in files:
            if path in staged:
                staged[path].replace(path)
            else:
                path.unlink(missing_ok=True)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
