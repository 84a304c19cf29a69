"""Generate again whenever a source changes, without a file-watching library."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from udacity_client.cli.generate import write_code
from udacity_client.cli.settings import GenerateSettings
from udacity_client.errors import ConfigurationError, SourceError

Snapshot: TypeAlias = Mapping[Path, tuple[int, int]]
"""When each source was changed last, and how large it was."""

INTERVAL: Final = 0.5
"""Seconds between two looks at the sources."""

_SUFFIXES: Final = frozenset({".gql", ".graphql", ".toml"})
_T = TypeVar("_T")


def take_snapshot(places: Sequence[Path]) -> Snapshot:
    """Return the state of the sources among *places*, which are files and folders."""
    return dict(_states(places))


def watch_code(
    find: Callable[[], GenerateSettings],
    *,
    project: Path,
    interval: float = INTERVAL,
    sleep: Callable[[float], None] = time.sleep,
    snapshot: Callable[[Sequence[Path]], Snapshot] = take_snapshot,
) -> None:
    """Write the package, and again after every change, until Ctrl-C.

    Problems are printed, and the next change is waited for.

    Args:
        find: Reads the settings, which may change too.
        project: The file that they are in.
        interval: Seconds between two looks at the sources.
        sleep: Waits for so many seconds.
        snapshot: Tells the state of the sources among files and folders.
    """
    places: Sequence[Path] = (project,)
    seen: Snapshot | None = None
    try:
        while True:
            now = snapshot(places)
            if now != seen:
                settings = _attempt(find)
                if settings is not None:
                    places = (project, settings.schemas, settings.queries)
                seen = _older(now, snapshot(places))
                if settings is not None:
                    _attempt(partial(write_code, settings))
            sleep(interval)
    except KeyboardInterrupt:
        sys.stderr.write("Watching no longer.\n")


def _attempt(act: Callable[[], _T]) -> _T | None:
    try:
        return act()
    except (ConfigurationError, SourceError) as error:
        sys.stderr.write(f"{error}\n")
        return None


def _older(before: Snapshot, after: Snapshot) -> Snapshot:
    """Return *after* without changes since *before*, so that they are still to come."""
    return {path: before.get(path, state) for path, state in after.items()}


def _states(places: Sequence[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    for place in places:
        for path in (place, *(place.rglob("*") if place.is_dir() else ())):
            try:
                state = path.stat()
            except OSError:
                continue  # deleted since it was listed, or not there yet
            if path.suffix in _SUFFIXES:
                yield path, (state.st_mtime_ns, state.st_size)
            elif path.is_dir():
                yield path, (0, 0)  # its time tells of files that are no sources
