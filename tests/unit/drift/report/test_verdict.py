"""The first lines of a report say what breaks, and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.drift.sample_reports import (
    ALL_CHECKS,
    CLEAN,
    FILM,
    NULLABLE,
    PROBED,
    check_with,
    report_of,
)
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level


def at(level: Level) -> Finding:
    return replace(NULLABLE, level=level, affected=(replace(FILM, level=level),))


@pytest.mark.parametrize(
    ("check", "first"),
    [
        (check_with(NULLABLE), "1 of 1 operation will break."),
        (
            check_with(at(Level.BEHAVIOUR)),
            "Nothing breaks, but 1 of 1 operation may do something else.",
        ),
        (
            check_with(at(Level.TYPES)),
            "Nothing breaks: all calls of 1 operation work. Some generated types are "
            "out of date.",
        ),
        (CLEAN, "Nothing breaks: all calls of 1 operation work."),
        (replace(CLEAN, drift=None), "Not compared with another schema: 1 operation."),
    ],
)
def test_the_first_line_answers(check: DomainCheck, first: str) -> None:
    assert report_of(check).verdict[0] == first


def test_ten_lines_are_enough_for_everything() -> None:
    many = [
        replace(
            NULLABLE,
            coordinate=f"Film.f{number}",
            affected=(replace(FILM, operation=f"Get{number}"),),
        )
        for number in range(185)
    ]
    verdict = report_of(*ALL_CHECKS, check_with(*many, at(Level.BEHAVIOUR))).verdict
    assert len(verdict) <= 10
    assert "and 180 more" in "\n".join(verdict)
    assert "not compared:          old-films, see UNCHECKED below" in "\n".join(verdict)


def test_code_that_is_not_fresh_and_refused_operations_come_first() -> None:
    assert report_of(PROBED).verdict[1:] == (
        "  first:                 correct 1 problem in operations, see below",
        "  code is not fresh:     udacity generate",
    )
