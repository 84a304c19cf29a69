"""Validating all operations at once finds what validating each one finds."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_schema,
    validate_schema,
)

from support.drift.sample_schema import FRAGMENTS, OPERATIONS, SCHEMA
from support.drift.schema_mutations import MUTATIONS, Mutation
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.impact.assess import assess, drift_between
from udacity_client.drift.impact.operation import CheckedOperation, check_operations

OLD = build_schema(SCHEMA)
EVERY_FIFTH = pytest.mark.parametrize(
    "mutation", MUTATIONS[::5], ids=lambda one: one.name
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


def one_by_one(new: GraphQLSchema) -> list[CheckedOperation]:
    return [
        c for one in OPERATIONS for c in check_operations(OLD, new, [one], FRAGMENTS)
    ]


@EVERY_FIFTH
def test_errors_are_those_of_each_document(mutation: Mutation) -> None:
    new = mutated(mutation)
    together = list(check_operations(OLD, new, OPERATIONS, FRAGMENTS))
    alone = one_by_one(new)
    assert [caller.usage.name for caller in together] == [
        caller.usage.name for caller in alone
    ]
    for caller, other in zip(together, alone, strict=True):
        assert list(map(str, caller.errors)) == list(map(str, other.errors))


@EVERY_FIFTH
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
    for change in changes_between(OLD, new):
        affected = [c.usage.name for c in one_by_one(new) if assess(change, c)]
        assert reported.get((change.rule, change.coordinate), []) == affected
