"""What an export has read so far, on disk, so an interrupted one can go on.

Pages lie in segments, which are Arrow streams: of one that was cut, every whole batch
can be read. `state.json` names how many count. It is written after the segment is on
the disk, so it never names a page that is not there. All of it is personal data, in a
folder for this user alone.
"""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, cast

import msgspec
import pyarrow as pa

from udacity_client.data.moving import Walk
from udacity_client.errors import ConfigurationError
from udacity_client.system.private_files import lock_folder, write_private

VERSION: Final = 1
HOUR: Final = 3600.0
"""How long a spool can be continued. What is older is not of the same moment."""

_STATE: Final = "state.json"
_SEGMENT_NAME: Final = re.compile(r"[0-9]+-[0-9]+\.arrows")
_BUFFER: Final = 2**20


class Spool:
    """The pages of one export, in a folder of their own.

    Attributes:
        plans: The learning plans that the export reads, in this order.
        walks: All walks, in the order in which they were made.
        schema: The schema of all batches.
    """

    def __init__(
        self, folder: Path, request: Mapping[str, object], schema: pa.Schema, now: float
    ) -> None:
        """Make an empty spool in *folder*, which may hold an older one.

        Args:
            folder: Where it is.
            request: What the export was asked for, as JSON can hold it.
            schema: The schema of all batches.
            now: The time, in seconds since 1970.

        Raises:
            ConfigurationError: *folder* is not this user's alone.
            OSError: It cannot be written.
        """
        self._folder = folder
        self._started = now
        columns = {field.name: str(field.type) for field in schema}
        self._request = {**request, "columns": columns, "version": VERSION}
        self.schema = schema
        self.plans: list[str] = []
        self.walks: list[Walk] = []
        self._segment: _Segment | None = None
        self._lock: int | None = None

    @property
    def draft(self) -> Path:
        """Where the result is written before it is moved to its place."""
        return self._folder / "result.part"

    def lock(self) -> None:
        """Make the folder, for this process alone; see `lock_folder`."""
        self._lock = lock_folder(self._folder)

    def clear(self) -> None:
        """Remove what an older export left."""
        for file in self._folder.iterdir():
            if file.name != "lock":
                file.unlink()

    def resume(self, now: float) -> str | None:
        """Take over what an interrupted export read; return why not, if not.

        Raises:
            ConfigurationError: That export was asked for something else.
        """
        try:
            content = (self._folder / _STATE).read_bytes()
            state = msgspec.json.decode(content, type=_State)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return "there is no interrupted export to go on with"
        if not 0 <= now - state.started <= HOUR:
            return "the interrupted export is more than an hour old"
        self._require_same(state.request)
        if not all(map(self._can_read, state.walks)):
            return "the pages of the interrupted export are damaged"
        self.walks, self.plans, self._started = state.walks, state.plans, state.started
        return None

    def _can_read(self, walk: Walk) -> bool:
        """Return whether the pages of *walk* are there, with the right columns."""
        if not all(_SEGMENT_NAME.fullmatch(name) for name, _ in walk.segments):
            return False
        read = 0
        try:
            for batch in self.batches(walk):
                batch.validate(full=True)
                if batch.schema != self.schema:
                    return False
                read += 1
        # A damaged page may state any size.
        except (OSError, MemoryError, pa.ArrowException):
            return False
        return read == sum(count for _, count in walk.segments)

    def add_page(self, walk: Walk, batch: pa.RecordBatch) -> None:
        """Write a page of *walk* to its file.

        Raises:
            OSError: The disk is full, or similar.
        """
        if self._segment is None or self._segment.walk is not walk:
            self._end_segment()
            name = f"{len(self.walks)}-{len(walk.segments)}.arrows"
            self._segment = _Segment(walk, self._folder / name, self.schema)
            walk.segments.append((name, 0))
        self._segment.write(batch)
        name, count = walk.segments[-1]
        walk.segments[-1] = (name, count + 1)

    @property
    def has_pages(self) -> bool:
        """Whether there is anything to go on with."""
        return any(count for walk in self.walks for _, count in walk.segments)

    def save(self) -> None:
        """Write pages and state to the disk.

        Raises:
            OSError: The disk is full, or similar.
        """
        if self._segment is not None:
            self._segment.sync()
        state = {
            "started": self._started,
            "request": self._request,
            "plans": self.plans,
            "walks": [asdict(walk) for walk in self.walks],
        }
        write_private(self._folder / _STATE, json.dumps(state).encode())

    def batches(self, walk: Walk) -> Iterator[pa.RecordBatch]:
        """Read the pages of *walk*."""
        for name, count in walk.segments:
            # The last segment may be under way: without an end, but with its batches.
            with (
                (self._folder / name).open("rb") as file,
                pa.ipc.open_stream(file) as reader,
            ):
                yield from islice(reader, count)

    def keep(self) -> None:
        """Save what can be, so another process may go on with it, and close it."""
        if self.has_pages:
            with suppress(OSError):
                self.save()
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._end_segment()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _end_segment(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None

    def remove(self) -> None:
        """Remove all of it."""
        self._end_segment()
        self.walks = []
        shutil.rmtree(self._folder, ignore_errors=True)

    def _require_same(self, request: Mapping[str, object]) -> None:
        wanted = json.loads(json.dumps(self._request))
        names = sorted({*wanted, *request})
        differing = [name for name in names if wanted.get(name) != request.get(name)]
        if not differing:
            return
        message = (
            f"The interrupted export in {self._folder} was asked for something else: "
            f"{', '.join(differing)}. Give the same options, or leave --resume out to "
            "start again."
        )
        raise ConfigurationError(message)


class _Segment:
    """A file under way."""

    def __init__(self, walk: Walk, path: Path, schema: pa.Schema) -> None:
        self.walk = walk
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        # A page is written as some eighty small pieces; one call for all is faster.
        descriptor = os.open(path, flags, 0o600)
        self._file: IO[bytes] = os.fdopen(descriptor, "wb", _BUFFER)
        self._writer: Any = pa.ipc.new_stream(cast("Any", self._file), schema)

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)
        self._file.flush()

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:  # whatever state it is in
        for one in (self._writer, self._file):
            with suppress(OSError, pa.ArrowException):
                one.close()


@dataclass
class _State:
    """What `state.json` holds."""

    started: float
    request: dict[str, object]
    plans: list[str]
    walks: list[Walk]
