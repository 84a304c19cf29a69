"""Validating all operations at once finds what validating each one finds."""

from __future__ import annotations

from graphql import (
    OperationDefinitionNode,
    build_schema,
    parse,
)

from support.drift.sample_schema import FRAGMENTS, OPERATIONS, SCHEMA
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.impact.assess import drift_between
from udacity_client.drift.impact.operation import check_operations

OLD = build_schema(SCHEMA)


def test_operations_that_do_not_fit_the_old_schema_are_left_out() -> None:
    broken = parse("query Broken { nothing } query Lost { ...Gone }").definitions
    operations = [d for d in broken if isinstance(d, OperationDefinitionNode)]
    found = check_operations(
        OLD, OLD, [*OPERATIONS, *operations], FRAGMENTS, changes=()
    )
    assert [caller.usage.operation for caller in found] == OPERATIONS


def test_no_error_is_left_out_for_being_one_too_many() -> None:
    names = [f"f{number}" for number in range(150)]
    fields = " ".join(f"{name}: Int" for name in names)
    old, new = (
        build_schema(f"type Query {{ {text} a: Int }}") for text in (fields, "")
    )
    (operation,) = parse(f"query All {{ {' '.join(names)} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    (caller,) = check_operations(
        old, new, [operation], {}, changes=changes_between(old, new)
    )
    assert len(caller.errors) == len(names)
    drift = drift_between(old, new, domain="shop", operations=[operation], fragments={})
    assert {finding.rule for finding in drift.findings} == {"field-removed"}
    assert len(drift.findings) == len(names)
