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

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from airflow.exceptions import AirflowFailException
from airflow.sdk import dag, task

FILE = "/var/lib/udacity/udacity.duckdb"
"""On a disk that stays: the next run compares with it, or goes on after a kill.

Make its folder before the first run.
"""

COULD_NOT_START = 2
"""The exit code for a wrong setting or credential, which no retry makes right."""


def run_udacity(*words: str) -> None:
    """Run the command `udacity`; its output goes to the task's log.

    Raises:
        AirflowFailException: It could not start. Airflow does not retry after this.
        RuntimeError: It failed otherwise. Exit code 4 means that records are missing,
            because learners were too active: nothing is loaded, and a retry finds them.
    """
    command = [sys.executable, "-m", "udacity_client", *words]
    code = subprocess.run(command, check=False).returncode
    if code == COULD_NOT_START:
        message = f"udacity ended with {code}: a setting or the credential is wrong."
        raise AirflowFailException(message)
    if code:
        message = f"udacity ended with {code}."
        raise RuntimeError(message)


@dag(
    schedule="0 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,  # there is no data of yesterday: each run reads what is there now
    max_active_runs=1,  # one process writes to the file
    tags=["udacity"],
)
def udacity_sync() -> None:
    """Read all tables, then load them into PostgreSQL, with the history of each row."""

    @task(retries=2, retry_delay=timedelta(minutes=20))
    def sync() -> None:
        run_udacity("sync", "--to", FILE, "--destination", "postgres", "--quiet")

    sync()


udacity_sync()
