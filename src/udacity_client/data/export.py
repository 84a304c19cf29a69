"""Export a domain to a file: read all of it, even if it moves, then write it at once.

The table is there as a whole or not at all. What was read before an interruption is in
a spool next to the file, and `resume` goes on with it.
"""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute

from udacity_client.data import arrow_schema
from udacity_client.data.domains import (
    CATALOG_TABLES,
    LEARNING_PLAN_PROGRESS,
    Selection,
)
from udacity_client.data.file_format import Format
from udacity_client.data.formats import write
from udacity_client.data.moving import Outcome, Reading, combined
from udacity_client.data.spool import Spool
from udacity_client.errors import ConfigurationError, GraphQLError, UdacityError
from udacity_client.runtime.arrow import columns_of

if TYPE_CHECKING:
    from udacity_client.client import Udacity

_COMPUTE: Final[Any] = pyarrow.compute  # its stubs know too few types
SAVE_AFTER: Final = 1.0
"""Seconds of reading that a killed export may lose. Saving takes as long as a page."""

_SEPARATOR: Final = "\x1f"
_NULL: Final = "\x00"


class ExportError(UdacityError):
    """A file that cannot be written. The old one, if there is one, has not changed."""


class Observer(Protocol):
    """Whoever is told how an export gets on."""

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None:
        """Take the size of what is read now: of *plan*, if it is a learning plan."""
        ...

    def page(self, *, records: int, total: int | None) -> None:
        """Take how many records of the present walk came, of how many."""
        ...

    def note(self, text: str) -> None:
        """Take a sentence for the user."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an export goes.

    Attributes:
        path: The file, if it is one.
        stream: The stream, if it is one.
        format: The format.
        excel: Whether a CSV is for Excel.
        columns: The columns, in this order; all if empty.
    """

    path: Path | None
    stream: IO[bytes] | None = None
    format: Format
    excel: bool = False
    columns: tuple[str, ...] = ()

    def schema_of(self, schema: pa.Schema) -> pa.Schema:
        """Return the chosen columns of *schema*.

        Raises:
            ConfigurationError: A column does not exist.
        """
        for name in self.columns:
            if name not in schema.names:
                close = get_close_matches(name, schema.names, n=1)
                hint = f" Did you mean {close[0]}?" if close else ""
                message = (
                    f"There is no column {name}.{hint} The columns are "
                    f"{', '.join(schema.names)}."
                )
                raise ConfigurationError(message)
        names = self.columns or schema.names
        return pa.schema([schema.field(name) for name in names])


def export_domain(
    udacity: Udacity,
    selection: Selection,
    target: Target,
    observer: Observer,
    *,
    resume: bool,
    now: float,
) -> Outcome:
    """Write the selected records of a domain to *target*.

    Args:
        udacity: The client.
        selection: Which records.
        target: Where to.
        observer: Who is told how it gets on.
        resume: Whether to go on with an interrupted export to the same file.
        now: The time, in seconds since 1970.

    Raises:
        ConfigurationError: An option cannot work; nothing was sent.
        ExportError: The file cannot be written.
        UdacityError: The API refused, or could not be reached; see `resume`.
    """
    schema = arrow_schema(getattr(selection.domain.load(), selection.domain.record))
    chosen = target.schema_of(schema)
    request: dict[str, object] = {
        "domain": selection.domain.name,
        "base URL": udacity.base_url,
        "company": udacity.company_id,
        "filters": {name: [*given] for name, given in selection.filters.items()},
        "query": selection.query,
        "order": selection.order(),
        "limit": selection.limit,
        "plans": [*selection.plans],
        "plans of the catalog": selection.catalog_plans,
    }
    with _spool_for(target, request, schema, now) as spool:
        _prepare(spool, observer, resume=resume, now=now)
        readings = _Reader(udacity, selection, spool, observer).read_all()
        batches = _final_batches(spool, readings, selection.domain.key)
        _publish(batches, chosen, target, spool)
    return combined([reading.outcome() for reading in readings])


def export_catalog(
    udacity: Udacity, table: str, target: Target, *, now: float
) -> Outcome:
    """Write one table of the catalog to *target*; see `export_domain`."""
    records: Any = getattr(
        import_module("udacity_graphql.catalog"), CATALOG_TABLES[table]
    )
    schema = arrow_schema(records)
    chosen = target.schema_of(schema)
    with _spool_for(target, {}, schema, now) as spool:
        spool.clear()
        rows: Sequence[object] = getattr(
            udacity.catalog.get_catalog(), table.replace("-", "_")
        )
        _publish(iter([columns_of(records).batch(rows)]), chosen, target, spool)
    return Outcome("complete", len(rows), totals=(len(rows), len(rows)))


class _Reader:
    """Reads all parts of a selection into a spool."""

    def __init__(
        self, udacity: Udacity, selection: Selection, spool: Spool, observer: Observer
    ) -> None:
        self._udacity = udacity
        self._selection = selection
        self._spool = spool
        self._observer = observer
        self._saved = -SAVE_AFTER

    def read_all(self) -> list[Reading]:
        """Return the readings of all parts: of all plans, or of the whole domain."""
        if self._selection.domain is not LEARNING_PLAN_PROGRESS:
            return [self._read_part(0, None)]
        if not self._spool.plans:
            self._spool.plans = self._plans()
        return [
            self._read_part(part, plan) for part, plan in enumerate(self._spool.plans)
        ]

    def _plans(self) -> list[str]:
        """Return the plans to read: those of the catalog, then the others given.

        Raises:
            ConfigurationError: There are none.
        """
        plans = dict.fromkeys(self._selection.plans)
        if self._selection.catalog_plans:
            listed = self._udacity.catalog.get_catalog().learning_plans
            plans = dict.fromkeys(plan.id for plan in listed) | plans
        if not plans:
            message = (
                "The catalog lists no learning plan. Give one with --plan; closed ones "
                "are not in the catalog."
            )
            raise ConfigurationError(message)
        return [*plans]

    def _read_part(self, part: int, plan: str | None) -> Reading:
        reading = Reading(self._selection.limit)
        for walk in [walk for walk in self._spool.walks if walk.part == part]:
            keys = (self._keys(batch) for batch in self._spool.batches(walk))
            reading.resume_walk(walk, keys)
        if reading.walks and not reading.walks[-1].is_done:
            self._walk(reading, plan)
        while reading.needs_walk():
            self._spool.walks.append(reading.start_walk(part))
            self._walk(reading, plan)
        return reading

    def _walk(self, reading: Reading, plan: str | None) -> None:
        """Read the rest of the walk under way."""
        walk, limit = reading.walks[-1], reading.limit
        pager = self._selection.open_pager(
            self._udacity,
            plan=plan,
            after=walk.cursor,
            descending=walk.descending,
            page_size=walk.page_size,
            limit=None if limit is None else limit - walk.read,
        )
        try:
            for batch in pager.batches():
                total = pager.total_count
                if not reading.pages and total is not None:
                    self._observer.first_page(
                        plan=plan, total=total, page_size=batch.num_rows
                    )
                reading.add_page(self._keys(batch), total)
                walk.cursor = pager.cursor
                self._spool.add_page(walk, batch)
                self._save_in_time()
                self._observer.page(records=walk.read, total=total)
        except GraphQLError:
            # A cursor may point to a record that has gone. Then another walk helps.
            if walk.cursor is None or not reading.needs_walk():
                raise
            self._observer.note(
                "The API refused the place where the walk had come to; reading again."
            )
        walk.is_done = True
        self._spool.save()

    def _save_in_time(self) -> None:
        """Save what was read, unless that was done within the last second."""
        now = time.monotonic()
        if now - self._saved >= SAVE_AFTER:
            self._spool.save()
            self._saved = now

    def _keys(self, batch: pa.RecordBatch) -> list[str]:
        keys, are_unique = keys_of(batch, self._selection.domain.key)
        if not are_unique:
            self._observer.note(
                "Some records differ but have the same key; all of them are kept."
            )
        return keys


def keys_of(batch: pa.RecordBatch, key: Sequence[str]) -> tuple[list[str], bool]:
    """Return the key of each record as one text, and whether they were unique.

    Differing records of one key in one page are numbered, so that none is lost.
    """
    columns = [_text(batch.column(name)) for name in key]
    joined: Any = _COMPUTE.binary_join_element_wise(
        *columns, _SEPARATOR, null_handling="replace", null_replacement=_NULL
    )
    keys: list[str] = joined.to_pylist()
    if len({*keys}) == len(keys):
        return keys, True
    return _numbered(batch, keys)


def _text(array: Any) -> Any:
    if pa.types.is_timestamp(array.type):
        array = array.cast(pa.int64())
    return array.cast(pa.string())


def _numbered(batch: pa.RecordBatch, keys: list[str]) -> tuple[list[str], bool]:
    different: dict[str, list[pa.RecordBatch]] = {}
    numbered: list[str] = []
    for position, key in enumerate(keys):
        row, known = batch.slice(position, 1), different.setdefault(key, [])
        same = [number for number, one in enumerate(known) if one.equals(row)]
        number = same[0] if same else len(known)
        if not same:
            known.append(row)
        numbered.append(f"{key}{_SEPARATOR}{number}" if number else key)
    return numbered, all(len(rows) == 1 for rows in different.values())


def _final_batches(
    spool: Spool, readings: Sequence[Reading], key: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Yield the pages that count, without the readings that a later one replaces."""
    for part, reading in enumerate(readings):
        kept, number = reading.kept_pages(), 0
        is_quiet = reading.walks[-1].is_quiet
        for walk in (one for one in spool.walks if one.part == part):
            for batch in spool.batches(walk):
                if number in kept:
                    yield batch if is_quiet else _latest(batch, key, reading, number)
                number += 1


def _latest(
    batch: pa.RecordBatch, key: Sequence[str], reading: Reading, page: int
) -> pa.RecordBatch:
    keys, _ = keys_of(batch, key)
    positions = {
        one: position
        for position, one in enumerate(keys)
        if reading.latest[one] == page
    }
    return batch.take(pa.array(sorted(positions.values()), pa.int64()))


@contextmanager
def _spool_for(
    target: Target, request: dict[str, object], schema: pa.Schema, now: float
) -> Generator[Spool]:
    """Keep a spool next to the file; remove it once the file is there."""
    path = target.path
    if path is None:
        folder = Path(tempfile.mkdtemp(prefix="udacity-"))
    else:
        _require_writable(path)
        folder = path.parent / f".{path.name}.spool"
    spool = Spool(folder, request, schema, now)
    is_done = path is None
    with _told(path):
        spool.lock()
    try:
        with _told(path):
            yield spool
        is_done = True
    finally:
        if is_done or not spool.has_pages:
            spool.remove()
        else:
            with suppress(OSError):
                spool.save()
        spool.close()


def _require_writable(path: Path) -> None:
    if path.is_dir():
        message = f"{path} is a folder; give the name of a file in it."
    elif not path.parent.is_dir():
        message = f"There is no folder {path.parent}; make it first."
    elif not os.access(path.parent, os.W_OK):
        message = f"The folder {path.parent} cannot be written to by this user."
    else:
        return
    raise ConfigurationError(message)


def _prepare(spool: Spool, observer: Observer, *, resume: bool, now: float) -> None:
    reason = spool.resume(now) if resume else "is new"
    if reason is None:
        read = sum(count for walk in spool.walks for _, count in walk.segments)
        observer.note(f"Going on after {read} pages of the interrupted export.")
        return
    if resume:
        observer.note(f"Reading from the start: {reason}.")
    spool.clear()


@contextmanager
def _told(path: Path | None) -> Generator[None]:
    """Turn what the system says about a file into one sentence.

    Raises:
        ExportError: It cannot be written.
    """
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno in _FULL else error.strerror
    else:
        return
    raise ExportError(
        f"{path or 'The output'} could not be written: {reason or 'unknown error'}. "
        "What was there before has not changed."
    )


_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _publish(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, target: Target, spool: Spool
) -> None:
    chosen = (batch.select(schema.names) for batch in batches)
    if target.stream is not None:
        write(chosen, schema, target.stream, to=target.format, excel=target.excel)
        target.stream.flush()
    if target.path is None:
        return
    descriptor = os.open(spool.draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        write(chosen, schema, file, to=target.format, excel=target.excel)
        file.flush()
        os.fsync(file.fileno())
    spool.draft.replace(target.path)
    _sync_folder(target.path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # it opens no folders
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
