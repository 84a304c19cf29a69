"""Committed clients meet at changed servers what the findings say."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from drift.accord import understated, unmet, untold
from drift.adversary import Adversary
from drift.committed import Compiler, Wire
from drift.corpus import CORPUS, SAMPLED, Mutation, both
from drift.rich import DOCUMENTS, SCHEMA, drift
from drift.verdict import verdict

UNCOMPILED = {
    "custom scalar swapped sent",
    "enum becomes scalar, sent",
    "input enum to a custom scalar",
    "scalar renamed, named by a variable",
    "scalar renamed, nothing tells",
    "scalar renamed",
    "scalar replaced, of another specification",
    # Selections that are written out for members then conflict, which they do not as
    # they stand.
    "member field nullable via interface",
}
"""What has a schema, seen from its other end, for which no client can be generated."""

REVERSED = [one for one in CORPUS if one.name not in UNCOMPILED]
SAMPLE = 30
"""Every which mutation is looked at from its other end without being asked to."""

PAIRS = 600


def outcomes(
    compiler: Compiler, wire: Wire, old: str, new: str, documents: str
) -> Iterator[str]:
    """Yield where drift and the calls of the client of *old* say different things."""
    client, server = compiler.client(old, documents), Adversary(new, old)
    found = drift(new, old, documents)
    for name in client.operations:
        met = verdict(wire, client, name, server)
        yield from (*untold(found, name, met), *unmet(found, name, met))
        yield from understated(found, name, met)


@pytest.mark.parametrize("mutation", SAMPLED)
def test_calls_meet_what_drift_says(
    compiler: Compiler, wire: Wire, mutation: Mutation
) -> None:
    schemas = mutation.old_sdl, mutation.sdl
    assert [*outcomes(compiler, wire, *schemas, mutation.documents)] == []


@pytest.mark.parametrize(
    "mutations",
    [
        pytest.param(REVERSED[::SAMPLE], id="short"),
        pytest.param(REVERSED, id="long", marks=[pytest.mark.slow]),
    ],
)
@pytest.mark.timeout(900)
def test_so_they_do_the_other_way_round(
    compiler: Compiler, wire: Wire, mutations: list[Mutation]
) -> None:
    for one in mutations:
        schemas = one.sdl, one.old_sdl
        found = [*outcomes(compiler, wire, *schemas, one.documents)]
        assert (one.name, found) == (one.name, [])


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(8), id="short"),
        pytest.param(range(8, 300), id="long", marks=[pytest.mark.slow]),
        pytest.param(range(300, PAIRS), id="longer", marks=[pytest.mark.slow]),
    ],
)
@pytest.mark.timeout(900)
def test_so_they_do_after_two_mutations(
    compiler: Compiler, wire: Wire, seeds: range
) -> None:
    client = compiler.client(SCHEMA, DOCUMENTS)
    for seed in seeds:
        names, new = both(Random(seed))
        found, server = drift(new), Adversary(new, SCHEMA)
        for name in client.operations:
            met = verdict(wire, client, name, server)
            # Two changes that each strike some calls may together strike all.
            said = [*untold(found, name, met), *unmet(found, name, met)]
            assert (names, said) == (names, [])


def test_the_calls_are_many(compiler: Compiler) -> None:
    client = compiler.client(SCHEMA, DOCUMENTS)
    counts = {name: len(client.requests(name)) for name in client.operations}
    assert counts == {
        "GetUser": 7,
        "ListUsers": 66,
        "FindThings": 1,
        "GetNode": 2,
        "PickOne": 14,
        "Rename": 7,
    }
