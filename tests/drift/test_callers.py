"""Validating all operations at once finds what validating each one finds."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate_schema,
)

from drift.corpus import CORPUS, Mutation
from drift.rich import FRAGMENTS, OPERATIONS, SCHEMA
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.impact.assess import assess, drift_between
from udacity_client.drift.impact.operation import CheckedOperation, check_operations

OLD = build_schema(SCHEMA)
EVERY_FIFTH = pytest.mark.parametrize("mutation", CORPUS[::5], ids=lambda one: one.name)


def mutated(mutation: Mutation) -> GraphQLSchema:
    text = SCHEMA
    for old, new in mutation.swaps:
        text = text.replace(old, new, 1)
    try:
        schema = build_schema(text)
    except (GraphQLError, TypeError):
        pytest.skip("the mutation does not fit the schema as it is")
    return pytest.skip("likewise") if validate_schema(schema) else schema


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
def test_whom_no_name_connects_to_a_change_it_does_not_strike(
    mutation: Mutation,
) -> None:
    new = mutated(mutation)
    drift = drift_between(
        OLD, new, domain="shop", operations=OPERATIONS, fragments=FRAGMENTS
    )
    told = {
        (finding.rule, finding.coordinate): [one.operation for one in finding.affected]
        for finding in drift.findings
    }
    for change in changes_between(OLD, new):
        struck = [c.usage.name for c in one_by_one(new) if assess(change, c)]
        assert told.get((change.rule, change.coordinate), []) == struck


def test_operations_that_do_not_fit_the_old_schema_are_left_out() -> None:
    broken = parse("query Broken { nothing } query Lost { ...Gone }").definitions
    operations = [d for d in broken if isinstance(d, OperationDefinitionNode)]
    found = check_operations(OLD, OLD, [*OPERATIONS, *operations], FRAGMENTS)
    assert [caller.usage.operation for caller in found] == OPERATIONS


def test_no_error_is_left_out_for_being_one_too_many() -> None:
    names = [f"f{number}" for number in range(150)]
    fields = " ".join(f"{name}: Int" for name in names)
    old, new = (
        build_schema(f"type Query {{ {text} a: Int }}") for text in (fields, "")
    )
    (operation,) = parse(f"query All {{ {' '.join(names)} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    (caller,) = check_operations(old, new, [operation], {})
    assert len(caller.errors) == len(names)
    drift = drift_between(old, new, domain="shop", operations=[operation], fragments={})
    assert {finding.rule for finding in drift.findings} == {"field-removed"}
    assert len(drift.findings) == len(names)
