"""Text fits terminals of any width, and is the same without one."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from support.drift.sample_reports import (
    ALL_CHECKS,
    CLEAN,
    DOCUMENTED,
    NULLABLE,
    SHOP,
    check_with,
    report_of,
)
from udacity_client.cli.display import coloured
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.findings import Witness
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.text import Display, text_report

CODES = re.compile(r"\x1b\[[0-9;]*m")
COLOURED = Display(colour=coloured)


def test_a_finding_is_reported_line_by_line() -> None:
    assert text_report(report_of(check_with(NULLABLE))) == (
        "1 of 1 operation will break.\n"
        "  some calls fail:       GetFilm (shop)\n"
        "  start with:            Film.title (queries/shop/film.graphql:3:5)\n"
        "  do:                    udacity schema pull shop\n"
        "\n"
        "domain  schema   operations  generated  recorded  worst\n"
        "shop    drifted  1 ok        fresh      -         runtime (sometimes)\n"
        "\n"
        "runtime (sometimes)  shop  Film.title  "
        f"[field-type-changed {NULLABLE.fingerprint}]\n"
        "  change   String! -> String\n"
        "  in       GetFilm (runtime (sometimes))  queries/shop/film.graphql:3:5\n"
        "  in       ListFilms (types)  "
        "queries/shop/films.graphql:7:9, queries/shop/films.graphql:8:9\n"
        "  symbol   app.ops.shop.Film.title  app/ops/shop/records.py:12:5\n"
        "  symbol   app.ops.shop.Film.unread\n"
        "  schema   schema/shop.graphql:41:3\n"
        "  effect   Some answers cannot be read.\n"
        '  witness  {"data":{"film":{"title":null}}}\n'
        "           a response to GetFilm: It was refused.\n"
        "  guess    Film.caption\n"
        "  fix      udacity schema pull shop\n"
        "\n"
        "1 runtime, 0 behaviour, 0 types, 0 capability, 0 cosmetic; 0 accepted; "
        "0 recorded; 0 outside your operations. Exit 1 (--fail-on behaviour).\n"
    )


@pytest.mark.parametrize(
    ("check", "total"),
    [
        (CLEAN, "No change was found. Exit 0 (--fail-on behaviour)."),
        (
            replace(CLEAN, drift=None),
            "No schema was compared. Exit 0 (--fail-on behaviour).",
        ),
    ],
)
def test_the_last_line_of_a_clean_check_counts_nothing(
    check: DomainCheck, total: str
) -> None:
    assert text_report(report_of(check)).splitlines()[-1] == total


def test_a_note_on_the_committed_schema_is_no_probe() -> None:
    check = replace(CLEAN, drift=None, notes=("Unknown type 'Strin'.",))
    assert "\ncalm    not compared  " in text_report(report_of(check))


def test_colour_changes_no_word() -> None:
    made = report_of(*ALL_CHECKS)
    in_colour = text_report(made, COLOURED)
    assert in_colour != text_report(made)
    assert CODES.sub("", in_colour) == text_report(made)


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (check_with(NULLABLE), "1;31"),
        (check_with(replace(NULLABLE, level=Level.TYPES)), "33"),
        (check_with(replace(NULLABLE, level=Level.COSMETIC)), "36"),
        (
            replace(
                SHOP, drift=None, code="fresh", acceptance_problems=(), recorded=()
            ),
            "2",
        ),
    ],
)
def test_the_worse_the_louder(check: DomainCheck, code: str) -> None:
    assert f"\x1b[{code}m" in text_report(report_of(check), COLOURED)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_prose_fits_the_terminal_and_what_is_copied_is_whole(width: int) -> None:
    words = "映画 " * 60 + "title " * 40
    finding = replace(NULLABLE, effect=words, fix="udacity " * 20 + "pull")
    terminal = Display(text_width=cell_len, width=width)
    text = text_report(report_of(check_with(finding), CLEAN), terminal)
    assert f"  fix      {finding.fix}\n" in text
    prose = [line for line in text.splitlines() if "映画" in line or "outside" in line]
    assert len(prose) > 1
    assert max(map(cell_len, prose)) <= width


def test_a_narrow_terminal_gets_no_table() -> None:
    text = text_report(report_of(CLEAN), Display(width=40))
    assert "\n\ncalm\n  schema the same; operations 1 ok;\n" in text


def test_wide_characters_take_two_columns() -> None:
    wide = replace(CLEAN, domain="映画e\u0301")
    _, _, heading, first, second, *_ = text_report(
        report_of(wide, CLEAN), Display(text_width=cell_len)
    ).splitlines()
    assert heading.startswith("domain  schema")
    assert first.startswith("映画e\u0301   the same")
    assert second.startswith("calm    the same")


def test_a_word_that_does_not_fit_is_not_split() -> None:
    finding = replace(NULLABLE, effect="aa 映画 longer-than-that bb")
    terminal = Display(text_width=cell_len, width=16)
    text = text_report(report_of(check_with(finding)), terminal)
    indent = " " * 11
    assert (
        f"  effect   aa\n{indent}映画\n{indent}longer-than-that\n{indent}bb\n" in text
    )


def test_no_line_that_is_wrapped_is_a_command_to_what_runs_a_job() -> None:
    check = check_with(replace(NULLABLE, effect="Some words and ::error::these."))
    text = text_report(report_of(check), Display(width=26))
    assert "\n           \\u003a:error::these.\n" in text


def test_what_others_wrote_stays_in_its_line() -> None:
    lines = text_report(report_of(check_with(DOCUMENTED))).splitlines()
    (effect,) = [line for line in lines if line.startswith("  effect")]
    assert "\\u001b[31m | <b> @team #1 ::error file=x::y\\u202e ## z" in effect


def test_a_witness_can_be_copied_whatever_is_in_it() -> None:
    content = '{"data":  {\n"title": "two  spaces\u202e"}}'
    witness = Witness("variables", "GetFilm", content, "Not sent.")
    text = text_report(
        report_of(check_with(replace(NULLABLE, witness=witness))), Display(width=50)
    )
    (witness_line,) = re.findall(r"^  witness  (.*)$", text, re.MULTILINE)
    assert witness_line == '{"data":  { "title": "two  spaces\\u202e"}}'
    assert json.loads(witness_line) == json.loads(content)
    assert "           variables of GetFilm: Not sent.\n" in text
