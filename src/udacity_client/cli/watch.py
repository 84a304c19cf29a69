"""`udacity generate --watch`: generate again when a source changes. It polls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from udacity_client.cli.generate import write_code
from udacity_client.cli.printing import say
from udacity_client.cli.settings import GenerateSettings
from udacity_client.errors import ConfigurationError, SourceError

Snapshot: TypeAlias = Mapping[Path, tuple[int, int]]
"""The modification time in nanoseconds and the size of each source."""

INTERVAL: Final = 0.5
"""Seconds between two snapshots of the sources."""

_SUFFIXES: Final = frozenset({".gql", ".graphql", ".toml"})
_T = TypeVar("_T")


def take_snapshot(places: Sequence[Path]) -> Snapshot:
    """Return a snapshot of the sources in *places*, which are files and folders."""
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

    Problems are printed and do not end it.

    Args:
        find: Reads the settings, which may change, too.
        project: The file of the settings.
        interval: Seconds between two snapshots of the sources.
        sleep: Waits for a number of seconds.
        snapshot: Takes a snapshot of the sources in files and folders.
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
        say("Watching no longer.")


def _attempt(act: Callable[[], _T]) -> _T | None:
    try:
        return act()
    except (ConfigurationError, SourceError) as error:
        say(str(error))
        return None


def _older(before: Snapshot, after: Snapshot) -> Snapshot:
    """Return the paths of *after* with their states in *before*.

    A change between the two is then seen by the next comparison, and not lost.
    """
    return {path: before.get(path, state) for path, state in after.items()}


def _states(places: Sequence[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    for place in places:
        for path in (place, *_below(place)):
            try:
                state = path.stat()
            except OSError:
                continue  # deleted since it was listed, or not there yet
            if path.suffix in _SUFFIXES:
                yield path, (state.st_mtime_ns, state.st_size)
            elif path.is_dir():
                yield path, (0, 0)  # Its time changes with files that are not sources.


def _below(folder: Path) -> list[Path]:
    """Return what is in *folder*; not all of it if a folder in it vanishes meanwhile.

    The next snapshot differs then.
    """
    found: list[Path] = []
    # Python 3.11 and 3.12 raise it.
    with suppress(FileNotFoundError, NotADirectoryError):
        found.extend(folder.rglob("*"))
    return found
