"""Tables of a synced file as resources of dlt."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# dlt and the stubs of pyarrow leave types open.

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.synced_tables import MOMENT, Row, enrollment, program, synced
from udacity_client.data.dlt import Strategy, udacity_source

pytestmark = pytest.mark.slow  # importing dlt takes two seconds

LINKS = [{"contract_id": "c", "launch_url": "u"}]


def rows_of(database: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    resource = udacity_source(database).resources[table]
    return [row for page in resource for row in page.to_pylist()]


def hash_of(**fields: Any) -> str:
    (row,) = rows_of(
        synced({"program_progress": [enrollment(1, **fields)]}), "program_progress"
    )
    return str(row["row_hash"])


def test_each_table_is_a_resource_of_arrow_pages() -> None:
    tables: Mapping[str, Sequence[Row]] = {
        "program_progress": [enrollment(1), enrollment(2)],
        "programs": [program("nd1", "One", sso_launch_links_by_contract=LINKS)],
    }
    database = synced(tables)
    assert {*udacity_source(database).resources} == {
        "assessment_progress",
        "assessments",
        "learning_plan_progress",
        "learning_plans",
        "program_progress",
        "programs",
    }
    first, second = rows_of(database, "program_progress")
    assert first["company_id"] == "4821"
    assert first["enrolled_at"] < MOMENT
    assert first["row_hash"] != second["row_hash"]
    assert rows_of(database, "learning_plans") == []


def test_nested_columns_are_json_text() -> None:
    database = synced(
        {"programs": [program("nd1", "One", sso_launch_links_by_contract=LINKS)]}
    )
    (row,) = rows_of(database, "programs")
    assert json.loads(row["sso_launch_links_by_contract"]) == LINKS
    assert row["skill_names"] == "[]"
    assert row["translations"] is None


def test_a_hash_tells_rows_apart() -> None:
    hashes = [
        hash_of(),
        hash_of(learning_plan_id=""),
        hash_of(learning_plan_id="null"),
        hash_of(user_first_name="First0001,", user_last_name="Last0001"),
        hash_of(user_first_name="First0001", user_last_name=",Last0001"),
        hash_of(user_first_name='First0001","', user_last_name="Last0001"),
        hash_of(learner_hours=10.000001),
        hash_of(last_active_at=None),
    ]
    assert len({*hashes}) == len(hashes)
    assert all(len(one) == 32 for one in hashes)


def test_a_hash_does_not_depend_on_the_time_zone() -> None:
    database = synced({"program_progress": [enrollment(1)]})
    (row,) = rows_of(database, "program_progress")
    database.execute("set global timezone = 'Asia/Tokyo'")
    (again,) = rows_of(database, "program_progress")
    assert row["row_hash"] == again["row_hash"] == hash_of()


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("scd2", {"merge_key": ["company_id"], "row_version": ["row_hash"]}),
        (
            "upsert",
            {"primary_key": ["company_id", "user_id", "program_key", "enrolled_at"]},
        ),
        ("replace", {}),
    ],
)
def test_what_a_destination_keeps(
    strategy: Strategy, expected: dict[str, list[str]]
) -> None:
    source = udacity_source(synced({}), strategy)
    assert source.max_table_nesting == 0
    assert source.schema_contract == {"data_type": "freeze"}
    table: Any = source.resources["program_progress"].compute_table_schema()
    hints = {
        hint: [name for name, one in table["columns"].items() if one.get(key)]
        for hint, key in {
            "merge_key": "merge_key",
            "primary_key": "primary_key",
            "row_version": "x-row-version",
        }.items()
    }
    assert {hint: names for hint, names in hints.items() if names} == expected
    assert table["write_disposition"] == (
        "replace" if strategy == "replace" else "merge"
    )
    assert table.get("table_format") == ("delta" if strategy == "upsert" else None)


TELEMETRY = """
import udacity_client.data.dlt
import dlt
from dlt.common.runtime import anon_tracker
dlt.pipeline("any", pipelines_dir=".", destination="duckdb")
print(anon_tracker._ANON_TRACKER_ENDPOINT)
"""


def test_nothing_is_reported_to_the_maker_of_dlt(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TELEMETRY],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "DLT_DATA_DIR": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=300,
    )
    assert ran.stdout == "None\n"
