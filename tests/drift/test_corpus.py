"""Single mutations of a schema do to each operation what the corpus says."""

from __future__ import annotations

import pytest
from graphql import (
    BreakingChangeType,
    build_schema,
    find_breaking_changes,
    introspection_from_schema,
    validate,
)
from graphql import build_client_schema as from_introspection

from drift.corpus import CORPUS, Mutation, left, told
from drift.rich import DOCUMENT, SCHEMA, drift, schema_of
from udacity_client.codegen.canonical import canonical_sdl
from udacity_client.drift.changes import changes_between
from udacity_client.drift.effects import Level

EACH = pytest.mark.parametrize("mutation", CORPUS, ids=lambda one: one.name)


def test_the_operations_fit_the_schema() -> None:
    assert validate(schema_of(SCHEMA), DOCUMENT) == []


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 140


@EACH
def test_each_operation_meets_what_the_corpus_says(mutation: Mutation) -> None:
    found = drift(mutation.sdl)
    assert told(found) == mutation.findings
    assert left(found) == mutation.outside


def test_fingerprints_tell_findings_apart() -> None:
    for mutation in CORPUS:
        findings = drift(mutation.sdl).findings
        assert len({finding.fingerprint for finding in findings}) == len(findings)


@EACH
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
        for change in find_breaking_changes(schema_of(SCHEMA), schema_of(mutation.sdl))
        # A scalar of every schema counts as removed where it is no longer used.
        if change.type is not BreakingChangeType.TYPE_REMOVED
        or not change.description.startswith("Standard scalar")
    ]
    found = drift(mutation.sdl)
    assert not breaking or found.findings or found.outside


@EACH
def test_always_means_that_a_server_refuses(mutation: Mutation) -> None:
    refusals = {
        error.nodes[0].loc.source.name
        for error in validate(schema_of(mutation.sdl), DOCUMENT)
        if error.nodes and error.nodes[0].loc
    }
    found = [
        finding
        for finding in drift(mutation.sdl).findings
        if (finding.level, finding.certainty) == (Level.RUNTIME, "always")
    ]
    of_values = {"input-field-removed", "input-field-required-added", "root-removed"}
    assert not refusals or found
    assert refusals or {finding.rule for finding in found} <= of_values
