"""Single mutations of a schema have the impact that the corpus lists."""

from __future__ import annotations

import pytest
from graphql import (
    BreakingChangeType,
    build_schema,
    find_breaking_changes,
    introspection_from_schema,
    parse,
    validate,
    validate_schema,
)
from graphql import build_client_schema as from_introspection

from support.drift.sample_schema import SCHEMA, schema_of
from support.drift.schema_mutations import (
    MUTATIONS,
    SAMPLED_MUTATIONS,
    Mutation,
    finding_lines,
    outside_lines,
)
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.generated.schema_locations import find_declaration
from udacity_client.schema.printer import canonical_sdl

EACH = pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
SOME = pytest.mark.parametrize("mutation", SAMPLED_MUTATIONS)


@SOME
def test_the_operations_fit_the_schema(mutation: Mutation) -> None:
    assert validate(schema_of(mutation.old_sdl), parse(mutation.documents)) == []
    assert validate_schema(schema_of(mutation.sdl)) == []


def test_the_corpus_is_large() -> None:
    assert len(MUTATIONS) >= 320


@EACH
def test_each_operation_meets_what_the_corpus_says(mutation: Mutation) -> None:
    found = mutation.drift
    assert finding_lines(found) == mutation.findings
    assert outside_lines(found) == mutation.outside


def test_fingerprints_tell_findings_apart() -> None:
    for mutation in MUTATIONS:
        findings = mutation.drift.findings
        assert len({finding.fingerprint for finding in findings}) == len(findings)


@SOME
def test_an_introspection_and_a_sorted_file_say_the_same(mutation: Mutation) -> None:
    schema = schema_of(mutation.sdl)
    told_by_server = from_introspection(
        introspection_from_schema(
            schema,
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
            input_object_one_of=True,
        )
    )
    sorted_file = build_schema(canonical_sdl(schema))
    assert changes_between(schema, told_by_server) == []
    assert changes_between(told_by_server, sorted_file) == []


@EACH
def test_what_graphql_core_calls_breaking_is_no_secret(mutation: Mutation) -> None:
    breaking = [
        change
        for change in find_breaking_changes(
            schema_of(mutation.old_sdl), schema_of(mutation.sdl)
        )
        # A scalar of every schema counts as removed where it is no longer used.
        if change.type is not BreakingChangeType.TYPE_REMOVED
        or not change.description.startswith("Standard scalar")
    ]
    found = mutation.drift
    assert not breaking or found.findings or found.outside


def test_everything_that_is_removed_or_changed_has_a_line_in_the_old_schema() -> None:
    schema = schema_of(SCHEMA)
    lost = {
        change.coordinate
        for mutation in MUTATIONS
        for change in changes_between(schema, schema_of(mutation.sdl))
        if change.old is not None
        and find_declaration(schema, change.coordinate) is None
    }
    assert lost == set()
