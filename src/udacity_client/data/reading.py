"""Read all records of a selection into a spool, even if they change meanwhile."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

import pyarrow as pa

from udacity_client.data.domains import (
    CATALOG_KEYS,
    CATALOG_TABLES,
    LEARNING_PLAN_PROGRESS,
    Selection,
)
from udacity_client.data.moving import Keys, Outcome, Reading, Walk, combined
from udacity_client.data.spool import Spool
from udacity_client.errors import ConfigurationError, GraphQLError
from udacity_client.runtime.arrow import Columns, columns_of
from udacity_client.system.record_keys import find_keys

if TYPE_CHECKING:
    from udacity_client.client import Udacity

SAVE_AFTER: Final = 1.0
"""Seconds of reading that a killed export may lose. Saving takes as long as a page."""

_TWINS: Final = "Some records differ but have the same key; all of them are kept."


class Observer(Protocol):
    """Whoever is told how reading gets on."""

    def company(self, name: str, *, records: Mapping[str, int], plans: int) -> None:
        """Take what a run reads of a company: *records* of domains, and *plans*."""

    def table(self, name: str, company: str) -> None:
        """Take what is read next, if it is one of several tables."""

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None:
        """Take the size of what is read now: of *plan*, if it is a learning plan."""

    def page(self, *, records: int, total: int | None) -> None:
        """Take how many records of the present walk came, of how many."""

    def note(self, text: str) -> None:
        """Take a sentence on how it gets on."""

    def warn(self, text: str) -> None:
        """Take a sentence that the user needs to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All records of one table, as the API gives them.

    Attributes:
        table: The name of the table.
        key: The columns that tell its records apart.
        company: The ID of the company that they belong to, if it matters.
        schema: The schema of the records.
        batches: Returns the records.
        outcome: What reading them came to.
        plans: The learning plans that were read, if it is about plans.
    """

    table: str
    key: tuple[str, ...]
    company: str = ""
    schema: pa.Schema
    batches: Callable[[], Iterator[pa.RecordBatch]]
    outcome: Outcome
    plans: tuple[str, ...] | None = None


def read_domain(
    udacity: Udacity,
    selection: Selection,
    spool: Spool,
    observer: Observer,
    *,
    company: str = "",
) -> Snapshot:
    """Read a selection into *spool*, or the rest of it; see `Snapshot`.

    Raises:
        UdacityError: The API refused, or could not be reached; the spool can be kept.
        OSError: The spool cannot be written.
    """
    domain = selection.domain
    readings = _Reader(udacity, selection, spool, observer).read_all()
    return Snapshot(
        table=domain.module,
        key=domain.key,
        company=company,
        schema=spool.schema,
        batches=lambda: _union(spool, readings),
        outcome=combined([reading.outcome() for reading in readings]),
        plans=selection.plans if domain is LEARNING_PLAN_PROGRESS else None,
    )


def catalog_columns(table: str) -> Columns:
    """Return the columns of a table of the catalog."""
    package = import_module("udacity_graphql.catalog")
    return columns_of(getattr(package, CATALOG_TABLES[table]))


def catalog_snapshot(catalog: Any, table: str, *, company: str = "") -> Snapshot:
    """Return a table of the catalog; see `Snapshot`."""
    columns, name = catalog_columns(table), table.replace("-", "_")
    batch = columns.batch(getattr(catalog, name))
    total = batch.num_rows
    return Snapshot(
        table=name,
        key=CATALOG_KEYS[name],
        company=company,
        schema=columns.schema,
        batches=lambda: iter([batch]),
        outcome=Outcome("complete", total, totals=(total, total)),
    )


@dataclass
class _Reader:
    """Reads all parts of a selection into a spool."""

    _udacity: Udacity
    _selection: Selection
    _spool: Spool
    _observer: Observer
    _saved: float = field(default_factory=time.monotonic)

    def read_all(self) -> list[Reading]:
        """Return the readings of all parts: of all plans, or of the whole domain."""
        if self._selection.domain is not LEARNING_PLAN_PROGRESS:
            return [self._read_part(0, None)]
        plans = self._spool.plans = self._spool.plans or self._plans()
        return [self._read_part(part, plan) for part, plan in enumerate(plans)]

    def _plans(self) -> list[str]:
        """Return the plans to read: those of the catalog, then the others given."""
        plans = dict.fromkeys(self._selection.plans)
        if self._selection.catalog_plans:
            listed = self._udacity.catalog.get_catalog().learning_plans
            plans = dict.fromkeys(plan.id for plan in listed) | plans
            if not plans:
                message = (
                    "The catalog lists no learning plan. Give one with --plan; closed "
                    "ones are not in the catalog."
                )
                raise ConfigurationError(message)
        return [*plans]

    def _read_part(self, part: int, plan: str | None) -> Reading:
        reading = Reading(self._selection.limit)
        for walk in [walk for walk in self._spool.walks if walk.part == part]:
            keys = (self._keys(batch) for batch in self._spool.batches(walk))
            reading.resume_walk(walk, keys)
            self._count_twins(reading)
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
        reading.end_walk()
        self._count_twins(reading)
        self._save_in_time()

    def _save_in_time(self) -> None:
        """Save what was read, unless that was done within the last second."""
        now = time.monotonic()
        if now - self._saved >= SAVE_AFTER:
            self._spool.save()
            self._saved = now

    def _keys(self, batch: pa.RecordBatch) -> Keys:
        keys, are_twins = find_keys(batch, self._selection.domain.key)
        if are_twins:
            self._observer.warn(_TWINS)
        return keys

    def _count_twins(self, reading: Reading) -> None:
        """Count all differing records of one key, also if they are on two pages.

        In one walk, a record that changed and was read twice looks the same. So another
        walk, in the opposite order, has to give just the same records, all of them
        different, and as many as each of its pages said.
        """
        last = reading.walks[-1]
        if reading.walks[1:] and last.doubled and last.least == last.most == last.read:
            before, now = (self._digests(walk) for walk in reading.walks[-2:])
            if before == now and len(now) == last.read:
                last.doubled = 0
                self._observer.warn(_TWINS)

    def _digests(self, walk: Walk) -> set[int]:
        batches = self._spool.batches(walk)
        return {hash(repr(row)) for batch in batches for row in batch.to_pylist()}


def _union(spool: Spool, readings: Sequence[Reading]) -> Iterator[pa.RecordBatch]:
    """Yield the pages that count, without the readings that a later one replaces."""
    for part, reading in enumerate(readings):
        kept, number = reading.kept_pages(), 0
        latest = {} if reading.walks[-1].is_quiet else reading.latest()
        for walk in (one for one in spool.walks if one.part == part):
            for batch in spool.batches(walk):
                if number in kept:
                    keys = reading.pages[number]
                    yield _latest(batch, keys, latest, number) if latest else batch
                number += 1


def _latest(
    batch: pa.RecordBatch, keys: Keys, latest: Mapping[str | None, int], page: int
) -> pa.RecordBatch:
    """Return the records of a page that no later one has; of twins in it, the last."""
    positions = {
        key: position
        for position, key in enumerate(keys.to_pylist())
        if latest[key] == page
    }
    return batch.take(pa.array(sorted(positions.values()), pa.int64()))
