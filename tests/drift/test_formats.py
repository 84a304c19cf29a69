"""Whatever a report holds, every format tells it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

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
from udacity_client.cli.app import ReportFormat
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.effects import Level
from udacity_client.drift.formats import FORMATS

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
    "asked, not seen",
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
    [((CALM,), 0), ((SHOP, CALM), 1), ((replace(CALM, unseen=("No.",)),), 3)],
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
    check = replace(SHOP, drift=CALM.drift, code="fresh", ledger=())
    made = report(check, fail_on=Level.COSMETIC)
    assert made.exit_code == 0
    seen = read(name, FORMATS[name](made))
    assert "A match is coming." in seen
    assert "drifted" in seen


@EACH
def test_nothing_hidden_and_no_command_comes_from_a_schema(name: str) -> None:
    text = FORMATS[name](report(shop(replace(NULLABLE, new=HOSTILE)), BROKEN))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", text)
    assert not re.search(r"^\s*::error file=x", text, re.MULTILINE)
