"""Validating only what a change can concern finds what validating everything finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations
from random import Random

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
    validate_schema,
)

from support.drift.random_pairs import DOCUMENTS as RANDOM_DOCUMENTS
from support.drift.random_pairs import random_pairs
from support.drift.sample_schema import FRAGMENTS, OPERATIONS, SCHEMA
from support.drift.schema_mutations import MUTATIONS, Mutation
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.impact.assess import assess, drift_between
from udacity_client.drift.impact.operation import CheckedOperation, check_operations
from udacity_client.drift.impact.validation import document_of
from udacity_client.drift.usage.operation_usage import Fragments
from udacity_client.schema.documents import NO_LIMIT

OLD = build_schema(SCHEMA)
EVERY_TENTH = pytest.mark.parametrize(
    "mutation", MUTATIONS[::10], ids=lambda one: one.name
)


def mutated(mutation: Mutation) -> GraphQLSchema:
    text = SCHEMA
    for old, new in mutation.swaps:
        text = text.replace(old, new, 1)
    try:
        schema = build_schema(text)
    except (GraphQLError, TypeError):
        pytest.skip("the mutation does not fit the schema as it is")
    return (
        pytest.skip("the mutated schema is not valid")
        if validate_schema(schema)
        else schema
    )


def checked(
    old: GraphQLSchema,
    new: GraphQLSchema,
    operations: Sequence[OperationDefinitionNode],
    fragments: Fragments = FRAGMENTS,
) -> list[CheckedOperation]:
    changes = changes_between(old, new)
    return check_operations(old, new, operations, fragments, changes=changes)


def check_refusals(new: GraphQLSchema, found: Iterable[CheckedOperation]) -> None:
    for one in found:
        document = document_of(one.usage.operation, one.reader.fragments)
        assert document is not None
        expected = validate(new, document, max_errors=NO_LIMIT)
        assert list(map(str, one.errors)) == list(map(str, expected))


@EVERY_TENTH
def test_refusals_are_those_of_each_document(mutation: Mutation) -> None:
    new = mutated(mutation)
    found = checked(OLD, new, OPERATIONS)
    assert [one.usage.operation for one in found] == OPERATIONS
    check_refusals(new, found)


@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_refusals_are_those_of_each_document_in_both_directions(
    mutation: Mutation,
) -> None:
    new = mutated(mutation)
    check_refusals(new, checked(OLD, new, OPERATIONS))
    check_refusals(OLD, checked(new, OLD, OPERATIONS))


@pytest.mark.parametrize(
    "seed",
    [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 30))],
)
def test_refusals_of_random_pairs_are_those_of_each_document(seed: int) -> None:
    definitions = parse(RANDOM_DOCUMENTS).definitions
    operations = [d for d in definitions if isinstance(d, OperationDefinitionNode)]
    fragments = {
        d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)
    }
    before, changed = random_pairs(Random(seed), 3)
    schemas = [build_schema(text) for text in (before, *changed)]
    for old, new in permutations(schemas, 2):
        check_refusals(new, checked(old, new, operations, fragments))


@EVERY_TENTH
def test_only_operations_that_share_a_name_with_a_change_are_affected(
    mutation: Mutation,
) -> None:
    new = mutated(mutation)
    drift = drift_between(
        OLD, new, domain="shop", operations=OPERATIONS, fragments=FRAGMENTS
    )
    reported = {
        (finding.rule, finding.coordinate): [one.operation for one in finding.affected]
        for finding in drift.findings
    }
    one_by_one = [c for one in OPERATIONS for c in checked(OLD, new, [one])]
    for change in changes_between(OLD, new):
        affected = [c.usage.name for c in one_by_one if assess(change, c)]
        assert reported.get((change.rule, change.coordinate), []) == affected
