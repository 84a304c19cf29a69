from __future__ import annotations

from datetime import date

from graphql import build_schema

from udacity_client.drift.confirm.judgement import Judgement
from udacity_client.drift.confirm.schema_guesses import judge_schema, unknown_schema
from udacity_client.schema.provenance import Origin

OURS = """
type Query { films(input: FilmsInput!): [Film!]! crew: Crew }
input FilmsInput { first: Int = 50 after: String by: String = "title" }
type Film { id: ID! title: String genre: Genre seen: [Time!] crew: Crew }
type Crew { lead: Person size: Int old: Int }
type Person { name: String born: Time }
enum Genre { DRAMA COMEDY }
scalar Time
"""


def judged(
    *swaps: tuple[str, str],
    inferred: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    nullability: tuple[str, ...] = (),
) -> dict[tuple[str, str], Judgement]:
    origin = Origin(
        source="documentation",
        read=date(2026, 1, 1),
        inferred=inferred,
        names=names,
        nullability=nullability,
    )
    theirs = OURS
    for old, new in swaps:
        assert old in theirs
        theirs = theirs.replace(old, new)
    found = judge_schema(
        "films", origin, ours=build_schema(OURS), theirs=build_schema(theirs)
    )
    return {(one.basis, one.assumption): one for one in found}


def test_the_same_schema_confirms_each_guess_and_all_that_is_documented() -> None:
    found = judged(
        inferred=("Genre.COMEDY", "FilmsInput", "Query.films(input:)", "Film.genre"),
        names=("Crew",),
        nullability=("Film.seen",),
    )

    assert {one.verdict for one in found.values()} == {"confirmed"}
    assert len(found) == 8


def test_types_that_are_named_otherwise_are_found_below_each_other() -> None:
    found = judged(
        ("Crew", "Team"), ("Person", "Human"), names=("Crew", "Person", "Genre")
    )

    assert found["name", "Crew"].reason == "It is called Team."
    assert found["name", "Person"].reason == "It is called Human."
    assert found["name", "Genre"].verdict == "confirmed"
    assert found["documented", "documented"].verdict == "confirmed"
    assert found["inferred", "complete"].verdict == "confirmed"


def test_a_type_whose_place_took_a_scalar_is_gone() -> None:
    found = judged(
        ("genre: Genre", "genre: String"),
        ("enum Genre { DRAMA COMEDY }", ""),
        names=("Genre",),
        inferred=("Genre.COMEDY",),
    )

    refuted = {name for name, one in found.items() if one.verdict == "refuted"}
    assert refuted == {
        ("name", "Genre"),
        ("inferred", "Genre.COMEDY"),
        ("documented", "Film.genre"),
    }
    assert found["documented", "Film.genre"].reason == "Its type is String, not Genre."


def test_null_is_judged_apart_from_the_rest_of_a_type() -> None:
    found = judged(
        ("seen: [Time!]", "seen: [String!]!"),
        nullability=("Film.seen",),
    )
    assert found["nullability", "Film.seen"].verdict == "refuted"
    assert found["documented", "Film.seen"].verdict == "refuted"

    found = judged(("seen: [Time!]", "seen: [String!]"), nullability=("Film.seen",))
    assert found["nullability", "Film.seen"].verdict == "confirmed"
    assert found["documented", "Film.seen"].verdict == "refuted"

    found = judged(("seen: [Time!] ", ""), nullability=("Film.seen",))
    assert found["nullability", "Film.seen"].verdict == "unknown"
    assert found["documented", "Film.seen"].reason == "The API does not have it."


def test_a_default_of_text_is_not_shown() -> None:
    found = judged(('by: String = "title"', 'by: String = "ingeborg@example.com"'))
    assert found["documented", "FilmsInput.by"].reason == (
        "Its default is another value, not another value."
    )

    found = judged(("first: Int = 50", "first: Int = 20"))
    reason = found["documented", "FilmsInput.first"].reason
    assert reason == "Its default is 20, not 50."


def test_another_kind_of_type_is_told() -> None:
    found = judged(("enum Genre { DRAMA COMEDY }", "scalar Genre"))
    assert found["documented", "Genre"].reason == (
        "It is of the kind scalar, not enum."
    )


def test_what_a_credential_may_not_see_is_unknown() -> None:
    found = judged(
        (" title: String genre: Genre seen: [Time!] crew: Crew", ""),
        (" crew: Crew }\ninput", " }\ninput"),
        ("type Crew { lead: Person size: Int old: Int }", ""),
        ("type Person { name: String born: Time }", ""),
        ("enum Genre { DRAMA COMEDY }", ""),
        inferred=("Genre.COMEDY", "FilmsInput.after"),
    )

    assert {one.verdict for one in found.values()} == {"confirmed", "unknown"}
    assert found["inferred", "FilmsInput.after"].verdict == "confirmed"
    assert found["inferred", "Genre.COMEDY"].verdict == "unknown"
    assert found["documented", "documented"].verdict == "unknown"
    assert found["inferred", "complete"].verdict == "unknown"


def test_descriptions_deprecations_and_directives_refute_nothing() -> None:
    found = judged(
        ("old: Int", '"""Old."""\n old: Int @deprecated(reason: "size")'),
        ("scalar Time", "scalar Time\ndirective @cost(points: Int) on OBJECT"),
        inferred=("Crew.old",),
    )
    assert {one.verdict for one in found.values()} == {"confirmed"}


def test_many_additions_are_counted() -> None:
    more = " ".join(f"more{number:02}: Int" for number in range(25))
    found = judged(("size: Int", f"size: Int {more}"))
    reason = found["inferred", "complete"].reason
    assert reason.startswith("It also has Crew.more00, Crew.more01")
    assert reason.endswith("Crew.more19, and 5 more.")


def test_without_a_schema_all_is_unknown_but_what_is_known() -> None:
    origin = Origin(
        source="documentation",
        read=date(2026, 1, 1),
        inferred=("Film.genre",),
        nullability=("Film.genre",),
    )
    found = unknown_schema(
        "films", origin, "Nobody told.", known=frozenset({("inferred", "Film.genre")})
    )
    assert [(one.basis, one.assumption) for one in found] == [
        ("nullability", "Film.genre"),
        ("documented", "documented"),
        ("inferred", "complete"),
    ]
    assert {one.reason for one in found} == {"Nobody told."}
