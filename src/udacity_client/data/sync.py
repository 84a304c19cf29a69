"""Keep a DuckDB file of all tables, with their history.

Reading takes minutes, and one process alone can write to the file. So a run reads into
a staging folder next to it, and opens the file for the merge: one transaction.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from udacity_client.data.domains import (
    ASSESSMENT_PROGRESS,
    CATALOG_TABLES,
    LEARNING_PLAN_PROGRESS,
    PROGRAM_PROGRESS,
    Selection,
)
from udacity_client.data.merge import Changes, SyncError, merge
from udacity_client.data.moving import Outcome, combined
from udacity_client.data.reading import (
    Observer,
    Snapshot,
    catalog_snapshot,
    read_domain,
)
from udacity_client.data.spool import Spool
from udacity_client.data.synced_file import RUNS, require_synced
from udacity_client.errors import ConfigurationError, UdacityError
from udacity_client.system.duckdb_files import Database, make_database, transaction
from udacity_client.system.private_files import lock_folder
from udacity_client.system.write_errors import require_writable, told

if TYPE_CHECKING:
    from udacity_client.client import Udacity

_RUNS: Final = (
    f"create table if not exists runs ({', '.join(map(' '.join, RUNS.items()))})"
)
_INTERRUPTED: Final = "update runs set status = 'interrupted' where status = 'running'"
_LATEST: Final = """select coalesce(max(run), 0),
    coalesce(max(epoch_us(started_at)), 0),
    coalesce(max(run) filter (status = 'done'), 0) from runs"""
_BEGIN: Final = """insert into runs by name
    select $run as run, $at as started_at, 'running' as status"""
_END: Final = """update runs set status = $status, ended_at = now(), outcome = $outcome,
    companies = $companies, notes = $notes where run = $run and status = 'running'"""
# A program has one title here, or its enrollments would be doubled.
_ROSTER: Final = """create or replace view roster_v1 as
with titles as (
    select company_id, key, arg_max(title, (locale = 'en-us', version)) as title
    from programs group by all
)
select p.user_email as email, p.user_first_name as first_name,
    p.user_last_name as last_name, p.user_id as user_key, p.program_key as node_key,
    coalesce(t.title, p.program_key) as nd_title,
    p.enrollment_status as enrollment_state, p.enrolled_at,
    coalesce(p.graduated_at, p.completed_at) as graduated_at,
    p.last_active_at as last_seen, p.on_track_status, p.program_type,
    p.projects_required_completed as core_projects_passed,
    p.projects_required_total as total_core_projects
from program_progress p
left join titles t on t.company_id = p.company_id and t.key = p.program_key"""


class Merged(NamedTuple):
    """One table of one company after a run: how it was read, and what changed."""

    table: str
    company: str
    outcome: Outcome
    changes: Changes


@dataclass(kw_only=True)
class Sync:
    """One run: all tables are read, and then merged into the file.

    Attributes:
        path: The file.
        observer: Who is told how it gets on.
        now: The time, in seconds since 1970.
        plans: Learning plans to read that the catalogs do not list.
        allow_shrink: Whether a table may become empty, or a fifth smaller.
        patience: How many seconds to wait for another process that has the file open.
    """

    path: Path
    observer: Observer
    now: float
    plans: tuple[str, ...] = ()
    allow_shrink: bool = False
    patience: float = 10.0
    _spools: ExitStack = field(default_factory=ExitStack, init=False)
    _is_over: bool = field(default=False, init=False)
    _companies: list[str] = field(default_factory=list[str], init=False)

    def run(self, clients: Sequence[Udacity]) -> list[Merged]:
        """Sync the company of each client.

        If a run was killed less than an hour ago, this one goes on with it.

        Raises:
            ConfigurationError: The file cannot be used; nothing was sent.
            SyncError: A table may not be merged; nothing was changed.
            WriteError: The file cannot be written; nothing was changed.
            UdacityError: The API refused, was not reached, or the file is in use.
        """
        self.path = require_writable(self.path)
        self._staging = self.path.with_name(f"{self.path.name}.staging")
        with told(self.path), self._spools:
            self._spools.callback(os.close, lock_folder(self._staging))
            self._spools.callback(self._leave)
            is_new = make_database(self.path, draft=self._staging / "new.duckdb")
            self._begin()
            try:
                merged = self._merge([one for c in clients for one in self._read(c)])
            except BaseException as error:
                status = "failed" if isinstance(error, Exception) else "interrupted"
                if not self._is_over:  # it came before all was merged
                    with suppress(UdacityError), self._database() as database:
                        self._end(database, status, None, [])
                        if is_new:  # without tables, it helps nobody
                            self._spools.callback(self.path.unlink)
                self._is_over |= isinstance(error, SyncError | ConfigurationError)
                raise
        return merged

    def _leave(self) -> None:
        """Remove the staging folder, unless there is something in it to go on with."""
        if self._is_over or not any(self._staging.glob("*/state.json")):
            shutil.rmtree(self._staging, ignore_errors=True)  # and the lock

    def _database(self) -> AbstractContextManager[Database]:
        return transaction(self.path, patience=self.patience)

    def _begin(self) -> None:
        with self._database() as database:
            require_synced(database, self.path)
            database.execute(_RUNS)
            database.execute(_INTERRUPTED)
            ((last, latest, self._done),) = database.execute(_LATEST).fetchall()
            # Later than all others, even if the clock was set back, for the history.
            started = timedelta(microseconds=max(round(self.now * 1e6), latest + 1))
            self._number = last + 1
            self._started = datetime(1970, 1, 1, tzinfo=UTC) + started
            database.execute(_BEGIN, {"run": self._number, "at": self._started})

    def _read(self, client: Udacity) -> Iterator[Snapshot]:
        """Read all tables of one company."""
        catalog = client.catalog.get_catalog()
        company = client.company_id or catalog.company_id
        if company in self._companies:
            raise ConfigurationError(f"Company {company} is named twice; name it once.")
        self._companies.append(company)
        for table in CATALOG_TABLES:
            yield catalog_snapshot(catalog, table, company=company)
        listed = (plan.id for plan in catalog.learning_plans)
        plans = (*dict.fromkeys((*listed, *self.plans)),)
        parts = Selection(
            domain=LEARNING_PLAN_PROGRESS, plans=plans, catalog_plans=False
        )
        whole = [Selection(domain=d) for d in (PROGRAM_PROGRESS, ASSESSMENT_PROGRESS)]
        self.observer.company(
            company,
            records={one.domain.name: one.count(client) for one in whole},
            plans=len(plans),
        )
        for one in (*whole, parts):
            self.observer.table(one.domain.name, company)
            yield self._read_domain(client, one, company)

    def _read_domain(
        self, client: Udacity, selection: Selection, company: str
    ) -> Snapshot:
        folder = self._staging / f"{len(self._companies)}-{selection.domain.name}"
        request = {**selection.request(client), "after run": self._done}
        spool = Spool(folder, request, selection.domain.schema(), self.now)
        self._spools.callback(spool.keep)
        try:
            if spool.resume(self.now) is not None:
                spool.clear()
        except ConfigurationError:  # it is of another company, or of other plans
            spool.clear()
        if spool.has_pages:
            self.observer.note("Going on with what an interrupted run has read.")
        return read_domain(client, selection, spool, self.observer, company=company)

    def _merge(self, snapshots: Sequence[Snapshot]) -> list[Merged]:
        run, since, small = self._number, self._started, self.allow_shrink
        merged: list[Merged] = []
        with self._database() as database:
            for one in snapshots:
                changes = merge(database, one, run=run, since=since, allow_shrink=small)
                merged.append(Merged(one.table, one.company, one.outcome, changes))
            database.execute(_ROSTER)
            before = database.execute("select unnest(notes) from runs").fetchall()
            notes = {note: None for one in merged for note in one.changes.notes}
            new = [note for note in notes if (note,) not in before]
            outcome = combined([one.outcome for one in merged]).kind
            self._end(database, "done", outcome, new)
        self._is_over = True
        for note in new:
            self.observer.warn(f"{note}.")
        return merged

    def _end(
        self, database: Database, status: str, outcome: str | None, notes: Sequence[str]
    ) -> None:
        values = {"run": self._number, "status": status, "outcome": outcome}
        database.execute(_END, {**values, "companies": self._companies, "notes": notes})
