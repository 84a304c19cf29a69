from __future__ import annotations

import pytest

from rows import Row, read_rows
from table import between_marks, put_between_marks, short_table, table, without_keys
from targets import Target

ROWS = [
    Row(
        key="decode",
        what="decode a page",
        ratio=1.234,
        spread=(1.2, 1.26),
        value=12.34,
        unit="ms",
    ),
    Row(key="requests", what="requests", value=100_000.0, unit="requests"),
]
TARGETS = {
    "decode": Target(direction="at-least", goal=1.5, limit=1.2),
    "requests": Target(direction="at-most", figure="value", goal=1e6),
}
MARKED = "Before\n<!-- benchmarks: begin -->\nold\n<!-- benchmarks: end -->\nAfter\n"


def test_a_row_shows_its_ratio_first_and_whether_its_goal_is_met() -> None:
    assert without_keys(table(ROWS, TARGETS)).splitlines()[2:] == [
        "| decode a page | **1.23** | 1.20-1.26 | 12.3 ms | ≥ 1.5 | no |",
        "| requests |  |  | 100,000 requests | ≤ 1e+06 requests | yes |",
    ]


def test_the_short_table_takes_lines_by_their_keys() -> None:
    short = short_table(table(ROWS, TARGETS), ["requests"], source="results/1.md")
    assert "100,000 requests" in short
    assert "decode" not in short
    assert "<!--" not in short
    assert "(results/1.md)" in short


def test_a_line_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="memory"):
        short_table(table(ROWS, TARGETS), ["memory"], source="results/1.md")


def test_a_document_changes_between_its_marks_alone() -> None:
    changed = put_between_marks(MARKED, "new\n\ntable")
    assert between_marks(changed) == "new\n\ntable"
    assert put_between_marks(changed, "old") == MARKED


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="benchmarks: begin"):
        put_between_marks("no marks", "new")


@pytest.mark.parametrize(
    "line",
    [
        "warming up",
        '{"key": "decode"}',
        '{"key": "decode", "what": "decode", "ratio": "1.2"}',
        '{"key": "decode", "what": "decode", "spread": [1]}',
        '["decode"]',
    ],
)
def test_what_is_not_a_row_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match="not a row"):
        read_rows(f"\n{line}\n")
