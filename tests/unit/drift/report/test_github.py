"""Annotations reach the runner unchanged, the worst first."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from support.drift.sample_reports import ALL_CHECKS, NULLABLE, check_with, report_of
from udacity_client.drift.report.github import command, github_report

LINE = re.compile(r"::(\w+) (.*?)::(.*)")


def unescaped(text: str, *codes: str) -> str:
    """Return *text* as the runner reads it, which takes `%25` last."""
    chars = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    for code in (*codes, "%0D", "%0A", "%25"):
        text = text.replace(code, chars[code])
    return text


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Return what the runner makes of *line*."""
    match = LINE.fullmatch(line)
    assert match, line
    name, said, message = match.groups()
    pairs = (pair.partition("=") for pair in said.split(","))
    properties = {key: unescaped(text, "%3A", "%2C") for key, _, text in pairs}
    return name, properties, unescaped(message)


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_the_runner_reads_what_was_meant(file: str, title: str, message: str) -> None:
    properties = {"file": file, "title": title}
    line = command("error", properties, message)
    assert not re.search(r"[\r\n]", line)
    # The runner splits a stream at line feeds alone, and a dot stops at those.
    assert parsed(line) == ("error", properties, message)


def test_the_worst_come_first_and_the_summary_before_other_notices() -> None:
    found = [
        parsed(line) for line in github_report(report_of(*ALL_CHECKS)).splitlines()
    ]
    names = [name for name, _, _ in found]
    order = ["error", "warning", "notice"]
    assert sorted(names, key=order.index) == names
    _, properties, message = found[names.index("notice")]
    assert properties == {"title": "udacity schema check"}
    assert message.startswith("1 of 4 operations will break; 6 more were not compared.")
    accepted = [one for one in found if "accepted: until" in one[2]]
    assert [name for name, _, _ in accepted] == ["notice"]


def test_a_finding_stands_at_its_line_in_the_repository() -> None:
    (line, _) = github_report(
        report_of(check_with(NULLABLE), here="repo/tools")
    ).splitlines()
    name, properties, message = parsed(line)
    assert name == "error"
    assert properties == {
        "file": "tools/queries/shop/film.graphql",
        "line": "3",
        "col": "5",
        "endLine": "3",
        "title": f"field-type-changed {NULLABLE.fingerprint}",
    }
    assert message.startswith("runtime (sometimes): shop: Film.title\n")
    assert "\nin: ListFilms (types)  queries/shop/films.graphql:7:9" in message


def test_what_stands_in_no_file_is_shown_at_the_generated_code() -> None:
    text = github_report(report_of(*ALL_CHECKS))
    (line,) = [line for line in text.splitlines() if "somewhere" in line]
    properties = parsed(line)[1]
    assert properties["file"] == "app/ops/old_films/operations.json"
