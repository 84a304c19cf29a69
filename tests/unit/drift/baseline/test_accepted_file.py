"""What accepted-drift.toml may contain, and the messages for what it may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from udacity_client.drift.baseline.accepted_file import (
    AcceptedEntry,
    read_accepted_drift,
    remove_entries,
)
from udacity_client.errors import Location, SourceError

DOMAINS = ("catalog", "tokens")

GOOD = """\
# Agreed with the API's team.

[[accepted]]
rule = "field-removed"
domain = "catalog"
coordinate = "Program.title"
reason = "Nobody reads it."
until = 2026-12-31

# It comes back in spring.
[[accepted]]  # for a while
rule = "enum-value-added"
domain = "tokens"
coordinate = "Scope.ALL"
reason = "It is hidden."
until = 2027-01-31
"""


@pytest.fixture
def accepted_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "accepted-drift.toml"
    path.write_text(GOOD, encoding="utf-8")
    return Path(path.name)


def test_entries_are_read_with_their_lines(accepted_file: Path) -> None:
    read = read_accepted_drift(accepted_file, DOMAINS)
    assert read.problems == ()
    first, second = read.entries
    assert first == AcceptedEntry(
        rule="field-removed",
        domain="catalog",
        coordinate="Program.title",
        reason="Nobody reads it.",
        until=date(2026, 12, 31),
        place=Location("accepted-drift.toml", 3),
    )
    assert second.place.line == 11


def test_no_file_accepts_nothing(tmp_path: Path) -> None:
    assert read_accepted_drift(tmp_path / "accepted-drift.toml", DOMAINS).entries == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reason = "Nobody reads it."\n', "", "has no reason"),
        ('"Nobody reads it."', '" "', "has no reason"),
        ('"Program.title"', "1", "has no coordinate"),
        ("2026-12-31", '"2026-12-31"', "has no date in `until`"),
        ("2026-12-31", "2026-12-31T00:00:00", "has no date in `until`"),
        ('"field-removed"', '""', "has no rule"),
        ('"field-removed"', '" "', "has no rule"),
        ('"field-removed"', '""\nlevel = "types"', "has no rule"),
        ('"field-removed"', '5\nlevel = "types"', "has no rule"),
        ("until =", "unti =", "has unti, which is not a key of entries"),
    ],
)
def test_an_entry_with_missing_or_unknown_keys_is_reported(
    accepted_file: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    accepted_file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    read = read_accepted_drift(accepted_file, DOMAINS)
    ((domain, problem),) = read.problems
    assert domain == "catalog"
    assert problem.location == Location("accepted-drift.toml", 3)
    assert message in problem.message
    assert [entry.domain for entry in read.entries] == ["tokens"]


def test_a_byte_order_mark_is_passed_over(accepted_file: Path) -> None:
    expected = read_accepted_drift(accepted_file, DOMAINS)
    accepted_file.write_text(GOOD, encoding="utf-8-sig")
    assert read_accepted_drift(accepted_file, DOMAINS) == expected


def test_a_repeated_entry_is_reported(accepted_file: Path) -> None:
    accepted_file.write_text(GOOD + GOOD, encoding="utf-8")
    flaws = [
        str(problem)
        for _, problem in read_accepted_drift(accepted_file, DOMAINS).problems
    ]
    assert [flaw.partition(": ")[0] for flaw in flaws] == [
        "accepted-drift.toml:19:1",
        "accepted-drift.toml:27:1",
    ]
    assert "repeats the one at accepted-drift.toml:3:1" in flaws[0]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (GOOD.replace('"tokens"', '"token"'), 11, "domain does not exist"),
        (GOOD.replace('domain = "catalog"\n', ""), 3, "domain does not exist"),
        ("[[accepted]]\nrule =\n", 2, "This is not TOML"),
        ("[[acepted]]\n", 1, "The file has acepted, which is not allowed."),
        ("version = 1\n" + GOOD, 1, "The file has version, which is not allowed."),
        ("accepted = [{}]\n", 1, "entries without a heading"),
        ("accepted = 1\n", 1, "entries without a heading"),
        (
            GOOD.replace('"It is hidden."', '"""\n[[accepted]]\n"""'),
            1,
            "is not allowed",
        ),
    ],
)
def test_a_file_that_cannot_be_split_into_entries_is_refused(
    accepted_file: Path, text: str, place: int, message: str
) -> None:
    accepted_file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message) as caught:
        read_accepted_drift(accepted_file, DOMAINS)
    (problem,) = caught.value.problems
    assert problem.location == Location("accepted-drift.toml", place)


def test_a_file_that_is_not_text_is_refused(accepted_file: Path) -> None:
    accepted_file.write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match="not UTF-8 text"):
        read_accepted_drift(accepted_file, DOMAINS)


def test_entries_go_with_the_comments_above_them() -> None:
    first, second = GOOD[: GOOD.index("# It")], GOOD[GOOD.index("# It") :]
    assert remove_entries(GOOD, {11}) == first
    assert remove_entries(GOOD, {3}) == "# Agreed with the API's team.\n\n" + second
    assert remove_entries(GOOD, {3, 11}) == "# Agreed with the API's team.\n\n"
    assert remove_entries(GOOD, set()) == GOOD
    assert remove_entries("# Nothing.\n", {1}) == "# Nothing.\n"
    heads = "# About all.\n[[accepted]]\na = 1\n"
    assert remove_entries(heads, {2}) == "# About all.\n"
