"""Every change is reported; nothing else is."""

from __future__ import annotations

from random import Random

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Source,
    build_schema,
    parse,
    validate,
    validate_schema,
)
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from support.drift.sample_schema import DOCUMENT, FRAGMENTS, OPERATIONS, SCHEMA
from support.drift.schema_mutations import UNPREPARED_MUTATIONS, Mutation
from support.random_sources import Sources
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.impact.impact import Level
from udacity_client.schema.printer import canonical_sdl


def compare(old: GraphQLSchema, new: GraphQLSchema) -> AssessedDrift:
    return drift_between(
        old, new, domain="shop", operations=OPERATIONS, fragments=FRAGMENTS
    )


def mutate(mutations: list[Mutation]) -> GraphQLSchema | None:
    """Return the sample schema with those of *mutations* that still fit it."""
    text = SCHEMA
    for mutation in mutations:
        for old, new in mutation.swaps:
            text = text.replace(old, new, 1)
    try:
        schema = build_schema(text)
    except (GraphQLError, TypeError):
        return None
    return None if validate_schema(schema) else schema


MUTATIONS = st.lists(st.sampled_from(UNPREPARED_MUTATIONS), max_size=5)
FEW = settings(
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
MANY = settings(FEW, max_examples=100)


@FEW
@given(MUTATIONS, MUTATIONS)
def test_something_is_reported_exactly_if_the_texts_differ(
    before: list[Mutation], after: list[Mutation]
) -> None:
    require_a_report_of_any_difference(before, after)


@pytest.mark.slow
@MANY
@given(MUTATIONS, MUTATIONS)
def test_something_is_reported_exactly_if_many_texts_differ(
    before: list[Mutation], after: list[Mutation]
) -> None:
    require_a_report_of_any_difference(before, after)


def require_a_report_of_any_difference(
    before: list[Mutation], after: list[Mutation]
) -> None:
    old, new = mutate(before), mutate(after)
    assume(old is not None and new is not None)
    assert old is not None
    assert new is not None
    found = compare(old, new)
    has_changed = canonical_sdl(old) != canonical_sdl(new)
    assert bool(found.findings or found.outside) is has_changed


@FEW
@given(MUTATIONS)
def test_every_refusal_of_a_document_is_reported_as_certain(
    after: list[Mutation],
) -> None:
    require_a_report_of_each_refusal(after)


@pytest.mark.slow
@MANY
@given(MUTATIONS)
def test_every_refusal_after_many_changes_is_reported_as_certain(
    after: list[Mutation],
) -> None:
    require_a_report_of_each_refusal(after)


def require_a_report_of_each_refusal(after: list[Mutation]) -> None:
    new = mutate(after)
    assume(new is not None)
    assert new is not None
    affected = {
        one.operation
        for finding in compare(build_schema(SCHEMA), new).findings
        for one in finding.affected
        if (one.level, one.certainty) == (Level.RUNTIME, "always")
    }
    for operation in OPERATIONS:
        rest = [d for d in DOCUMENT.definitions if d not in OPERATIONS]
        document = parse("query X { __typename }")
        document.definitions = (operation, *rest)
        unused = "is never used"
        errors = [e for e in validate(new, document) if unused not in e.message]
        reached = [e for e in errors if _is_of(e, operation)]
        if reached:
            assert operation.name
            assert operation.name.value in affected


def _is_of(error: GraphQLError, operation: OperationDefinitionNode) -> bool:
    """Return whether *error* is in the operation's own lines."""
    own = operation.loc
    return own is not None and any(
        own.start <= node.loc.start < own.end for node in error.nodes or () if node.loc
    )


@pytest.mark.parametrize("seed", range(12))
def test_random_schemas_are_distinguished(seed: int) -> None:
    random = Sources(Random(seed))
    sdl, other = random.schema(), Sources(Random(seed + 1000)).schema()
    old, new = build_schema(sdl), build_schema(other)
    document = parse(Source(random.operations(old), "ops.graphql"))
    operations = [
        d for d in document.definitions if isinstance(d, OperationDefinitionNode)
    ]
    fragments = {
        d.name.value: d
        for d in document.definitions
        if isinstance(d, FragmentDefinitionNode)
    }
    for target in (old, new, build_schema(canonical_sdl(old))):
        found = drift_between(
            old, target, domain="shop", operations=operations, fragments=fragments
        )
        has_changed = canonical_sdl(old) != canonical_sdl(target)
        assert bool(found.findings or found.outside) is has_changed
