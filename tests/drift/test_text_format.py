"""Text is for people, on terminals of any width, and the same without them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from drift.reports import ALL, CALM, DOCUMENTED, NULLABLE, SHOP, report, shop
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.findings import Witness
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.text import (
    coloured,
    display_width,
    padded,
    text_report,
    wrapped,
)

CODES = re.compile(r"\x1b\[[0-9;]*m")


def test_a_finding_is_told_line_by_line() -> None:
    assert text_report(report(shop(NULLABLE))) == (
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
        "           an answer to GetFilm: It was refused.\n"
        "  guess    Film.caption\n"
        "  fix      udacity schema pull shop\n"
        "\n"
        "1 runtime, 0 behaviour, 0 types, 0 capability, 0 cosmetic; 0 accepted; "
        "0 recorded; 0 outside your operations. "
        "Exit 1, failing on behaviour and worse.\n"
    )


def test_colour_changes_no_word() -> None:
    made = report(*ALL)
    painted = text_report(made, paint=coloured)
    assert painted != text_report(made)
    assert CODES.sub("", painted) == text_report(made)


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (shop(NULLABLE), "1;31"),
        (shop(replace(NULLABLE, level=Level.TYPES)), "33"),
        (shop(replace(NULLABLE, level=Level.COSMETIC)), "36"),
        (replace(SHOP, drift=None, code="fresh", ledger=(), recorded=()), "2"),
    ],
)
def test_the_worse_the_louder(check: DomainCheck, code: str) -> None:
    painted = text_report(report(check), paint=coloured)
    assert f"\x1b[{code}m" in painted


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_prose_fits_the_terminal_and_what_is_copied_is_whole(width: int) -> None:
    words = "映画 " * 60 + "title " * 40
    finding = replace(NULLABLE, effect=words, fix="udacity " * 20 + "pull")
    text = text_report(report(shop(finding), CALM), width=width)
    assert f"  fix      {finding.fix}\n" in text
    prose = [line for line in text.splitlines() if "映画" in line or "outside" in line]
    assert len(prose) > 1
    assert max(map(display_width, prose)) <= width


def test_a_narrow_terminal_gets_no_table() -> None:
    text = text_report(report(CALM), width=40)
    assert text.startswith("calm\n  schema the same; operations 1 ok;\n")


def test_cells_count_as_terminals_do() -> None:
    assert display_width("映画e\u0301") == 5
    assert padded("映画", 6) == "映画  "
    assert list(wrapped("aa 映画 bb", 5)) == ["aa", "映画", "bb"]
    assert list(wrapped("longer-than-that a", 5)) == ["longer-than-that", "a"]


def test_what_others_wrote_stays_in_its_line() -> None:
    lines = text_report(report(shop(DOCUMENTED))).splitlines()
    (effect,) = [line for line in lines if line.startswith("  effect")]
    assert "\\u001b[31m | <b> @team #1 ::error file=x::y\\u202e ## z" in effect


def test_a_witness_can_be_copied_whatever_is_in_it() -> None:
    content = '{"data":  {\n"title": "two  spaces\u202e"}}'
    witness = Witness("variables", "GetFilm", content, "Not sent.")
    text = text_report(report(shop(replace(NULLABLE, witness=witness))), width=50)
    (shown,) = re.findall(r"^  witness  (.*)$", text, re.MULTILINE)
    assert shown == '{"data":  { "title": "two  spaces\\u202e"}}'
    assert json.loads(shown) == json.loads(content)
    assert "           variables of GetFilm: Not sent.\n" in text
