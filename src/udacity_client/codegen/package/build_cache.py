"""Skip compilation if neither the sources, the generator nor the package changed.

The cache is one digest over all three, in the package's `__pycache__`. So it is deleted
with the other caches, and a file edited by hand does not match it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from udacity_client.codegen.scalar_types import digest_lines
from udacity_client.codegen.sources import Sources

_CACHE_FILE: Final = Path("__pycache__") / "udacity-generate.sha256"
_ROOT: Final = Path(__file__).parents[2]
_GENERATOR: Final = (_ROOT / "codegen", _ROOT / "schema")
_TOOLS: Final = ("ariadne-codegen", "graphql-core", "ruff")
_SUFFIXES: Final = frozenset({".gql", ".graphql", ".toml"})


def source_digest(sources: Sources, options: Sequence[str]) -> str:
    """Return the sha256 of everything that decides what is generated."""
    parts = [f"Python {sys.version_info.major}.{sys.version_info.minor}".encode()]
    parts += [f"{tool} {version(tool)}".encode() for tool in _TOOLS]
    names = (folder.resolve().name for folder in (sources.schema, sources.queries))
    parts += [os.fsencode(text) for text in (*names, *options)]
    parts += [line.encode() for line in digest_lines(sources.scalars)]
    for folder in _GENERATOR:
        parts += _contents(folder, (p for p in folder.rglob("*.py") if p.is_file()))
    for folder in (sources.schema, sources.queries):
        # Folders count, because a compilation reports an empty one.
        parts += _contents(
            folder,
            (p for p in folder.rglob("*") if p.is_dir() or p.suffix in _SUFFIXES),
        )
    return _digest(parts)


def is_cached(package: Path, sources: str) -> bool:
    """Return whether *package* was generated from *sources*, and did not change since.

    *sources* is a digest from `source_digest`.
    """
    try:
        return (package / _CACHE_FILE).read_text(encoding="utf-8") == _digest_with(
            package, sources
        )
    except (OSError, UnicodeDecodeError):
        return False


def store(package: Path, sources: str) -> None:
    """Remember that *package*, as it is, was generated from *sources*."""
    path = package / _CACHE_FILE
    # Without a cache file the next run compiles, which only takes longer.
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        path.write_text(_digest_with(package, sources), encoding="utf-8")


def _digest_with(package: Path, sources: str) -> str:
    files = (p for p in package.rglob("*") if "__pycache__" not in p.parts)
    return _digest([sources.encode(), *_contents(package, files)])


def _contents(folder: Path, paths: Iterable[Path]) -> Iterator[bytes]:
    for path in sorted(paths):
        yield os.fsencode(path.relative_to(folder).as_posix())
        yield path.read_bytes() if path.is_file() else b"/"


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
