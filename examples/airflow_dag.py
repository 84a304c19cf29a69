"""Sync a company's data into a warehouse each night, with Airflow 3.

docs/warehouse.md explains it. The worker needs this package with the extra `dlt`, and
`UDACITY_CLIENT_ID`, `UDACITY_CLIENT_SECRET` and the destination's settings, such as
`DESTINATION__POSTGRES__CREDENTIALS`, in its environment.
"""

# Airflow is not installed where this file is checked:
# mypy: disable-error-code="import-not-found, untyped-decorator"
# pyright: reportMissingImports=false, reportUntypedFunctionDecorator=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task

FILE = "/var/lib/udacity/udacity.duckdb"
"""On a disk that stays: the next run compares with it, or goes on after a kill."""


@dag(
    schedule="0 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,  # there is no data of yesterday: each run reads what is there now
    max_active_runs=1,  # one process writes to the file
    tags=["udacity"],
)
def udacity_sync() -> None:
    """Read all tables, then load them into PostgreSQL, with the history of each row."""

    # Exit code 4 means that records are missing, because learners were too active. Then
    # nothing is loaded, and a later try finds them.
    @task.bash(retries=2, retry_delay=timedelta(minutes=20), append_env=True)
    def sync() -> str:
        return f"udacity sync --to {FILE} --destination postgres --quiet"

    sync()


udacity_sync()
