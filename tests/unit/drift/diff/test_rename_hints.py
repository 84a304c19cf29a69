"""A rename is guessed only if one candidate fits."""

from __future__ import annotations

import pytest
from graphql import build_schema

from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.diff.rename_hints import rename_hint

OLD = """
type Query { a(first: Int, last: Int, by: By): A n: N }
type A { title: String text: String size: Int! kind: Kind }
interface N { id: ID }
enum Kind { NEW OLD }
input By { flag: Boolean name: String }
"""


def guesses(old: str, new: str) -> dict[str, str | None]:
    """Return the guesses at what is gone between the schemas *old* and *new*."""
    before, after = build_schema(old), build_schema(new)
    return {
        change.coordinate: rename_hint(change, before, after)
        for change in changes_between(before, after)
        if change.kind == "removed"
    }


@pytest.mark.parametrize(
    ("swap", "coordinate", "expected"),
    [
        (
            ("size: Int!", "outline: Int!"),
            "A.size",
            "may now be called `outline` (a guess: same parent, same type)",
        ),
        (
            ("first: Int", "limit: Int"),
            "Query.a(first:)",
            "may now be called `limit` (a guess: same field, same type)",
        ),
        (
            ("NEW OLD", "FRESH OLD"),
            "Kind.NEW",
            "may now be called `FRESH` (a guess: same enum)",
        ),
        (
            ("flag: Boolean", "mark: Boolean"),
            "By.flag",
            "may now be called `mark` (a guess: same input object, same type)",
        ),
        (
            ("Kind", "Sort"),
            "Kind",
            "may now be called `Sort` (a guess: same kind, same members)",
        ),
    ],
)
def test_one_thing_that_fits_is_guessed(
    swap: tuple[str, str], coordinate: str, expected: str
) -> None:
    assert guesses(OLD, OLD.replace(*swap))[coordinate] == expected


@pytest.mark.parametrize(
    ("swap", "coordinate"),
    [
        pytest.param(("size: Int!", ""), "A.size", id="nothing came"),
        pytest.param(("size: Int!", "size2: Int"), "A.size", id="another type"),
        pytest.param(("size: Int!", "x: Int! y: Int!"), "A.size", id="two unlike"),
        pytest.param(
            ("size: Int!", "sizes: Int! sized: Int!"), "A.size", id="two as like"
        ),
        pytest.param(
            ("title: String text: String", "words: String"), "A.text", id="two gone"
        ),
        pytest.param(
            ("interface N { id: ID }", "type N2 { id: ID } interface N { x: Int }"),
            "N.id",
            id="elsewhere",
        ),
    ],
)
def test_what_is_ambiguous_is_not_guessed(
    swap: tuple[str, str], coordinate: str
) -> None:
    assert guesses(OLD, OLD.replace(*swap))[coordinate] is None


def test_of_several_the_nearest_name_counts() -> None:
    new = OLD.replace("title: String text: String", "titles: String texts: String")
    assert guesses(OLD, new) == {
        "A.text": "may now be called `texts` (a guess: same parent, same type)",
        "A.title": "may now be called `titles` (a guess: same parent, same type)",
    }


def test_a_type_with_other_members_is_not_guessed() -> None:
    new = OLD.replace("Kind", "Sort").replace("NEW OLD", "NEW OLD LOST")
    assert guesses(OLD, new)["Kind"] is None


def test_a_renamed_root_is_the_same_parent() -> None:
    new = "schema { query: Root } " + OLD.replace("Query", "Root").replace(
        "n: N", "m: N"
    )
    assert guesses(OLD, new) == {
        "Query.n": "may now be called `m` (a guess: same parent, same type)"
    }
