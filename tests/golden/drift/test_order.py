"""The order of a schema's parts means nothing."""

from __future__ import annotations

from random import Random

import pytest
from graphql import build_schema

from support.drift.sample_schema import schema_of
from support.drift.schema_mutations import MUTATIONS, SAMPLED_MUTATIONS, Mutation
from support.drift.shuffled_schema import shuffle_sdl
from support.random_sources import Sources
from udacity_client.drift.diff.compare import changes_between
from udacity_client.schema.printer import canonical_sdl

DEFAULTS = """
input In { a: Int = 1 b: [Int!] = [3, 1, 2] c: Within = {b: [2, 1], a: 4} }
input Within { a: Int b: [Int!] }
type Query { q(x: In = {c: {a: 2, b: [1]}, a: 0, b: [2, 1]}, y: Float = 1): Int }
"""


@pytest.mark.parametrize("mutation", SAMPLED_MUTATIONS)
def test_the_corpus_in_another_order_is_the_same(mutation: Mutation) -> None:
    new = build_schema(shuffle_sdl(mutation.sdl, Random(mutation.name)))
    assert changes_between(schema_of(mutation.sdl), new) == []
    assert canonical_sdl(schema_of(mutation.sdl)) == canonical_sdl(new)


@pytest.mark.parametrize("seed", range(10))
def test_random_schemas_in_another_order_are_the_same(seed: int) -> None:
    sdl = Sources(Random(seed)).schema()
    old = build_schema(sdl)
    new = build_schema(shuffle_sdl(sdl, Random(seed)))
    assert changes_between(old, new) == []
    assert canonical_sdl(old) == canonical_sdl(new)


@pytest.mark.parametrize("seed", range(10))
def test_defaults_keep_their_lists_in_order(seed: int) -> None:
    sdl = shuffle_sdl(DEFAULTS, Random(seed))
    assert changes_between(build_schema(DEFAULTS), build_schema(sdl)) == []
    swapped = build_schema(sdl.replace("[3, 1, 2]", "[1, 2, 3]"))
    (change,) = changes_between(build_schema(DEFAULTS), swapped)
    assert (change.rule, change.coordinate) == ("input-field-default-changed", "In.b")


def test_another_order_is_another_text() -> None:
    for mutation in MUTATIONS[:20]:
        assert shuffle_sdl(mutation.sdl, Random(1)) != shuffle_sdl(
            mutation.sdl, Random(2)
        )
