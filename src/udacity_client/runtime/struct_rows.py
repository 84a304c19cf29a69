"""Pages whose rows are decoded structs instead of records, for Arrow columns.

Making records of structs costs more than decoding them, and a table needs no records.
Imports no pydantic (start-up).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeAlias

RecordClass: TypeAlias = type | str
"""A class of records, or where to import it from, such as `app.records:User`."""


@dataclass(slots=True)
class StructRows:
    """What the caller of a page wants its rows to be.

    Attributes:
        record_class: The records that may stay structs, with the same attributes. Texts
            of times and durations in them are not decoded. `None` if there are none.
        decode_records: Decodes the same response into records; set by the decoder.
    """

    record_class: type | None
    decode_records: Callable[[], object] | None = None


# A page is fetched through generated code and any executor, which pass on what is sent
# and nothing else, so the wish is ambient. A context variable keeps threads and tasks
# apart. An executor that knows nothing of it returns records, which serve as well.
_wanted: ContextVar[StructRows | None] = ContextVar("wanted", default=None)


@contextmanager
def want_struct_rows(rows: StructRows) -> Generator[None]:
    """Ask for structs as the rows of the page that is fetched in the block."""
    token = _wanted.set(rows)
    try:
        yield
    finally:
        _wanted.reset(token)


def take_struct_rows() -> StructRows | None:
    """Return what the caller of the page wants, for one call only; `None` for records.

    What runs during that call, such as a listener that makes calls of its own, wants
    records.
    """
    rows = _wanted.get()
    if rows is not None:
        _wanted.set(None)
    return rows
