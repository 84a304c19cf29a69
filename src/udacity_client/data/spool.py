"""What an export has read so far, on disk, so an interrupted one can go on.

The pages of each walk are an Arrow stream: of one that was cut, every whole batch can
be read. `state.json` says how many bytes of it count, and has their checksum. It is
written after them, so it never names a page that is not there. All of it is personal
data, in a folder for this user alone.
"""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import io
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final, cast
from zlib import crc32

import msgspec
import pyarrow as pa

from udacity_client.data.moving import Walk
from udacity_client.errors import ConfigurationError, quoted
from udacity_client.system.private_files import lock_folder, write_private

VERSION: Final = 2
HOUR: Final = 3600.0
"""How long a spool can be continued. What is older is not of the same moment."""

_STATE: Final = "state.json"


class Spool:
    """The pages of one export, in a folder of their own.

    Attributes:
        plans: The learning plans that the export reads, in this order.
        walks: All walks, in the order in which they were made.
        is_begun: Whether the pages there are this export's, and not an older one's.
        schema: The schema of all batches.
    """

    def __init__(
        self, folder: Path, request: Mapping[str, object], schema: pa.Schema, now: float
    ) -> None:
        """Make an empty spool for this process alone, in a folder that may have one.

        Args:
            folder: Where it is.
            request: What the export was asked for, as JSON can hold it.
            schema: The schema of all batches.
            now: The time, in seconds since 1970.

        Raises:
            UdacityError: *folder* is in use, or is not this user's alone.
            OSError: It cannot be written.
        """
        self._folder = folder
        self._started = now
        columns = {field.name: str(field) for field in schema}
        self._request = {**request, "columns": columns, "version": VERSION}
        self.schema = schema
        self.plans: list[str] = []
        self.walks: list[Walk] = []
        self.is_begun: bool = False
        self._writer: _Writer | None = None
        self._lock: int | None = lock_folder(folder)

    @property
    def draft(self) -> Path:
        """Where the result is written before it is moved to its place."""
        return self._folder / "result.part"

    def clear(self) -> None:
        """Remove what an older export left."""
        for file in self._folder.iterdir():
            if file.name != "lock":
                file.unlink()
        self.is_begun = True

    def resume(self, now: float) -> str | None:
        """Take over what an interrupted export read; return why not, if not.

        Raises:
            ConfigurationError: That export was asked for something else.
        """
        # A symlink would lead what is written to another file.
        if not all(stat.S_ISREG(one.lstat().st_mode) for one in self._folder.iterdir()):
            return "something else than files is among its pages"
        try:
            content = (self._folder / _STATE).read_bytes()
            state = msgspec.json.decode(content, type=_State)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return "there is no interrupted export to go on with"
        if not 0 <= now - state.started <= HOUR:
            return "the interrupted export is more than an hour old"
        self._require_same(state.request)
        if not all(map(self._is_whole, state.walks)):
            return "the pages of the interrupted export are damaged"
        self.walks, self.plans, self._started = state.walks, state.plans, state.started
        self.is_begun = True
        return None

    def _is_whole(self, walk: Walk) -> bool:
        """Return whether the pages of *walk* are as they were written; cut the rest."""
        if not walk.size:
            return True
        path = self._path(walk)
        try:
            if path.stat().st_size < walk.size:
                return False
            os.truncate(path, walk.size)
            with pa.memory_map(str(path)) as file:
                return crc32(file.read_buffer()) == walk.checksum
        except (OSError, OverflowError):
            return False

    def _path(self, walk: Walk) -> Path:
        return self._folder / f"{walk.part}-{walk.number}.arrows"

    def add_page(self, walk: Walk, batch: pa.RecordBatch) -> None:
        """Write a page of *walk* to its file.

        Raises:
            OSError: The disk is full, or similar.
        """
        if self._writer is None or self._writer.walk is not walk:
            self._end_walk()
            self._writer = _Writer(walk, self._path(walk), self.schema)
        self._writer.write(batch)

    @property
    def has_pages(self) -> bool:
        """Whether there is anything to go on with."""
        return any(walk.pages for walk in self.walks)

    def save(self) -> None:
        """Write pages and state to the disk.

        Raises:
            OSError: The disk is full, or similar.
        """
        if self._writer is not None:
            self._writer.sync()
        state = _State(self._started, self._request, self.plans, self.walks)
        write_private(self._folder / _STATE, json.dumps(asdict(state)).encode())

    def batches(self, walk: Walk) -> Iterator[pa.RecordBatch]:
        """Read the pages of *walk*."""
        if walk.size:
            path = str(self._path(walk))
            with pa.OSFile(path, "r") as file, pa.ipc.open_stream(file) as reader:
                yield from reader

    def keep(self) -> None:
        """Save what can be, so another process may go on with it, and close it."""
        if self.has_pages:
            with suppress(OSError):
                self.save()
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._end_walk()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _end_walk(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def remove(self) -> None:
        """Remove all of it."""
        self._end_walk()
        self.walks = []
        shutil.rmtree(self._folder, ignore_errors=True)

    def _require_same(self, request: Mapping[str, object]) -> None:
        wanted = json.loads(json.dumps(self._request))
        if asked := [
            f"{name} {quoted(json.dumps(request.get(name), ensure_ascii=False))}"
            for name in sorted({*wanted, *request})
            if wanted.get(name) != request.get(name)
        ]:
            raise ConfigurationError(
                f"The interrupted export in {self._folder} was asked for something "
                f"else: {', '.join(asked)}. Give the same options, or leave --resume "
                "out to start again."
            )


class _Writer:
    """The file of a walk under way."""

    def __init__(self, walk: Walk, path: Path, schema: pa.Schema) -> None:
        self.walk = walk
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.ftruncate(descriptor, walk.size)  # what no state names does not count
        self._file: IO[bytes] = os.fdopen(descriptor, "ab")
        # A page comes as some eighty small pieces; one call for all is faster.
        self._page = io.BytesIO()
        self._writer: Any = pa.ipc.new_stream(cast("Any", self._page), schema)
        # A stream that goes on does not begin with its schema again.
        self._skipped = schema.serialize().size if walk.size else 0

    def write(self, batch: pa.RecordBatch) -> None:
        # What an older page left behind it stays, because making room takes time.
        self._page.seek(0)
        self._writer.write_batch(batch)
        walk, end = self.walk, self._page.tell()
        with self._page.getbuffer() as page, page[self._skipped : end] as content:
            self._file.write(content)
            self._file.flush()
            walk.size += len(content)
            walk.checksum = crc32(content, walk.checksum)
        self._skipped = 0
        walk.pages += 1

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:  # whatever state it is in
        with suppress(OSError):
            self._file.close()


@dataclass
class _State:
    """What `state.json` holds."""

    started: float
    request: Mapping[str, object]
    plans: list[str]
    walks: list[Walk]
