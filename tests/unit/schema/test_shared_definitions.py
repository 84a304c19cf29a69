"""A later version of a schema is read as if it were the first text that is read."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from graphql import build_schema, parse, print_ast

from support.drift.random_pairs import random_pairs
from udacity_client.errors import Problem
from udacity_client.schema.sdl import parse_schema
from udacity_client.schema.shared_definitions import parse_version

FILM = "type Film {\n  title: String\n}\n"
BEFORE = f'"""Films."""\ntype Query {{\n  film: Film\n}}\n\n{FILM}\nscalar Time\n'


@pytest.mark.parametrize(
    ("after", "shared"),
    [
        (BEFORE, 2),
        (BEFORE.replace("title", "name"), 1),
        (BEFORE.replace("Films.", "Some films."), 1),
        (f"{FILM}\n{BEFORE.replace(FILM, '')}", 1),
        (BEFORE.replace("scalar Time", "scalar Time @of(x: 1)\n# The end."), 2),
        (BEFORE.replace("scalar Time", "scalar Timespan scalar Time"), 2),
        # What looks like a definition stands in a string or in a comment.
        (BEFORE.replace(FILM, f'"""\n{FILM}"""\ntype Film {{ a: Int }}\n'), 1),
        (BEFORE.replace(FILM, f"# {FILM.replace(chr(10), ' ')}\ntype Film\n"), 1),
        (BEFORE.replace(FILM, f"extend {FILM}"), 1),
        (BEFORE.replace(FILM, f"type Film @of(x: 1)\n{FILM.replace('Film', 'It')}"), 1),
    ],
)
def test_definitions_of_the_same_text_are_shared(after: str, shared: int) -> None:
    before = parse(BEFORE)
    found = parse_version(after, before)
    assert print_ast(found or parse(after)) == print_ast(parse(after))
    nodes = set(map(id, before.definitions))
    if found is not None:
        assert sum(id(one) in nodes for one in found.definitions) == shared
    else:
        assert '"""\ntype' in after


def test_what_is_not_graphql_has_to_be_parsed_as_a_whole() -> None:
    assert parse_version(f"{BEFORE} type {{", parse(BEFORE)) is None


@pytest.mark.parametrize("seed", range(3))
def test_random_versions_are_read_alike(seed: int) -> None:
    before, versions = random_pairs(Random(seed), 3)
    for text in (before, *versions):
        for after in (before, *versions):
            found = parse_version(after, parse(text))
            assert found is not None
            assert print_ast(found) == print_ast(parse(after))


def test_problems_of_the_version_have_places_in_it() -> None:
    problems: list[Problem] = []
    known = parse_schema(BEFORE, "before.graphql", problems)
    invalid = f"{BEFORE}\ntype Broken {{\n  a: Missing\n}}\n"
    found = parse_schema(invalid, "after.graphql", problems, known=known)
    assert found
    assert not problems
    (problem,) = found.invalid
    assert problem.location == ("after.graphql", 13, 6)
    assert "Missing" in problem.message


def test_shipped_schemas_with_one_change_are_read_alike() -> None:
    root = Path(__file__).parents[3] / "schema"
    for path in root.glob("*.graphql"):
        text = path.read_text(encoding="utf-8")
        after = text.replace(": String!", ": String", 1)
        problems: list[Problem] = []
        known = parse_schema(text, path.name, problems)
        found = parse_schema(after, path.name, problems, known=known)
        assert found
        assert found.schema.type_map.keys() == build_schema(after).type_map.keys()
        assert found.document
        assert print_ast(found.document) == print_ast(parse(after))
