"""Run `udacity sync`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from udacity_client.cli.auth import command_cache
from udacity_client.cli.extras import extra
from udacity_client.cli.printing import say
from udacity_client.cli.reading_progress import Reporter, describe_outcome
from udacity_client.client import Udacity
from udacity_client.errors import ConfigurationError, UdacityError

with extra("data"):
    from udacity_client.data.merge import SyncError
    from udacity_client.data.sync import Merged, Sync
    from udacity_client.system.duckdb_files import describe_log


def run_sync(
    path: Path,
    *,
    companies: Sequence[str],
    plans: Sequence[str],
    allow_shrink: bool,
    quiet: bool,
    url: str | None,
    is_temporary: bool = False,
) -> bool:
    """Sync to *path*; return whether all records are there.

    Nobody is told to go on with an interrupted run if the file *is_temporary*.

    Raises:
        UdacityError: It failed; the tables have not changed.
    """
    if twice := [one for one, times in Counter(companies).items() if times > 1]:
        message = f"Company {twice[0]} is named twice; name it once."
        raise ConfigurationError(message)
    reporter = Reporter(quiet=quiet, limit=None)
    sync = Sync(
        path=path,
        observer=reporter,
        now=time.time(),
        plans=tuple(plans),
        allow_shrink=allow_shrink,
    )
    with Udacity(base_url=url, token_cache=command_cache()) as udacity, reporter:
        clients = [udacity.for_company(one) for one in companies] or [udacity]
        try:
            merged = sync.run(clients)
        except (SyncError, ConfigurationError):
            raise
        except (UdacityError, KeyboardInterrupt):
            if not is_temporary:
                folder = sync.path.with_name(f"{sync.path.name}.staging")
                reporter.interrupted(folder, resumed_by="the next sync")
            raise
    if log := describe_log(sync.path):
        say(log)
    for one in merged:
        if not quiet or one.outcome.kind == "gap":
            of_company = f" of company {one.company}" if len(clients) > 1 else ""
            say(f"{one.table}{of_company}: {_describe(one)}")
    return all(one.outcome.kind != "gap" for one in merged)


def _describe(merged: Merged) -> str:
    changes = merged.changes
    return (
        f"{describe_outcome(merged.outcome)} {changes.added:,} added, "
        f"{changes.changed:,} changed, {changes.removed:,} removed."
    )
