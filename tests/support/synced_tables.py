"""A database as `udacity sync` leaves it, with the rows that a test gives."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# The stubs of pyarrow leave type parameters open.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from udacity_client.data import arrow_schema
from udacity_client.data.synced_file import RUNS
from udacity_client.runtime import Record
from udacity_graphql.assessment_progress import AssessmentProgress
from udacity_graphql.catalog import Assessment, LearningPlan, Program
from udacity_graphql.learning_plan_progress import LearningPlanProgress
from udacity_graphql.program_progress import ProgramProgress

Row = dict[str, Any]

MOMENT: Final = datetime(2026, 11, 28, 9, 10, tzinfo=UTC)
"""When the last run ended."""

RECORDS: Final[Mapping[str, tuple[type[Record], tuple[str, ...]]]] = {
    "program_progress": (ProgramProgress, ("user_id", "program_key", "enrolled_at")),
    "learning_plan_progress": (LearningPlanProgress, ("plan_id", "user_id")),
    "assessment_progress": (AssessmentProgress, ("attempt_id",)),
    "programs": (Program, ("key", "locale")),
    "assessments": (Assessment, ("id",)),
    "learning_plans": (LearningPlan, ("id",)),
}


def days_ago(days: float) -> datetime:
    return MOMENT - timedelta(days=days)


def enrollment(number: int, **fields: Any) -> Row:
    """Return an enrollment of learner *number*, who was active a day ago."""
    return {
        "user_id": f"user-{number:04}",
        "user_email": f"learner{number:04}@example.com",
        "user_first_name": f"First{number:04}",
        "user_last_name": f"Last{number:04}",
        "enrollment_status": "ENROLLED",
        "enrolled_at": days_ago(100),
        "program_key": "nd027",
        "program_version": "1.0.0",
        "program_type": "NANODEGREE",
        "last_active_at": days_ago(1),
        "learner_hours": 10.0,
        "completion_percentage": 50.0,
        "projects_required_total": 4,
        "projects_required_completed": 2,
        "on_track_status": "ON_TRACK",
        **fields,
    }


def membership(number: int, **fields: Any) -> Row:
    """Return learner *number*'s progress in a plan, which began 100 days ago."""
    return {
        "user_id": f"user-{number:04}",
        "plan_id": "plan-1",
        "subscription_status": "ACTIVE",
        "required_steps_total": 4,
        "required_steps_completed": 1,
        "assessments_complete": 0,
        "created_at": days_ago(100),
        "updated_at": days_ago(1),
        **fields,
    }


def program(key: str, title: str, **fields: Any) -> Row:
    texts = ("summary", "syllabus_url", "image_url", "redirect_url", "duration")
    return {
        **dict.fromkeys(texts, "P1D"),
        "key": key,
        "version": 1,
        "locale": "en-us",
        "type": "DEGREE",
        "title": title,
        "modified_date": MOMENT,
        "sso_launch_links_by_contract": [],
        "skill_names": [],
        **fields,
    }


def synced(
    tables: Mapping[str, Sequence[Row]],
    *,
    runs: int = 1,
    company: str = "4821",
    path: Path | str = ":memory:",
) -> duckdb.DuckDBPyConnection:
    """Return a database with *tables*, after so many runs; no run changed anything."""
    database = duckdb.connect(path)
    database.execute("set timezone = 'UTC'")
    for name, (record, key) in RECORDS.items():
        rows = pa.Table.from_pylist([*tables.get(name, ())], arrow_schema(record))
        database.register("incoming", rows)
        database.execute(
            f"create table {name} as select '{company}' as company_id, * from incoming"
        )
        database.execute(
            f"create table {name}_history as select *, to_timestamp(0) as valid_from, "
            f"null::timestamptz as valid_to from {name}"
        )
        keys = ", ".join(f"{one} := {one}" for one in ("company_id", *key))
        database.execute(
            f"create table {name}_changes as select 0 as run, struct_pack({keys}) as "
            f"key, '' as kind, [''] as columns from {name} limit 0"
        )
    kinds = ", ".join(f"{column} {kind}" for column, kind in RUNS.items())
    database.execute(f"create table runs ({kinds})")
    for run in range(1, runs + 1):
        ended = MOMENT - timedelta(days=runs - run)
        database.execute(
            "insert into runs (run, ended_at, status, outcome, companies) "
            "values (?, ?, 'done', 'complete', ?)",
            [run, ended, [company]],
        )
    return database
