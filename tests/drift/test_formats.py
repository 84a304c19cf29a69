"""Every format reports everything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drift.reports import (
    ALL,
    BROKEN,
    CALM,
    HOSTILE,
    NEWCOMER,
    NULLABLE,
    SHOP,
    report,
    shop,
)
from udacity_client.cli.schema_app import ReportFormat
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import AcceptedFinding, Witness
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.formats import FORMATS
from udacity_client.drift.report.report import Report
from udacity_client.drift.sources.recorded_events import RecordedDrift
from udacity_client.errors import Location, Problem

EACH = pytest.mark.parametrize("name", FORMATS)

TOLD = [
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
    NEWCOMER.fingerprint,
    "behaviour",
]
"""What somebody looks for in any format, one for each thing that can be found."""


def texts(content: object) -> Iterator[str]:
    """Yield every text and number of decoded JSON."""
    match content:
        case dict():
            for value in content.values():  # pyright: ignore[reportUnknownVariableType]
                yield from texts(value)  # pyright: ignore[reportUnknownArgumentType]
        case list():
            for value in content:  # pyright: ignore[reportUnknownVariableType]
                yield from texts(value)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            yield str(content)


def read(name: str, text: str) -> str:
    """Return what a reader of *text* sees."""
    if name in {"json", "sarif"}:
        return "\n".join(texts(json.loads(text)))
    return text.replace("\\|", "|") if name == "markdown" else text


def test_the_command_offers_each_format() -> None:
    assert [one.value for one in ReportFormat] == list(FORMATS)


@EACH
def test_all_that_was_found_is_told(name: str) -> None:
    seen = read(name, FORMATS[name](report(*ALL)))
    assert [words for words in TOLD if words not in seen] == []


@EACH
@pytest.mark.parametrize(
    ("checks", "code"),
    [((CALM,), 0), ((SHOP, CALM), 1), ((replace(CALM, unavailable=("No.",)),), 3)],
)
def test_the_exit_code_and_the_gate_are_told(
    name: str, checks: tuple[DomainCheck, ...], code: int
) -> None:
    made = report(*checks, fail_on=Level.TYPES)
    text = FORMATS[name](made)
    assert made.exit_code == code
    if name == "json":
        content = json.loads(text)
        assert (content["exit_code"], content["fail_on"]) == (code, "types")
    else:
        assert f"Exit {code}, failing on types and worse." in text


@EACH
def test_what_is_clean_has_nothing_to_tell(name: str) -> None:
    text = FORMATS[name](report(CALM))
    assert "the same" in text
    assert not re.search(r"::error|\"results\": \[\{|<details>|\[[a-z]+-[a-z]+", text)


@EACH
def test_what_is_accepted_is_told_and_fails_nothing(name: str) -> None:
    check = replace(
        SHOP, drift=CALM.drift, code="fresh", acceptance_problems=(), recorded=()
    )
    made = report(check, fail_on=Level.COSMETIC)
    assert made.exit_code == 0
    seen = read(name, FORMATS[name](made))
    assert "A match is coming." in seen
    assert "drifted" in seen


def saying(words: str) -> Report:
    """Return a report in which all that others can write is *words*."""
    problem = Problem(Location("queries/shop/a.graphql"), words, words)
    finding = replace(
        NULLABLE,
        coordinate=words,
        old=words,
        new=words,
        effect=words,
        guess=words,
        witness=Witness("answer", "GetFilm", words, words),
    )
    check = replace(
        SHOP,
        problems=(problem,),
        drift=AssessedDrift((finding,), ()),
        unavailable=(words,),
        notes=(words,),
        refused=(problem,),
        accepted=(AcceptedFinding(finding, words, date(2027, 1, 31)),),
        acceptance_problems=(problem,),
        recorded=(RecordedDrift(words, words, words, words, 1),),
    )
    return report(check, CALM)


@given(st.text(min_size=1) | st.just(HOSTILE))
@example("::error::x\n::error::y\r::error::z\x85\u2028")
@example("</code></summary>\n\n```\n~~~\n\\|\\\\|")
def test_nothing_that_others_write_changes_the_shape(words: str) -> None:
    made, calm = saying(words), saying("words")
    for name in ("text", "github", "markdown"):
        lines, expected = (FORMATS[name](one).split("\n") for one in (made, calm))
        assert len(lines) == len(expected)
        assert all(line.isprintable() for line in lines)
    commands = FORMATS["github"](made).splitlines()
    assert all(line.startswith("::") for line in commands)
    assert set(texts(json.loads(FORMATS["json"](made)))) >= {words}
    assert json.loads(FORMATS["sarif"](made))["version"] == "2.1.0"


@EACH
def test_nothing_hidden_and_no_command_comes_from_a_schema(name: str) -> None:
    text = FORMATS[name](report(shop(replace(NULLABLE, new=HOSTILE)), BROKEN))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", text)
    assert not re.search(r"^\s*::error file=x", text, re.MULTILINE)
