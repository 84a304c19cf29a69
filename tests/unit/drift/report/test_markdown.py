"""Markdown fits the body of a pull request; no text in it is markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from support.drift.sample_reports import (
    ALL_CHECKS,
    BROKEN,
    DOCUMENTED,
    HOSTILE,
    NULLABLE,
    check_with,
    many_findings,
    report_of,
)
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.markdown import MAX_BODY, markdown_report

READER = MarkdownIt("commonmark").enable("table")


def walked(text: str) -> list[Token]:
    """Return the tokens of *text*, those of its lines among them."""
    tokens = READER.parse(text)
    return [one for token in tokens for one in (token, *(token.children or ()))]


def codes(text: str, kind: str) -> list[str]:
    return [token.content for token in walked(text) if token.type == kind]


def test_tables_and_details_hold_what_was_found() -> None:
    text = markdown_report(report_of(*ALL_CHECKS))
    cells = codes(text, "code_inline")
    assert {"drifted, 1 outside", "Film.title", "GetFilm, ListFilms"} <= set(cells)
    assert "Found | Film" in cells
    headings = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert headings == ["shop", "old-films", "stars"]
    verdict, *blocks = codes(text, "fence")
    assert verdict.startswith(
        "1 of 4 operations will break; 6 more were not compared.\n"
    )
    assert len(blocks) == text.count("<details>") == text.count("</details>")
    assert blocks[2].startswith("runtime (sometimes)  shop  Film.title  [field-")


def test_what_others_wrote_is_code_and_nothing_else() -> None:
    finding = replace(NULLABLE, coordinate=HOSTILE, effect=HOSTILE, guess=HOSTILE)
    unavailable_check = replace(BROKEN, unavailable=(HOSTILE,))
    text = markdown_report(report_of(check_with(finding), unavailable_check))
    tokens = walked(text)
    said = "".join(token.content for token in tokens if token.type == "text")
    assert "@team" not in said
    assert "#1" not in said
    markup = "".join(token.content for token in tokens if token.type.startswith("html"))
    outside_code = re.sub(r"<code>.*?</code>", "", markup)
    assert "team" not in outside_code
    assert "<b>" not in markup
    cells = [token for token in tokens if token.type in {"td_open", "th_open"}]
    summary_cells, shop_and_broken = 6 * 3, 4 * 2 + 4 * 4
    assert len(cells) == summary_cells + shop_and_broken


@pytest.mark.parametrize("limit", [2_000, 5_000, MAX_BODY])
def test_what_is_too_long_is_cut_at_a_finding_and_counted(limit: int) -> None:
    findings = many_findings(500)
    made = report_of(check_with(*findings), BROKEN)
    text = markdown_report(made, limit=limit)
    assert len(text.encode("utf-16-le")) // 2 <= limit
    rows = re.findall(r"^\| `(?:runtime|UNCHECKED|invalid)", text, re.MULTILINE)
    left = re.search(r"\*\*([\d,]+) more were left out\*\*", text)
    left_count = int(left[1].replace(",", "")) if left else 0
    assert rows
    assert len(rows) + left_count == len(made.entries)
    assert (left_count == 0) is (limit == MAX_BODY)
    assert text.count("<details>") == text.count("</details>")
    assert "Exit 1 (--fail-on behaviour)." in text


@given(st.integers(min_value=1_500, max_value=30_000), st.integers(0, 60))
def test_no_limit_is_passed(limit: int, count: int) -> None:
    made = report_of(*ALL_CHECKS, check_with(*many_findings(count)))
    text = markdown_report(made, limit=limit)
    assert len(text) <= limit
    assert text.count("<details>") <= len(made.entries)


def test_what_matters_least_is_left_out() -> None:
    mild = [
        replace(
            one, level=Level.COSMETIC, rule="type-added", coordinate=f"Film{number}"
        )
        for number, one in enumerate(many_findings(100))
    ]
    grave = replace(NULLABLE, domain="zoo", coordinate="Zoo.name")
    checks = (check_with(*mild), replace(check_with(grave), domain="zoo"))
    text = markdown_report(report_of(*checks), limit=20_000)
    assert "more were left out" in text
    assert "<code>Zoo.name</code>" in text


def test_one_giant_finding_hides_no_other() -> None:
    giant = replace(DOCUMENTED, new="word " * 50_000, affected=DOCUMENTED.affected * 90)
    text = markdown_report(report_of(check_with(giant, NULLABLE)))
    assert "were left out" not in text
    assert "… (248,0" in text
    assert "and 85 more operations" in text
    assert len(text) < MAX_BODY


@pytest.mark.parametrize("limit", [5_000, MAX_BODY])
def test_long_names_and_many_domains_pass_no_limit(limit: int) -> None:
    long = replace(
        NULLABLE,
        coordinate=f"Film.{'x' * 70_000}",
        affected=(replace(NULLABLE.affected[0], operation="Y" * 70_000),),
    )
    others = [replace(BROKEN, domain=f"domain-{number}") for number in range(900)]
    text = markdown_report(report_of(check_with(long), *others), limit=limit)
    assert len(text.encode("utf-16-le")) // 2 <= limit
    assert "more characters)" in text
    assert "more lines)" in text
    assert "more were left out" in text
