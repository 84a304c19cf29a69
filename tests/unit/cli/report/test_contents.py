"""What a report says of the tables that it reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from support.synced_tables import (
    MOMENT,
    days_ago,
    enrollment,
    membership,
    program,
    synced,
)
from udacity_client.cli.report.contents import Report, read_report
from udacity_client.errors import ConfigurationError

Rows = list[dict[str, Any]]


def rows_of(report: Report, name: str) -> Rows:
    (found,) = (one for one in report.sections if one.name == name)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_days_count_up_to_the_last_run() -> None:
    report = read_report(synced({}, runs=3))
    assert report.title == "Learners of company 4821"
    assert report.source == "Read from the API on 2026-11-28 at 09:10 UTC: complete."
    assert report.moment == MOMENT


def test_missing_records_are_told() -> None:
    database = synced({})
    database.execute("update runs set outcome = 'gap'")
    assert "records are missing" in read_report(database).source


def test_nothing_at_all() -> None:
    report = read_report(synced({}))
    (figures,) = rows_of(report, "figures")
    assert {*figures.values()} == {0}
    others = [one for one in report.sections if one.name != "figures"]
    assert not any(one.rows for one in others)


def test_enrollments_by_status_and_month() -> None:
    left = {"enrollment_status": "UNENROLLED", "unenrolled_at": days_ago(40)}
    old = {"enrolled_at": days_ago(900)}
    tables = {
        "program_progress": [
            enrollment(1),
            enrollment(1, program_key="nd100", enrollment_status="FUTURE"),
            enrollment(2, **left),
            enrollment(3, enrollment_status="GRADUATED", graduated_at=MOMENT, **old),
        ]
    }
    report = read_report(synced(tables))
    statuses = rows_of(report, "status")
    assert {one["status"]: one["share_percent"] for one in statuses} == {
        "ENROLLED": 25,
        "FUTURE": 25,
        "GRADUATED": 25,
        "UNENROLLED": 25,
    }
    months = {one.pop("month"): one for one in rows_of(report, "months")}
    assert len(months) == 24
    assert next(iter(months)) == "2026-11"
    assert months["2026-11"] == {"enrolled": 0, "graduated": 1, "unenrolled": 0}
    assert months["2026-10"] == {"enrolled": 0, "graduated": 0, "unenrolled": 1}
    assert months["2026-08"] == {"enrolled": 3, "graduated": 0, "unenrolled": 0}


def test_a_program_has_one_title_however_many_versions() -> None:
    tables = {
        "programs": [
            program("nd027", "Data", version=1),
            program("nd027", "Data Engineering", version=2),
            program("nd027", "Datentechnik", version=3, locale="de-de"),
        ],
        "program_progress": [
            enrollment(1, completion_percentage=20.0),
            enrollment(2, completion_percentage=40.0),
            enrollment(2, program_key="unlisted"),
        ],
    }
    programs = rows_of(read_report(synced(tables)), "programs")
    assert [(one["program"], one["key"], one["learners"]) for one in programs] == [
        ("Data Engineering", "nd027", 2),
        ("unlisted", "unlisted", 1),
    ]
    assert programs[0]["mean_completion_percent"] == 30


def test_who_is_dormant() -> None:
    ages = [0, 29.9, 30, 59, 60, 89, 90, 500]
    tables = {
        "program_progress": [
            *(
                enrollment(n, last_active_at=days_ago(age))
                for n, age in enumerate(ages)
            ),
            enrollment(20, last_active_at=None),
            enrollment(21, last_active_at=days_ago(50), enrollment_status="GRADUATED"),
            # One who is active in a plan, or in another program, is not dormant.
            enrollment(22, last_active_at=None),
            enrollment(23, last_active_at=days_ago(70)),
            enrollment(23, program_key="nd100"),
        ],
        "learning_plan_progress": [membership(22, last_active_at=days_ago(3))],
    }
    report = read_report(synced(tables))
    assert rows_of(report, "dormant") == [
        {"last_active": "within 30 days", "learners": 4},
        {"last_active": "30 to 59 days ago", "learners": 2},
        {"last_active": "60 to 89 days ago", "learners": 2},
        {"last_active": "90 days ago or more", "learners": 2},
        {"last_active": "never", "learners": 1},
    ]
    days = [one["days"] for one in rows_of(report, "dormant_learners")]
    assert days == [None, 500, 90, 89, 60, 59, 30]


def test_whose_plan_is_overdue() -> None:
    tables = {
        "program_progress": [enrollment(1)],
        "learning_plan_progress": [
            membership(1),
            membership(2),
            membership(3, created_at=days_ago(90)),
            membership(4, completed_at=days_ago(1)),
            membership(5, subscription_status="INACTIVE"),
            membership(6, plan_id="abc-def"),
        ],
        "learning_plans": [
            {"id": "plan-1", "title": "One"},
            {"id": "abc", "title": "Two"},
        ],
    }
    report = read_report(synced(tables))
    overdue = {one["plan"]: one["overdue"] for one in rows_of(report, "plans")}
    assert overdue == {"One": 2, "Two": 1}
    names = [one["learner"] for one in rows_of(report, "overdue")]
    assert names == ["First0001 Last0001", "user-0002", "user-0006"]
    patient = read_report(synced(tables), due_days=100)
    assert rows_of(patient, "overdue") == []


def test_the_note_on_plans_says_after_how_many_days_they_are_overdue() -> None:
    report = read_report(synced({}), due_days=100)
    notes = {one.name: one.note for one in report.sections}
    assert "100 days after getting it, which is a choice of this tool" in notes["plans"]
    assert "100 days" in notes["overdue"]


def test_hours_of_learners() -> None:
    hours = [0.0, 0.0, 1.0, 5.0, 19.9, 20.0, 50.0, 99.9, 100.0, 5000.0]
    tables = {
        "program_progress": [
            enrollment(n, learner_hours=one) for n, one in enumerate(hours)
        ]
    }
    found = rows_of(read_report(synced(tables)), "hours")
    assert [one["learners"] for one in found] == [2, 1, 2, 1, 2, 2]


def test_hours_are_added_exactly_in_any_order() -> None:
    hours = [77.1, 54.05, 86.06, 23.37, 51.47]  # as floats, 292.04999999999995
    for order in (hours, hours[::-1], sorted(hours)):
        rows = [enrollment(n, learner_hours=one) for n, one in enumerate(order)]
        report = read_report(synced({"program_progress": rows}))
        (of_program,) = rows_of(report, "programs")
        (figures,) = rows_of(report, "figures")
        assert of_program["hours"] == figures["learner_hours"] == 292.1


def test_what_the_last_run_changed() -> None:
    database = synced(
        {"program_progress": [enrollment(1), enrollment(2), enrollment(3)]}, runs=2
    )
    for run, kind, number, columns in [
        (1, "added", 3, []),
        (2, "changed", 1, ["last_active_at", "learner_hours"]),
        (2, "changed", 2, ["enrollment_status", "learner_hours"]),
        (2, "added", 3, []),
        (2, "removed", 9, []),
    ]:
        database.execute(
            "insert into program_progress_changes values (?, {'company_id': '4821', "
            "'user_id': ?, 'program_key': 'nd027', 'enrolled_at': ?}, ?, ?)",
            [run, f"user-{number:04}", MOMENT, kind, columns],
        )
    # Learner 9 has left, so the history alone knows the name.
    database.execute(
        "insert into program_progress_history by name select * replace ('user-0009' as "
        "user_id, 'First0009' as user_first_name, 'Last0009' as user_last_name) "
        "from program_progress_history limit 1"
    )
    report = read_report(database)
    assert rows_of(report, "changes") == [
        {"records": "program progress", "added": 1, "changed": 2, "removed": 1}
    ]
    changed = {
        one["column"]: one["changed"] for one in rows_of(report, "changed_columns")
    }
    assert changed == {"learner_hours": 2, "enrollment_status": 1, "last_active_at": 1}
    who = [
        (one["kind"], one["learner"]) for one in rows_of(report, "changed_enrollments")
    ]
    assert who == [
        ("added", "First0003 Last0003"),
        ("changed", "First0002 Last0002"),
        ("removed", "First0009 Last0009"),
    ]


def test_the_first_run_changed_nothing() -> None:
    database = synced({"program_progress": [enrollment(1)]})
    database.execute(
        "insert into program_progress_changes values (1, {'company_id': '4821', "
        "'user_id': 'user-0001', 'program_key': 'nd027', 'enrolled_at': now()}, "
        "'added', [])"
    )
    assert rows_of(read_report(database), "changes") == []


def test_runs_that_read_other_companies_do_not_count() -> None:
    database = synced({"program_progress": [enrollment(1)]}, runs=4)
    # A company for each credential, in turn: runs 1 and 3 read one, 2 and 4 another.
    for run, company, outcome in [
        (1, "4821", "complete"),
        (2, "9000", "complete"),
        (3, "4821", "gap"),
        (4, "77", "complete"),
    ]:
        database.execute(
            "update runs set companies = [$company], outcome = $outcome "
            "where run = $run",
            {"run": run, "company": company, "outcome": outcome},
        )
        database.execute(
            "insert into program_progress_changes values (?, {'company_id': ?, "
            "'user_id': 'user-0001', 'program_key': 'nd027', 'enrolled_at': now()}, "
            "'added', [])",
            [run, company],
        )

    report = read_report(database, companies=["4821"])
    assert report.source.startswith("Read from the API on 2026-11-27 at 09:10 UTC: rec")
    assert report.moment == days_ago(1)
    assert [one["added"] for one in rows_of(report, "changes")] == [1]
    first = read_report(database, companies=["9000"])
    assert first.source == "Read from the API on 2026-11-26 at 09:10 UTC: complete."
    assert rows_of(first, "changes") == []
    whole = read_report(database)
    assert whole.title == "Learners of companies 4821, 77, 9000"
    assert whole.source.startswith(
        "Read from the API between 2026-11-26 at 09:10 and 2026-11-28 at 09:10 UTC: "
        "records are missing"
    )
    assert [one["added"] for one in rows_of(whole, "changes")] == [1]


def test_an_anonymous_report_names_nobody_and_shows_no_small_group() -> None:
    learners = [enrollment(n) for n in range(7)]
    few = [
        enrollment(n, program_key="secret", completion_percentage=1.0) for n in (7, 8)
    ]
    plan = [membership(n) for n in range(4)]
    tables = {"program_progress": learners + few, "learning_plan_progress": plan}
    report = read_report(synced(tables), is_anonymous=True)
    assert not any(one.settings.get("is_personal") for one in report.sections)
    assert [one["key"] for one in rows_of(report, "programs")] == ["nd027", None]
    assert rows_of(report, "plans") == []
    more = [enrollment(n, program_key="rare") for n in (9, 10, 11)]
    tables["program_progress"] += more
    report = read_report(synced(tables), is_anonymous=True)
    *_, small = rows_of(report, "programs")
    assert (small["program"], small["key"], small["learners"]) == (
        "Programs of fewer than 5 learners",
        None,
        5,
    )


def test_the_totals_tell_nothing_of_few_learners_in_small_programs() -> None:
    sizes = {"nd1": 9, "nd2": 8, "secret": 2}
    tables = {
        "program_progress": [
            enrollment(n, program_key=key)
            for key, size in sizes.items()
            for n in range(size)
        ]
    }
    report = read_report(synced(tables), is_anonymous=True)
    shown, next_larger, small = rows_of(report, "programs")
    assert (shown["key"], shown["learners"], shown["enrolled"]) == ("nd1", 9, 9)
    assert small["program"] == "Programs of fewer than 5 learners"
    # Else its numbers are what the totals have more than the other rows.
    for one in (next_larger, small):
        assert [*one.values()][2:] == [None, None, 0, None, None]


def test_an_anonymous_report_hides_every_small_count_and_what_would_tell_it() -> None:
    hours = [*[1.0] * 9, *[30.0] * 6, *[70.0] * 20, 200.0]
    tables = {
        "program_progress": [
            enrollment(n, learner_hours=one) for n, one in enumerate(hours)
        ]
    }
    tables["program_progress"][0] |= {
        "enrollment_status": "GRADUATED",
        "graduated_at": MOMENT,
    }
    report = read_report(synced(tables), is_anonymous=True)
    assert [[*one.values()] for one in rows_of(report, "hours")] == [
        ["none", 0, 0.0],
        ["below 5", 9, 9.0],
        ["5 to 20", 0, 0.0],
        ["20 to 50", None, None],
        ["50 to 100", 20, 1400.0],
        ["100 or more", None, None],
    ]
    months = {one["month"]: one["graduated"] for one in rows_of(report, "months")}
    assert months["2026-11"] is None
    assert months["2026-10"] == 0
    (figures,) = rows_of(report, "figures")
    assert (figures["learners"], figures["graduations"]) == (36, None)
    for one in report.sections:
        counts = [n for row in one.rows for n in row if isinstance(n, int)]
        assert not [n for n in counts if 0 < n < 5], one.name
        assert ("A dash stands for fewer than 5" in one.note) is any(
            None in row for row in one.rows
        )


def test_an_anonymous_report_hides_more_if_each_small_count_could_only_be_one() -> None:
    starts = [datetime(2026, month, 3, tzinfo=UTC) for month in range(1, 6)]
    moments = [*starts, *[datetime(2026, 6, 3, tzinfo=UTC)] * 20]
    tables = {
        "program_progress": [
            enrollment(n, enrolled_at=one, graduated_at=one)
            for n, one in enumerate(moments)
        ]
    }
    report = read_report(synced(tables), is_anonymous=True)
    months = [one["graduated"] for one in rows_of(report, "months")]
    assert {one for one in months if one} == set()


def test_an_anonymous_report_of_large_groups_hides_nothing() -> None:
    tables = {"program_progress": [enrollment(n) for n in range(7)]}
    shown = read_report(synced(tables), is_anonymous=True)
    whole = {one.name: one for one in read_report(synced(tables)).sections}
    assert all(one == whole[one.name] for one in shown.sections)


def test_one_company_of_several() -> None:
    database = synced({"program_progress": [enrollment(1)]})
    database.execute(
        "insert into program_progress select '9000' as company_id, * exclude "
        "(company_id) from program_progress"
    )
    database.execute("update runs set companies = ['9000', '4821']")
    both = read_report(database)
    assert both.title == "Learners of companies 4821, 9000"
    assert rows_of(both, "figures")[0]["enrollments"] == 2
    one = read_report(database, companies=["9000"])
    assert rows_of(one, "figures")[0]["enrollments"] == 1
    with pytest.raises(ConfigurationError, match="no complete run of company 77"):
        read_report(database, companies=["77"])


def test_what_a_learner_does_in_another_company_does_not_count() -> None:
    database = synced(
        {
            "program_progress": [enrollment(1, last_active_at=days_ago(40))],
            "learning_plan_progress": [membership(1, last_active_at=days_ago(2))],
        }
    )
    assert rows_of(read_report(database), "figures")[0]["active_within_30_days"] == 1
    database.execute("update program_progress set company_id = '9000'")
    database.execute("update runs set companies = ['9000', '4821']")
    report = read_report(database, companies=["9000"])
    assert rows_of(report, "figures")[0]["active_within_30_days"] == 0


def test_a_database_of_no_run_is_refused() -> None:
    database = synced({}, runs=0)
    with pytest.raises(ConfigurationError, match="`udacity sync` has completed yet"):
        read_report(database)
    with pytest.raises(ConfigurationError, match="`udacity sync` has completed yet"):
        read_report(duckdb.connect())
