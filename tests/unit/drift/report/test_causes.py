"""Findings of one cause are one entry, and a large change is a short report."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from support.drift.sample_reports import (
    FILMS,
    NULLABLE,
    check_with,
    many_findings,
    report_of,
)
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report import sarif
from udacity_client.drift.report.json_report import json_report
from udacity_client.drift.report.markdown import markdown_report
from udacity_client.drift.report.sarif import sarif_report
from udacity_client.drift.report.selection import MAX_LINES
from udacity_client.drift.report.text import text_report


def new_values(count: int, enum: str = "Icon") -> Iterator[Finding]:
    """Yield findings about values that were added to an enum."""
    for number in range(count):
        yield replace(
            NULLABLE,
            rule="enum-value-added",
            coordinate=f"{enum}.V{number}",
            level=Level.TYPES,
            affected=(replace(FILMS, operation=f"List{number % 185}"),),
            witness=None,
        )


def test_values_of_one_enum_are_one_entry_with_all_operations() -> None:
    report = report_of(check_with(*new_values(730)))
    (entry,) = report.causes
    assert (entry.subject, entry.count) == ("Icon (730 values)", 730)
    lines = [line for line in text_report(report).splitlines() if "  in  " in line]
    assert len(lines) == 6
    assert lines[-1].endswith("and 180 more operations")
    assert "Icon.V0, Icon.V1, " in text_report(report)
    assert "and 718 more" in text_report(report)


def deprecated(name: str, reason: str) -> Finding:
    """Return a finding about a field that was deprecated, with a guess."""
    return replace(
        NULLABLE,
        rule="field-deprecated",
        coordinate=f"Film.{name}",
        level=Level.TYPES,
        effect=f"It is deprecated now: {reason}",
        guess=f"may now be called `{name}2`",
        witness=None,
    )


def test_what_differs_within_a_cause_names_its_member() -> None:
    found = [deprecated("a", "Use x."), deprecated("b", "Use y.")]
    (entry,) = report_of(check_with(*found)).causes
    lines = [line.text for line in entry.lines if line.label in {"effect", "guess"}]
    assert lines == [
        "Film.a: It is deprecated now: Use x.",
        "Film.b: It is deprecated now: Use y.",
        "Film.a: may now be called `a2`",
        "Film.b: may now be called `b2`",
    ]


def test_what_is_the_same_within_a_cause_is_said_once() -> None:
    found = [deprecated("a", "Use x."), deprecated("b", "Use x.")]
    (entry,) = report_of(check_with(*found)).causes
    lines = [line.text for line in entry.lines if line.label in {"effect", "fix"}]
    assert lines == ["It is deprecated now: Use x.", "udacity schema pull shop"]


def test_json_and_sarif_have_each_finding() -> None:
    report = report_of(check_with(*new_values(30)))
    (domain,) = json.loads(json_report(report))["domains"]
    assert len(domain["findings"]) == 30
    (run,) = json.loads(sarif_report(report))["runs"]
    prints = [one["partialFingerprints"]["schemaChange/v1"] for one in run["results"]]
    assert len(set(prints)) == 30


def test_enums_and_levels_are_causes_of_their_own() -> None:
    worse = [replace(one, level=Level.RUNTIME) for one in new_values(2)]
    found = [*new_values(3), *new_values(4, "Kind"), *worse]
    report = report_of(check_with(*found))
    assert [entry.count for entry in report.causes] == [3, 4, 2]


def test_fields_that_break_calls_stay_apart() -> None:
    assert len(report_of(check_with(*many_findings(9))).causes) == 9


def test_what_breaks_has_a_line_and_the_rest_shares_200() -> None:
    grave = many_findings(250)
    mild = [finding for n in range(400) for finding in new_values(1, f"Enum{n:03}")]
    text = text_report(report_of(check_with(*mild, *grave)))
    for finding in grave:
        assert text.count(f"{finding.coordinate}  [") == 1
    assert "Left out here: 400 types." in text
    few = text_report(report_of(check_with(*mild, *grave[:10])))
    assert len(few.splitlines()) <= MAX_LINES
    assert "Left out here: " in few


def test_markdown_has_a_row_for_what_breaks_and_200_at_most_for_the_rest() -> None:
    mild = [finding for n in range(400) for finding in new_values(1, f"Enum{n:03}")]
    text = markdown_report(report_of(check_with(*mild, *many_findings(100))))
    assert text.count("| `runtime (sometimes)` |") == 100
    assert text.count("| `types` |") <= MAX_LINES - 100


@pytest.mark.parametrize(
    ("shown", "hidden"), [({"level": Level.RUNTIME}, 1), ({"operation": "List0"}, 2)]
)
def test_filters_hide_findings_and_keep_the_exit_code(
    shown: dict[str, object], hidden: int
) -> None:
    report = report_of(check_with(NULLABLE, replace(NULLABLE, coordinate="A.b")))
    mixed = report_of(check_with(*report.findings, *new_values(1)))
    filtered = replace(mixed, **shown)  # type: ignore[arg-type]  # a dict's values have one type
    assert filtered.exit_code == mixed.exit_code == 1
    text = text_report(filtered)
    noun = "finding" if hidden == 1 else "findings"
    assert f" {hidden} {noun} hidden by --level or --operation." in text
    assert json_report(filtered) == json_report(mixed)


def test_sarif_drops_what_matters_least(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [*new_values(40), *many_findings(20)]
    report = report_of(check_with(*found))
    monkeypatch.setattr(sarif, "MAX_RESULTS", 25)
    (run,) = json.loads(sarif_report(report))["runs"]
    assert [one["level"] for one in run["results"]] == ["error"] * 20 + ["warning"] * 5
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "\n35 results were left out" in notice["message"]["text"]


def test_sarif_stays_within_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_SIZE", 4_000)
    (run,) = json.loads(sarif_report(report_of(check_with(*many_findings(300)))))[
        "runs"
    ]
    assert 0 < len(run["results"]) < 300
    assert len(zlib.compress(json.dumps(run["results"]).encode())) <= 4_000
