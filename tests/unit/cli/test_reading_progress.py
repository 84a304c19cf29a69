"""What is told about reading: the plan, and what it came to."""

from __future__ import annotations

import io
import sys

import pytest

from udacity_client.cli.reading_progress import (
    Reporter,
    describe_outcome,
    describe_plan,
    describe_run,
)
from udacity_client.data.moving import Outcome


@pytest.mark.parametrize(
    ("total", "page_size", "limit", "expected"),
    [
        (
            2340,
            1000,
            None,
            "2,340 records on 3 pages: 3 requests, a minute or less at 100 a minute; "
            "up to three times as many if the data change.",
        ),
        (
            100_000,
            50,
            None,
            "100,000 records on 2,000 pages: 2,000 requests, about 20 minutes at 100 a "
            "minute; up to three times as many if the data change.",
        ),
        (
            0,
            0,
            None,
            "0 records on 1 page: 1 request, a minute or less at 100 a minute; up to "
            "three times as many if the data change.",
        ),
        (
            2340,
            25,
            25,
            "25 records on 1 page: 1 request, a minute or less at 100 a minute.",
        ),
    ],
)
def test_the_plan(total: int, page_size: int, limit: int | None, expected: str) -> None:
    assert describe_plan(total, page_size, plan=None, limit=limit) == expected
    of_plan = describe_plan(total, page_size, plan="fd6f0490", limit=limit)
    assert of_plan == f"Learning plan fd6f0490: {expected}"


def test_the_plan_of_a_whole_run() -> None:
    records = {"program-progress": 100_000, "assessment-progress": 0}
    assert describe_run("4821", records, 150) == (
        "Company 4821: 100,000 records of program-progress, 0 records of "
        "assessment-progress, 150 learning plans; with pages of 1,000, which the API "
        "may not allow, at least 251 requests, about 2 minutes at 100 a minute; up to "
        "three times as many if the data change."
    )


def test_the_plan_of_a_run_that_pages_of_any_size_can_hold() -> None:
    records = {"program-progress": 50, "assessment-progress": 3}
    assert describe_run("4821", records, 0).endswith(
        ", 0 learning plans; at least 2 requests, a minute or less at 100 a minute; "
        "up to three times as many if the data change."
    )


@pytest.mark.parametrize(
    ("total", "page_size", "told"),
    [
        (6057, 1000, []),
        (57, 57, []),
        (
            6057,
            100,
            [
                "6,057 records on 61 pages: 61 requests, a minute or less at 100 a "
                "minute; up to three times as many if the data change."
            ],
        ),
    ],
)
def test_a_run_whose_pages_are_smaller_than_planned_is_told_of_it(
    total: int, page_size: int, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    reporter = Reporter(quiet=False, limit=None)
    reporter.company("4821", records={"program-progress": total}, plans=0)
    reporter.first_page(plan=None, total=total, page_size=page_size)
    assert capsys.readouterr().err.splitlines()[1:] == told


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome("complete", 1, 1, 0, (1, 1)), "1 record, complete."),
        (
            Outcome("complete", 2340, 2, 0, (2339, 2340)),
            "2,340 records, complete, read twice.",
        ),
        (Outcome("part", 25, 1, 0, (99, 99)), "25 records, the first of 99."),
        (
            Outcome("merged", 98, 3, 0, (97, 99)),
            "98 records, merged from 3 walks, because the data changed meanwhile. The "
            "number moved from 97 to 99.",
        ),
        (
            Outcome("merged", 99, 3, 0, (99, 99)),
            "99 records, merged from 3 walks, because the data changed meanwhile.",
        ),
        (
            Outcome("gap", 97, 3, 2, (99, 99)),
            "97 records, but there are at least 2 more: the data changed too fast for "
            "3 walks. Run it again when fewer learners are active.",
        ),
    ],
)
def test_what_an_export_came_to(outcome: Outcome, expected: str) -> None:
    assert describe_outcome(outcome) == expected


class LostTerminal(io.StringIO):
    """A terminal whose window was closed."""

    def isatty(self) -> bool:
        return True

    def write(self, _text: str) -> int:
        raise OSError


def test_a_bar_that_cannot_be_shown_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", LostTerminal())
    with Reporter(quiet=False, limit=None) as reporter:
        reporter.page(records=1, total=3)
        reporter.page(records=2, total=3)
    assert reporter.has_pages


def test_a_log_gets_a_line_every_ten_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times = iter([0.0, 0.6, 9.9, 10.0, 10.6, 19.9, 31.0])
    reporter = Reporter(quiet=False, limit=None, now=lambda: next(times))
    for page in range(1, 7):
        reporter.page(records=1000 * page, total=None if page == 6 else 60_000)
    assert capsys.readouterr().err == (
        "3,000 of 60,000 records so far.\n6,000 records so far.\n"
    )


@pytest.mark.parametrize("quiet", [False, True])
def test_a_quiet_command_prints_warnings_alone(
    *, quiet: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter = Reporter(quiet=quiet, limit=None)
    reporter.note("Going on.")
    reporter.warn("A column is new.")
    lines = ["Going on.", "A column is new."]
    assert capsys.readouterr().err.splitlines() == lines[quiet:]
