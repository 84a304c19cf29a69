"""A merge of a snapshot: current rows, history and changes are exact."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from udacity_client.data.merge import Changes, SyncError, merge
from udacity_client.data.moving import Outcome
from udacity_client.data.reading import Snapshot

START = datetime(2026, 3, 1, tzinfo=UTC)
FIELDS: list[pa.Field[Any]] = [
    pa.field("user_id", pa.string()),
    pa.field("hours", pa.float64()),
    pa.field("skills", pa.list_(pa.string())),
]
SCHEMA = pa.schema(FIELDS)


@dataclass
class File:
    """A database, and runs that are merged into it."""

    database: duckdb.DuckDBPyConnection
    runs: int = 0
    schema: pa.Schema = field(default_factory=lambda: SCHEMA)

    def merge(
        self,
        rows: list[dict[str, Any]],
        *,
        kind: Any = "complete",
        company: str = "4821",
        table: str = "people",
        plans: tuple[str, ...] | None = None,
        allow_shrink: bool = False,
    ) -> Changes:
        self.runs += 1
        batches = [pa.RecordBatch.from_pylist(rows, self.schema)]
        snapshot = Snapshot(
            table=table,
            key=("plan_id", "user_id") if plans is not None else ("user_id",),
            company=company,
            schema=self.schema,
            batches=lambda: iter(batches),
            outcome=Outcome(kind, len(rows)),
            plans=plans,
        )
        since = START + timedelta(days=self.runs)
        return merge(
            self.database,
            snapshot,
            run=self.runs,
            since=since,
            allow_shrink=allow_shrink,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.database.execute(query).fetchall()

    def current(self) -> list[tuple[Any, ...]]:
        return self.rows("select user_id, hours from people order by all")

    def as_of(self, run: int) -> list[tuple[Any, ...]]:
        return self.rows(
            "select user_id, hours, skills from people_history "
            f"where epoch(valid_from) <= {moment(run)} and "
            f"(valid_to is null or epoch(valid_to) > {moment(run)}) order by all"
        )

    def changes(self, run: int) -> list[tuple[Any, ...]]:
        return self.rows(
            "select key.user_id, kind, columns from people_changes "
            f"where run = {run} order by all"
        )


@pytest.fixture
def file() -> Iterator[File]:
    with duckdb.connect(config={"threads": "1"}) as database:
        database.execute("set timezone = 'UTC'")
        yield File(database)


def moment(run: int) -> float:
    return (START + timedelta(days=run)).timestamp()


def person(user_id: str, hours: float = 1.0, *skills: str) -> dict[str, Any]:
    return {"user_id": user_id, "hours": hours, "skills": list(skills)}


def test_added_changed_and_removed_rows(file: File) -> None:
    first = [person("a"), person("b", 2.0, "Python"), person("c"), *many()]
    assert file.merge(first) == Changes(len(first), 0, 0, ())
    second = [person("b", 3.0, "Python", "Go"), person("c"), person("d"), *many()]
    assert file.merge(second) == Changes(1, 1, 1, ())
    assert file.changes(2) == [
        ("a", "removed", []),
        ("b", "changed", ["hours", "skills"]),
        ("d", "added", []),
    ]
    assert [name for name, _ in file.current()][:3] == ["b", "c", "d"]
    assert [name for name, *_ in file.as_of(1)][:3] == ["a", "b", "c"]
    assert file.as_of(2)[0] == ("b", 3.0, ["Python", "Go"])


def many() -> list[dict[str, Any]]:
    """Return people who stay, so no snapshot is a fifth smaller than another."""
    return [person(f"z{number}") for number in range(20)]


def test_the_same_snapshot_changes_nothing(file: File) -> None:
    rows: list[dict[str, Any]] = [
        person("a", float("nan")),
        person("b", -0.0),
        {"user_id": "c", "hours": None, "skills": None},
    ]
    file.merge(rows)
    assert file.merge([*reversed(rows)]) == Changes(0, 0, 0, ())
    assert file.changes(2) == []


def test_what_may_be_missing_is_not_removed(file: File) -> None:
    file.merge([person("a"), *many()])
    assert file.merge([person("b"), *many()], kind="gap") == Changes(1, 0, 0, ())
    assert file.current()[:2] == [("a", 1.0), ("b", 1.0)]
    assert file.merge([person("b"), *many()], kind="merged") == Changes(0, 0, 1, ())


@pytest.mark.parametrize("left", [0, 80])
def test_a_much_smaller_snapshot_is_refused(left: int, file: File) -> None:
    rows = [person(str(number)) for number in range(100)]
    file.merge(rows)
    with pytest.raises(SyncError, match=r"has 100 rows.*pass --allow-shrink"):
        file.merge(rows[:left])
    assert file.merge(rows[:81]).removed == 19
    assert file.merge(rows[:left], allow_shrink=True).removed == 81 - left


def test_companies_do_not_disturb_each_other(file: File) -> None:
    file.merge([person("a"), person("b")])
    assert file.merge([person("a")], company="9000") == Changes(1, 0, 0, ())
    assert file.merge([person("a", 2.0), person("b")]) == Changes(0, 1, 0, ())
    assert file.rows("select company_id, user_id, hours from people order by all") == [
        ("4821", "a", 2.0),
        ("4821", "b", 1.0),
        ("9000", "a", 1.0),
    ]


def test_plans_that_were_not_read_keep_their_rows(file: File) -> None:
    file.schema = pa.schema([("plan_id", pa.string()), ("user_id", pa.string())])
    both = [
        {"plan_id": plan, "user_id": user}
        for plan in ("fd6f0490-2072", "3b1d9c52-11aa")
        for user in "ab"
    ]
    file.merge(both, plans=("fd6f0490", "3b1d9c52"))
    # The last learner leaves one plan, and the other plan is closed.
    changes = file.merge([], plans=("fd6f0490",), allow_shrink=True)
    assert changes == Changes(0, 0, 2, ())
    assert file.rows("select distinct plan_id from people") == [("3b1d9c52-11aa",)]
    assert file.merge([], plans=()) == Changes(0, 0, 0, ())


@pytest.mark.parametrize(
    ("read", "left", "kept"),
    [
        (("1",), ["1"], ["1", "10", "1-a"]),  # its records have its whole ID
        (("1",), ["1-a"], ["1", "10", "1-a"]),  # they have a longer one
        (("1",), [], ["10"]),  # nothing says which, so both are its own
        (("1", "1-a"), ["1-a"], ["10", "1-a"]),
        (("1", "1-a"), ["1"], ["1", "10"]),
        (("10",), [], ["1", "1-a"]),
        ((), [], ["1", "10", "1-a"]),
    ],
)
def test_a_plan_owns_no_rows_of_one_whose_id_begins_alike(
    read: tuple[str, ...], left: list[str], kept: list[str], file: File
) -> None:
    file.schema = pa.schema([("plan_id", pa.string()), ("user_id", pa.string())])

    def rows(*plans: str) -> list[dict[str, str]]:
        return [{"plan_id": plan, "user_id": "a"} for plan in plans]

    file.merge(rows("1", "10", "1-a"), plans=("1", "10", "1-a"))
    file.merge(rows(*left), plans=read, allow_shrink=True)
    found = file.rows("select plan_id from people order by all")
    assert found == sorted((one,) for one in kept)


def test_rows_that_differ_but_have_one_key_are_all_kept(file: File) -> None:
    twins = [person("a", 1.0), person("a", 2.0), person("b"), *many()]
    assert file.merge([*twins, person("b")]).added == len(twins)
    assert file.merge([*reversed(twins)]) == Changes(0, 0, 0, ())
    twins[1] = person("a", 3.0)
    assert file.merge(twins) == Changes(0, 1, 0, ())
    assert file.current()[:3] == [("a", 1.0), ("a", 3.0), ("b", 1.0)]
    assert [row[:2] for row in file.as_of(2)][:2] == [("a", 1.0), ("a", 2.0)]
    assert file.merge(twins[1:]) == Changes(0, 1, 1, ())
    assert file.current()[:2] == [("a", 3.0), ("b", 1.0)]
    open_rows = "select user_id, hours from people_history where valid_to is null"
    assert file.rows(f"{open_rows} order by all") == file.current()


def test_a_new_column_is_no_change_of_rows(file: File) -> None:
    file.merge([person("a"), person("b")])
    file.schema = SCHEMA.append(pa.field("order", pa.int64()))
    rows = [person("a") | {"order": 1}, person("b", 2.0) | {"order": 2}]
    assert file.merge(rows) == Changes(0, 1, 0, ('people: the column "order" is new',))
    query = 'select user_id, hours, "order" from'
    assert file.rows(f"{query} people order by all") == [("a", 1.0, 1), ("b", 2.0, 2)]
    assert file.rows(f"{query} people_history order by all") == [
        ("a", 1.0, 1),
        ("b", 1.0, None),
        ("b", 2.0, 2),
    ]
    assert file.merge(rows) == Changes(0, 0, 0, ())


def test_a_column_that_is_gone_stays_and_is_null_from_now_on(file: File) -> None:
    file.merge([person("a", 1.0, "Go"), person("b", 1.0, "Go")])
    file.schema = pa.schema([SCHEMA.field("user_id"), SCHEMA.field("hours")])
    changes = file.merge([person("a"), person("b", 2.0), person("c")])
    assert (changes.added, changes.changed, changes.removed) == (1, 1, 0)
    assert changes.notes == ('people: the API gives no column "skills" any more',)
    assert file.rows("select user_id, skills from people order by all") == [
        ("a", ["Go"]),
        ("b", None),
        ("c", None),
    ]


def test_a_wider_type_is_no_change_of_rows(file: File) -> None:
    file.schema = SCHEMA.set(1, pa.field("hours", pa.int64()))
    file.merge([person("a", 1), person("b", 2)])
    file.schema = SCHEMA
    assert file.merge([person("a", 1.0), person("b", 2.5)]) == Changes(
        0, 1, 0, ('people: "hours" is DOUBLE now, and was BIGINT',)
    )
    assert file.current() == [("a", 1.0), ("b", 2.5)]
    file.schema = SCHEMA.set(1, pa.field("hours", pa.int64()))
    assert file.merge([person("a", 1), person("b", 3)]).changed == 1
    assert file.current() == [("a", 1.0), ("b", 3.0)]


def test_a_new_field_in_a_list_is_no_change_of_rows(file: File) -> None:
    def schema(*names: str) -> pa.Schema:
        item = pa.struct([(name, pa.string()) for name in names])
        return pa.schema([("user_id", pa.string()), ("steps", pa.list_(item))])

    def row(user: str, **step: str) -> dict[str, Any]:
        return {"user_id": user, "steps": [step]}

    file.schema = schema("id")
    file.merge([row("a", id="1"), row("b", id="2")])
    file.schema = schema("id", "label")
    rows = [row("a", id="1", label="x"), row("b", id="3", label="y")]
    assert file.merge(rows).changed == 1
    assert file.changes(2) == [("b", "changed", ["steps"])]
    assert file.rows("select steps[1].label from people_history order by all") == [
        ("x",),
        ("y",),
        (None,),
    ]
    assert file.merge(rows) == Changes(0, 0, 0, ())


@pytest.mark.parametrize(
    "type_", [pa.string(), pa.list_(pa.float64()), pa.timestamp("us", tz="UTC")]
)
def test_another_type_is_refused(type_: pa.DataType, file: File) -> None:
    file.merge([person("zoe@example.com")])
    file.schema = SCHEMA.set(1, pa.field("hours", type_))
    rows: list[dict[str, Any]] = [
        {"user_id": "zoe@example.com", "hours": None, "skills": None}
    ]
    with pytest.raises(SyncError) as caught:
        file.merge(rows)
    assert 'people."hours" is DOUBLE in the file and ' in str(caught.value)
    assert "zoe" not in str(caught.value)


def test_random_histories_are_exact(file: File) -> None:
    random = Random(7)
    rows: dict[str, dict[str, Any]] = {}
    truth: dict[int, list[tuple[Any, ...]]] = {}
    for _ in range(25):
        for _ in range(random.randrange(8)):
            name = random.choice("abcdefghijklmnop")
            if random.random() < 0.3:
                rows.pop(name, None)
            else:
                hours = float(random.randrange(3))
                rows[name] = person(name, hours, *random.sample(["Go", "C"], 1))
        file.merge(random.sample([*rows.values()], len(rows)), allow_shrink=True)
        truth[file.runs] = sorted(
            (row["user_id"], row["hours"], row["skills"]) for row in rows.values()
        )
    assert {run: file.as_of(run) for run in truth} == truth
    assert (
        file.rows("select user_id, hours, skills from people order by all")
        == truth[file.runs]
    )


def test_no_value_is_sql(file: File) -> None:
    hostile = "'; drop table people; --\"$value"
    rows = [{"user_id": hostile, "hours": 1.0, "skills": [hostile]}]
    assert file.merge(rows, company=hostile).added == 1
    assert file.merge(rows, company=hostile) == Changes(0, 0, 0, ())
    found = file.database.execute("select company_id, user_id, skills from people")
    assert found.fetchall() == [(hostile, hostile, [hostile])]
