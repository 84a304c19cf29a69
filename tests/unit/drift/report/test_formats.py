"""Every format reports everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from support.drift.json_schema import json_texts
from support.drift.sample_reports import (
    ALL_CHECKS,
    BROKEN,
    CLEAN,
    HOSTILE,
    NEW_MEMBER,
    NULLABLE,
    SHOP,
    check_with,
    report_of,
)
from udacity_client.cli.schema_options import ReportFormat
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.formats import FORMATS
from udacity_client.errors import Location, Problem

EACH = pytest.mark.parametrize("name", FORMATS)

EXPECTED = [
    "queries/shop/film.graphql",
    "queries/shop/films.graphql",
    "Film.title",
    "String!",
    "GetFilm",
    "ListFilms",
    "app.ops.shop.Film.title",
    "app.ops.shop.Film.unread",
    "app/ops/shop/records.py",
    "schema/shop.graphql",
    "Some answers cannot be read.",
    '{"data":{"film":{"title":null}}}',
    "It was refused.",
    "Film.caption",
    "udacity schema pull shop",
    "Found | Film",
    "A match is coming.",
    "2027-01-31",
    "Descriptions of arguments stay unseen.",
    "schema/accepted-drift.toml",
    "It fits nothing.",
    "unknown_enum_value",
    "Genre",
    "NOIR",
    "41",
    "Star",
    "queries/old-films/a.graphql",
    "No such field.",
    "Ask.",
    "Something is wrong somewhere.",
    "Introspection was refused:",
    "HTTP 403.",
    "Only whole documents were asked about.",
    "Refused there.",
    "other-tool",
    "stale",
    "unchecked",
    "drifted, 1 outside",
    "probed",
    "UNCHECKED",
    "the same",
    "2 problems",
    "1 of 4 refused",
    "2 values, 42 times",
    "runtime (sometimes)",
    NULLABLE.fingerprint,
    NEW_MEMBER.fingerprint,
    "behaviour",
]
"""Texts that every format contains, one for each kind of content."""


def read(name: str, text: str) -> str:
    """Return what a reader of *text* sees."""
    if name in {"json", "sarif"}:
        return "\n".join(json_texts(json.loads(text)))
    return text.replace("\\|", "|") if name == "markdown" else text


def test_the_command_offers_each_format() -> None:
    assert [one.value for one in ReportFormat] == list(FORMATS)


@EACH
def test_everything_is_reported(name: str) -> None:
    read_text = read(name, FORMATS[name](report_of(*ALL_CHECKS)))
    assert [words for words in EXPECTED if words not in read_text] == []


@EACH
@pytest.mark.parametrize(
    ("checks", "code"),
    [((CLEAN,), 0), ((SHOP, CLEAN), 1), ((replace(CLEAN, unavailable=("No.",)),), 3)],
)
def test_the_exit_code_and_the_gate_are_reported(
    name: str, checks: tuple[DomainCheck, ...], code: int
) -> None:
    made = report_of(*checks, fail_on=Level.TYPES)
    text = FORMATS[name](made)
    assert made.exit_code == code
    if name == "json":
        content = json.loads(text)
        assert (content["exit_code"], content["fail_on"]) == (code, "types")
    else:
        assert f"Exit {code} (--fail-on types)." in text


@EACH
def test_a_clean_check_reports_no_finding(name: str) -> None:
    text = FORMATS[name](report_of(CLEAN))
    assert "the same" in text
    assert not re.search(r"::error|\"results\": \[\{|<details>|\[[a-z]+-[a-z]+", text)


@EACH
def test_what_is_accepted_is_reported_and_fails_nothing(name: str) -> None:
    check = replace(
        SHOP, drift=CLEAN.drift, code="fresh", acceptance_problems=(), recorded=()
    )
    made = report_of(check, fail_on=Level.COSMETIC)
    assert made.exit_code == 0
    read_text = read(name, FORMATS[name](made))
    assert "A match is coming." in read_text
    assert "drifted" in read_text


@EACH
def test_nothing_hidden_and_no_command_comes_from_a_schema(name: str) -> None:
    text = FORMATS[name](report_of(check_with(replace(NULLABLE, new=HOSTILE)), BROKEN))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", text)
    assert not re.search(r"^\s*::error file=x", text, re.MULTILINE)


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_wrong_in_the_schema_comes_before_what_it_may_cause(name: str) -> None:
    in_schema = Problem(Location("schema/calm.graphql", 3, 1), "Unknown type 'Flim'.")
    wrong = Problem(Location("queries/calm/a.graphql", 1, 1), "No such field.")
    check = replace(CLEAN, problems=(wrong,), invalid_parts=(in_schema,))
    text = FORMATS[name](report_of(check))
    assert 0 < text.index("Flim") < text.index("No such field.")
    alone = FORMATS[name](report_of(replace(check, problems=())))
    assert "Flim" in alone
    assert report_of(replace(check, problems=())).exit_code == 0
