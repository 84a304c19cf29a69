"""The first lines of a report say what breaks, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from support.drift.sample_reports import (
    ALL_CHECKS,
    CLEAN,
    FILM,
    FILMS,
    NULLABLE,
    OUTSIDE,
    PROBED,
    check_with,
    report_of,
)
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import AcceptedFinding, Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.formats import FORMATS
from udacity_client.errors import Location, Problem


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


WRONG = Problem(Location("queries/shop/film.graphql", 1, 1), "No such field.")


@pytest.mark.parametrize(
    ("check", "first"),
    [
        (
            replace(CLEAN, problems=(WRONG,)),
            "Not known whether calls break: 1 problem in operations.",
        ),
        (
            replace(CLEAN, problems=(WRONG,) * 2, schema_problems=(WRONG,)),
            "Not known whether calls break: 1 problem in schemas and 2 problems in "
            "operations.",
        ),
        (
            replace(check_with(at(Level.BEHAVIOUR)), problems=(WRONG,)),
            "Not known whether calls break: 1 problem in operations; 1 of 1 operation "
            "may do something else.",
        ),
        (
            replace(check_with(NULLABLE), problems=(WRONG,)),
            "1 of 1 operation will break.",
        ),
    ],
)
def test_what_was_not_compared_may_break(check: DomainCheck, first: str) -> None:
    report = report_of(check)
    assert report.verdict[0] == first
    for format_ in ("text", "markdown", "github", "sarif"):
        assert first in FORMATS[format_](report)


def test_operations_for_the_other_schema_are_corrected_or_it_is_accepted() -> None:
    accept = "udacity schema accept shop --against new"
    check = replace(CLEAN, problems=(WRONG,), accept_command=accept, is_for_other=True)
    _, first, second = report_of(check).verdict
    assert (
        first == "  first:                 correct 1 problem in operations, see below"
    )
    assert second == f"  or, if that is meant:  {accept}"


def test_operations_that_one_server_refuses_break_although_others_work() -> None:
    assert report_of(CLEAN, PROBED).verdict[0] == (
        "Not known whether calls break: 1 problem in operations; 4 more were not "
        "compared."
    )


def test_changes_are_outside_only_if_all_operations_were_compared() -> None:
    outside = replace(CLEAN, drift=AssessedDrift((), (OUTSIDE,)))
    assert "drifted, 1 outside" in FORMATS["text"](report_of(outside))
    assert "; 1 outside your operations." in report_of(outside).total[0]
    report = report_of(replace(outside, problems=(WRONG,)))
    assert "drifted, 1 outside" not in FORMATS["text"](report)
    assert "; 1 outside the operations that were compared." in report.total[0]


@pytest.mark.parametrize(
    ("check", "unseen", "first"),
    [
        (
            CLEAN,
            2,
            "Nothing that was compared breaks: all calls of 1 operation work; 2 more "
            "were not compared.",
        ),
        (
            CLEAN,
            0,
            "Nothing that was compared breaks: all calls of 1 operation work.",
        ),
        (
            check_with(at(Level.BEHAVIOUR)),
            1,
            "Nothing that was compared breaks, but 1 of 1 operation may do something "
            "else; 1 more was not compared.",
        ),
        (
            check_with(NULLABLE),
            2,
            "1 of 1 operation will break; 2 more were not compared.",
        ),
    ],
)
def test_the_first_line_counts_only_what_was_compared(
    check: DomainCheck, unseen: int, first: str
) -> None:
    other = replace(CLEAN, drift=None, unavailable=("No.",), operations=unseen)
    assert report_of(check, other).verdict[0] == first


def check_accepting(*accepted: Finding, left: tuple[Finding, ...] = ()) -> DomainCheck:
    entries = (AcceptedFinding(one, "Known.", date(2027, 1, 31)) for one in accepted)
    return replace(check_with(*left), operations=3, accepted=tuple(entries))


OTHER = replace(NULLABLE, affected=(replace(FILMS, level=Level.RUNTIME),))


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (
            check_accepting(NULLABLE),
            (
                "1 of 3 operations will break (accepted).",
                "  accepted:              some calls fail: GetFilm (shop)",
            ),
        ),
        (
            check_accepting(OTHER, left=(at(Level.RUNTIME),)),
            (
                "2 of 3 operations will break (1 accepted).",
                "  some calls fail:       GetFilm (shop)",
                "  accepted:              every call fails: ListFilms (shop)",
            ),
        ),
        (
            check_accepting(at(Level.RUNTIME), left=(at(Level.RUNTIME),)),
            (
                "1 of 3 operations will break.",
                "  some calls fail:       GetFilm (shop)",
            ),
        ),
        (
            check_accepting(at(Level.BEHAVIOUR)),
            (
                "Nothing breaks, but 1 of 3 operations may do something else "
                "(accepted).",
                "  accepted:              may do something else: GetFilm (shop)",
            ),
        ),
        (
            check_accepting(at(Level.TYPES)),
            ("Nothing breaks: all calls of 3 operations work.",),
        ),
    ],
)
def test_what_is_accepted_breaks_nevertheless(
    check: DomainCheck, expected: tuple[str, ...]
) -> None:
    report = report_of(check)
    shown = [
        line for line in report.verdict if not line.startswith(("  start", "  do"))
    ]
    assert tuple(shown) == expected
    for format_ in ("text", "markdown", "github", "sarif"):
        assert expected[0] in FORMATS[format_](report)


def test_accepted_breakage_does_not_fail_the_check() -> None:
    assert report_of(check_accepting(NULLABLE)).exit_code == 0


def test_ten_lines_are_enough_for_everything() -> None:
    many = [
        replace(
            NULLABLE,
            coordinate=f"Film.f{number}",
            affected=(replace(FILM, operation=f"Get{number}"),),
        )
        for number in range(185)
    ]
    verdict = report_of(
        *ALL_CHECKS, check_with(*many, at(Level.BEHAVIOUR)), check_accepting(OTHER)
    ).verdict
    assert len(verdict) <= 10
    assert "and 180 more" in "\n".join(verdict)
    assert "not compared:          old-films, see UNCHECKED below" in "\n".join(verdict)


def test_what_to_do_is_said_for_each_domain_the_worst_first() -> None:
    mild = replace(at(Level.TYPES), domain="zoo", fix="Do the mild thing.")
    grave = replace(NULLABLE, fix="Do the grave thing.")
    report = report_of(
        replace(check_with(mild), domain="zoo"), check_with(at(Level.TYPES), grave)
    )
    assert report.verdict[-3:] == (
        "  start with:            Film.title (queries/shop/film.graphql:3:5)",
        "  do:                    Do the grave thing.",
        "                         Do the mild thing.",
    )


def test_what_to_do_is_counted_if_there_are_many_domains() -> None:
    checks = [
        replace(
            check_with(replace(NULLABLE, domain=f"d{n}", fix=f"Do {n}.")),
            domain=f"d{n}",
        )
        for n in range(9)
    ]
    assert report_of(*checks).verdict[-2:] == (
        "                         Do 5.",
        "                         and 3 more, see below",
    )


def test_wrong_acceptances_are_why_a_clean_check_fails() -> None:
    report = report_of(replace(CLEAN, acceptance_problems=(WRONG,)))
    assert report.exit_code == 1
    assert report.verdict == (
        "Nothing breaks: all calls of 1 operation work.",
        "  first:                 correct 1 problem in accepted findings, see below",
    )


def test_code_that_is_not_fresh_and_refused_operations_come_first() -> None:
    assert report_of(PROBED).verdict[1:] == (
        "  first:                 correct 1 problem in operations, see below",
        "  code is not fresh:     udacity generate",
    )
