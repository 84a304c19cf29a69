"""A coordinate is found at its declaration in the schema file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphql import Source, build_schema

from support.drift.sample_reports import NULLABLE
from udacity_client.drift.generated.schema_locations import (
    find_declaration,
    with_declarations,
)
from udacity_client.drift.impact.assess import AssessedDrift

SDL = """\
directive @cost(of: Int) on FIELD
schema { query: Query }
type Query implements Node & Named {
  id: ID!
  film(id: ID!, by: By): Found
  name: String
}
interface Node { id: ID! }
interface Named implements Node { id: ID!, name: String }
input By { year: Int }
type Film { id: ID! }
union Found = Query | Film
enum Genre {
  NOIR
}
extend type Film {
  more: Int
}
"""
BUILT = build_schema(Source(SDL, "schema/films.graphql"))


@pytest.mark.parametrize(
    ("coordinate", "place"),
    [
        ("@cost", "1:1"),
        ("@cost(of:)", "1:17"),
        ("@cost on QUERY", "1:1"),
        ("@gone", None),
        ("schema", "2:1"),
        ("schema.mutation", "2:1"),
        ("Query", "3:1"),
        ("Query.film", "5:3"),
        ("Query.film(by:)", "5:17"),
        ("Query.film(new:)", "5:3"),
        ("Query.gone", "3:1"),
        ("Query implements Named", "3:30"),
        ("Query implements New", "3:1"),
        ("Named implements Node", "9:28"),
        ("By.year", "10:12"),
        ("Found | Film", "12:23"),
        ("Found | New", "12:1"),
        ("Genre.NOIR", "14:3"),
        ("Genre.NEW", "13:1"),
        ("Film.more", "17:3"),
        ("Gone", None),
        ("String", None),
    ],
)
def test_it_is_found_or_else_what_it_belongs_to(
    coordinate: str, place: str | None
) -> None:
    expected = f"schema/films.graphql:{place}" if place else "None"
    assert str(find_declaration(BUILT, coordinate)) == expected


def test_findings_get_the_place_that_they_are_about() -> None:
    field = replace(NULLABLE, coordinate="Query.film", declared=None)
    # The coordinate of a refusal is an operation, though a type may have its name.
    refusal = replace(field, rule="operation-refused", coordinate="Film")
    found = with_declarations(AssessedDrift((field, refusal), ()), BUILT)
    places = [str(finding.declared) for finding in found.findings]
    assert places == ["schema/films.graphql:5:3", "None"]
