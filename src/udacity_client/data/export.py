"""Export a domain to a file: read all of it, even if it moves, then write it at once.

The table is there as a whole or not at all. What was read before an interruption is in
a spool next to the file, and `resume` goes on with it.
"""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyarrow as pa

from udacity_client.data.domains import Selection
from udacity_client.data.moving import Outcome
from udacity_client.data.reading import (
    Observer,
    catalog_columns,
    catalog_snapshot,
    read_domain,
)
from udacity_client.data.spool import Spool
from udacity_client.errors import ConfigurationError
from udacity_client.system.file_format import PLAIN, CsvStyle, Format
from udacity_client.system.private_files import sync_folder
from udacity_client.system.table_files import write
from udacity_client.system.write_errors import require_writable, told

if TYPE_CHECKING:
    from udacity_client.client import Udacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an export goes.

    Attributes:
        path: The file, if it is one.
        stream: The stream, if it is one.
        format: The format.
        style: How a CSV is written.
        columns: The columns, in this order; all if empty.
    """

    path: Path | None
    stream: IO[bytes] | None = None
    format: Format
    style: CsvStyle = PLAIN
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
        WriteError: The file cannot be written.
        UdacityError: The API refused, or could not be reached; see `resume`.
    """
    schema = selection.domain.schema()
    chosen = target.schema_of(schema)
    with _spool_for(target, selection.request(udacity), schema, now) as spool:
        _prepare(spool, observer, resume=resume, now=now)
        snapshot = read_domain(udacity, selection, spool, observer)
        _publish(snapshot.batches(), chosen, target, spool)
    return snapshot.outcome


def export_catalog(
    udacity: Udacity, table: str, target: Target, *, now: float
) -> Outcome:
    """Write one table of the catalog to *target*; see `export_domain`."""
    schema = catalog_columns(table).schema
    chosen = target.schema_of(schema)
    with _spool_for(target, {}, schema, now) as spool:
        spool.clear()
        snapshot = catalog_snapshot(udacity.catalog.get_catalog(), table)
        _publish(snapshot.batches(), chosen, target, spool)
    return snapshot.outcome


@contextmanager
def _spool_for(
    target: Target, request: dict[str, object], schema: pa.Schema, now: float
) -> Generator[Spool]:
    """Keep a spool next to the file; remove it once the file is there."""
    path = target.path
    if path is None:
        folder = Path(tempfile.mkdtemp(prefix="udacity-"))
    else:
        file = require_writable(path)
        folder = file.parent / f".{file.name}.spool"
    is_done = path is None
    with told(path):
        spool = Spool(folder, request, schema, now)
        try:
            yield spool
            is_done = True
        finally:
            if is_done or (spool.is_begun and not spool.has_pages):
                spool.remove()
            spool.keep()


def _prepare(spool: Spool, observer: Observer, *, resume: bool, now: float) -> None:
    reason = spool.resume(now) if resume else "is new"
    if reason is None:
        read = sum(walk.pages for walk in spool.walks)
        observer.note(f"Going on with the interrupted export; pages so far: {read}.")
        return
    if resume:
        observer.note(f"Reading from the start: {reason}.")
    spool.clear()


def _publish(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, target: Target, spool: Spool
) -> None:
    chosen = (batch.select(schema.names) for batch in batches)
    if target.stream is not None:
        write(chosen, schema, target.stream, to=target.format, style=target.style)
        target.stream.flush()
    if target.path is None:
        return
    descriptor = os.open(spool.draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        write(chosen, schema, file, to=target.format, style=target.style)
        file.flush()
        os.fsync(file.fileno())
    place = require_writable(target.path)
    spool.draft.replace(place)
    sync_folder(place.parent)
