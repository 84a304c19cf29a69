"""Generated code really fails on the JSON of a witness."""

from __future__ import annotations

import re
from random import Random

import pytest
from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_schema,
    validate,
    validate_schema,
)

from support.drift.sample_package import SAMPLE_DOCUMENTS, generate_sample_package
from support.drift.sample_schema import (
    DOCUMENTS,
    FRAGMENTS,
    OPERATIONS,
    SCHEMA,
    schema_of,
)
from support.drift.schema_mutations import UNPREPARED_MUTATIONS
from support.drift.witness_outcomes import (
    NEW_VALUE_RULES,
    NOT_EXECUTED,
    RAISED,
    checked_witness,
)
from support.drift.witness_replay import ReplayedDrift, WitnessReplay
from support.drift.witness_server import WitnessServer, documents_of
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.impact.validation import document_of
from udacity_client.errors import Location
from udacity_client.schema.documents import operation_name

NO_WITNESS = {
    "object becomes interface whose members say less": "fields of members are not tried"
}
"""Mutations with a finding that depends on values but has no witness, and why."""


# The fixtures execute the calls of all mutations, which takes ten seconds.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> WitnessReplay:
    package = generate_sample_package(
        tmp_path_factory.mktemp("witness"), "rich_witness"
    )
    return WitnessReplay(package, schema_of(SCHEMA), SAMPLE_DOCUMENTS)


@pytest.fixture(scope="module")
def replayed(replay: WitnessReplay) -> list[ReplayedDrift]:
    return replay.replay((one.name, schema_of(one.sdl)) for one in UNPREPARED_MUTATIONS)


def test_every_value_that_matters_has_a_witness(replayed: list[ReplayedDrift]) -> None:
    without = {
        one.name
        for one in replayed
        for finding in one.findings
        if is_met_by_values(finding, one.new) and finding.witness is None
    }
    assert without == NO_WITNESS.keys()


def test_what_every_call_meets_needs_none(replayed: list[ReplayedDrift]) -> None:
    certain = [
        f for one in replayed for f in one.drift.findings if f.certainty == "always"
    ]
    assert certain
    assert {finding.witness for finding in certain} == {None}


def test_every_witness_does_what_its_finding_says(
    replayed: list[ReplayedDrift],
) -> None:
    witnesses = [
        checked_witness(f) for one in replayed for f in one.findings if f.witness
    ]
    kinds = [witness.kind for witness in witnesses]
    assert min(kinds.count("answer"), kinds.count("variables")) >= 10
    # What a scalar takes that no schema describes, nobody can try.
    unsaid = [one for one in witnesses if one.outcome.startswith(NOT_EXECUTED)]
    assert len(unsaid) <= len(witnesses) / 10


def test_the_refused_field_is_an_affected_one(replayed: list[ReplayedDrift]) -> None:
    compared = 0
    for one in replayed:
        for finding in one.findings:
            witness = finding.witness
            if witness is None or not witness.outcome.startswith(RAISED):
                continue
            path = witness.outcome.removeprefix(RAISED).partition(" ")[0].rstrip(":")
            if keys := affected_keys(finding, witness.operation):
                assert keys & set(re.split(r"[.\[]", path)), finding
                compared += 1
    assert compared >= 10


def test_several_changes_at_once_have_a_witness_each(replay: WitnessReplay) -> None:
    schemas = [(f"seed {seed}", mixture(Random(seed))) for seed in range(60)]
    mixed = replay.replay((name, new) for name, new in schemas if new is not None)
    witnesses = [checked_witness(f) for one in mixed for f in one.findings if f.witness]
    assert len(witnesses) >= 30


def test_a_server_of_the_new_schema_may_give_every_answer(
    replay: WitnessReplay, replayed: list[ReplayedDrift]
) -> None:
    documents = documents_of(replay.package)
    for one in replayed:
        server = WitnessServer(replay.schema, one.new, documents)
        for finding in one.findings:
            if finding.witness and finding.witness.kind == "answer":
                assert server.can_answer(finding.witness), finding


def test_a_server_of_the_old_schema_gives_none_of_them(
    replay: WitnessReplay, replayed: list[ReplayedDrift]
) -> None:
    server = WitnessServer(replay.schema, replay.schema, documents_of(replay.package))
    for one in replayed:
        for finding in one.findings:
            if finding.old == "Time":
                continue  # graphql-core takes anything for a scalar of a schema's own
            if finding.witness and finding.witness.kind == "answer":
                assert not server.can_answer(finding.witness), finding


@pytest.mark.parametrize(
    ("name", "operation", "content"),
    [
        ("T! to T", "GetUser", '"age":null'),
        ("inner T! to T", "GetUser", '"tags":[null]'),
        ("list to T", "GetUser", '"tags":"x"'),
        ("Int to Float", "GetUser", '"age":0.5'),
        ("enum value added out", "GetUser", '[{"id":"x","title":"x","level":"TOP"}]'),
        ("union member added", "FindThings", '{"find":[{"__typename":"Film"}]}'),
        ("input field removed", "ListUsers", '{"sort":"NAME","text":null}'),
        ("enum value removed out+in", "ListUsers", '"state":"DONE"'),
        ("oneOf", "PickOne", '{"by":{}}'),
        ("arg T=d->T!=d nullable", "ListUsers", '"size":null'),
    ],
)
def test_the_odd_value_is_the_one_that_changed(
    replayed: list[ReplayedDrift], name: str, operation: str, content: str
) -> None:
    (one,) = (one for one in replayed if one.name == name)
    witnesses = [finding.witness for finding in one.findings if finding.witness]
    (found,) = (witness for witness in witnesses if content in witness.content)
    assert found.operation == operation


def affected_keys(finding: Finding, operation: str) -> set[str]:
    """Return the keys of an answer to *operation* that *finding* affects."""
    (affected,) = (one for one in finding.affected if one.operation == operation)
    return {key for place in affected.places if (key := key_at(place))}


def key_at(place: Location) -> str | None:
    """Return the key that the documents ask for at *place*, if they ask for one."""
    text = DOCUMENTS.splitlines()[place.line - 1][place.column - 1 :]
    found = re.match(r"(?!query\b|mutation\b)\w+", text)
    return found[0] if found else None


def is_met_by_values(finding: Finding, new: GraphQLSchema) -> bool:
    """Return whether values decide alone, in an operation that *new* still runs."""
    if finding.level is not Level.RUNTIME and finding.rule not in NEW_VALUE_RULES:
        return False
    return any(
        one.operation not in refused(new)
        for one in finding.affected
        if (one.level, one.certainty) == (finding.level, "sometimes")
    )


def refused(new: GraphQLSchema) -> set[str]:
    """Return the operations that a server of *new* refuses as documents."""
    found = set[str]()
    for operation in OPERATIONS:
        document = document_of(operation, FRAGMENTS)
        assert document
        if validate(new, document):
            found.add(operation_name(operation))
    return found


def mixture(random: Random) -> GraphQLSchema | None:
    """Return the rich schema after several mutations of the corpus that fit it."""
    text = SCHEMA
    for mutation in random.sample(UNPREPARED_MUTATIONS, 4):
        for old, new in mutation.swaps:
            text = text.replace(old, new, 1)
    try:
        schema = build_schema(text)
    except (GraphQLError, TypeError):
        return None
    return None if validate_schema(schema) else schema
