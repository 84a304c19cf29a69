"""Real calls to a changed server fail exactly as the findings say."""

from __future__ import annotations

from random import Random

import pytest

from support.drift.adversarial_server import AdversarialServer
from support.drift.call_outcomes import call_outcomes
from support.drift.compiled_clients import CallRunner, ClientCompiler
from support.drift.findings_vs_calls import (
    differences,
    unobserved_findings,
    unreported_effects,
)
from support.drift.random_pairs import DOCUMENTS as RANDOM_DOCUMENTS
from support.drift.random_pairs import random_pairs
from support.drift.sample_schema import DOCUMENTS, SCHEMA, drift_to
from support.drift.schema_mutations import (
    MUTATIONS,
    SAMPLED_MUTATIONS,
    Mutation,
    mutate_twice,
)

SAMPLE = 60
"""One mutation in this many is also tested in reverse by the fast tests."""

PARTS = 9
"""So many parts has the corpus in reverse; the slow tests take three of them."""

PAIRS = 600


@pytest.mark.parametrize("mutation", SAMPLED_MUTATIONS)
def test_calls_have_the_effects_that_are_reported(
    compiler: ClientCompiler, call_runner: CallRunner, mutation: Mutation
) -> None:
    schemas = mutation.old_sdl, mutation.sdl
    assert [*differences(compiler, call_runner, *schemas, mutation.documents)] == []


@pytest.mark.parametrize(
    "mutations",
    [
        pytest.param(MUTATIONS[::SAMPLE], id="short"),
        *(
            pytest.param(
                MUTATIONS[part::PARTS],
                id=f"part {part}",
                marks=pytest.mark.long if part % 3 else pytest.mark.slow,
            )
            for part in range(PARTS)
        ),
    ],
)
@pytest.mark.timeout(900)
def test_so_do_calls_after_the_reverse_mutation(
    compiler: ClientCompiler, call_runner: CallRunner, mutations: list[Mutation]
) -> None:
    for one in mutations:
        schemas = one.sdl, one.old_sdl
        found = [*differences(compiler, call_runner, *schemas, one.documents)]
        assert (one.name, found) == (one.name, [])


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(1), id="short"),
        pytest.param(range(1, 14), id="long", marks=[pytest.mark.slow]),
        pytest.param(range(14, 100), id="longer", marks=[pytest.mark.long]),
    ],
)
@pytest.mark.timeout(900)
def test_so_do_calls_after_random_changes(
    compiler: ClientCompiler, call_runner: CallRunner, seeds: range
) -> None:
    for seed in seeds:
        old, changed = random_pairs(Random(seed), 4)
        for number, new in enumerate(changed):
            found = differences(compiler, call_runner, old, new, RANDOM_DOCUMENTS)
            assert (seed, number, [*found]) == (seed, number, [])


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(4), id="short"),
        pytest.param(range(4, 50), id="long", marks=[pytest.mark.slow]),
        pytest.param(range(50, PAIRS), id="longer", marks=[pytest.mark.long]),
    ],
)
@pytest.mark.timeout(900)
def test_so_do_calls_after_two_mutations(
    compiler: ClientCompiler, call_runner: CallRunner, seeds: range
) -> None:
    client = compiler.client(SCHEMA, DOCUMENTS)
    for seed in seeds:
        names, new = mutate_twice(Random(seed))
        found, server = drift_to(new), AdversarialServer(new, SCHEMA)
        for name in client.operations:
            met = call_outcomes(call_runner, client, name, server)
            # Two changes that each break some calls may together break all.
            said = [
                *unreported_effects(found, name, met),
                *unobserved_findings(found, name, met),
            ]
            assert (names, said) == (names, [])


def test_the_calls_are_many(compiler: ClientCompiler) -> None:
    client = compiler.client(SCHEMA, DOCUMENTS)
    counts = {name: len(client.requests(name)) for name in client.operations}
    assert counts == {
        "GetUser": 16,
        "ListUsers": 84,
        "FindThings": 1,
        "GetNode": 5,
        "PickOne": 14,
        "Rename": 16,
    }
