"""The committed code really fails on the JSON of a witness."""

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

from drift.claims import NEWCOMERS, RAISED, UNSAID, claimed
from drift.corpus import PLAIN
from drift.packages import RICH, generate_rich
from drift.rich import DOCUMENTS, FRAGMENTS, OPERATIONS, SCHEMA, schema_of
from drift.server import Server, documents_of
from drift.showing import Showing, Shown
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.impact.operation import document_of
from udacity_client.errors import Location
from udacity_client.schema.documents import operation_name

WITHOUT = {
    "object becomes interface whose members say less": "a member is not looked into"
}
"""Mutations with a finding that is met by values, of which none is shown."""


@pytest.fixture(scope="module")
def showing(tmp_path_factory: pytest.TempPathFactory) -> Showing:
    package = generate_rich(tmp_path_factory.mktemp("witness"), "rich_witness")
    return Showing(package, schema_of(SCHEMA), RICH)


@pytest.fixture(scope="module")
def shown(showing: Showing) -> list[Shown]:
    return showing.of((one.name, schema_of(one.sdl)) for one in PLAIN)


def test_every_value_that_matters_has_a_witness(shown: list[Shown]) -> None:
    without = {
        one.name
        for one in shown
        for finding in one.findings
        if is_met_by_values(finding, one.new) and finding.witness is None
    }
    assert without == WITHOUT.keys()


def test_what_every_call_meets_needs_none(shown: list[Shown]) -> None:
    certain = [
        f for one in shown for f in one.drift.findings if f.certainty == "always"
    ]
    assert certain
    assert {finding.witness for finding in certain} == {None}


def test_every_witness_does_what_its_finding_says(shown: list[Shown]) -> None:
    witnesses = [claimed(f) for one in shown for f in one.findings if f.witness]
    kinds = [witness.kind for witness in witnesses]
    assert min(kinds.count("answer"), kinds.count("variables")) >= 10
    # What a scalar takes that no schema describes, nobody can try.
    unsaid = [one for one in witnesses if one.outcome.startswith(UNSAID)]
    assert len(unsaid) <= len(witnesses) / 10


def test_what_is_refused_is_what_was_struck(shown: list[Shown]) -> None:
    compared = 0
    for one in shown:
        for finding in one.findings:
            witness = finding.witness
            if witness is None or not witness.outcome.startswith(RAISED):
                continue
            path = witness.outcome.removeprefix(RAISED).partition(":")[0]
            if keys := struck(finding, witness.operation):
                assert keys & set(path.split(".")), finding
                compared += 1
    assert compared >= 10


def test_several_changes_at_once_are_told_apart(showing: Showing) -> None:
    schemas = [(f"seed {seed}", mixture(Random(seed))) for seed in range(60)]
    mixed = showing.of((name, new) for name, new in schemas if new is not None)
    witnesses = [claimed(f) for one in mixed for f in one.findings if f.witness]
    assert len(witnesses) >= 30


def test_a_server_of_the_new_schema_may_give_every_answer(
    showing: Showing, shown: list[Shown]
) -> None:
    documents = documents_of(showing.package)
    for one in shown:
        server = Server(showing.schema, one.new, documents)
        for finding in one.findings:
            if finding.witness and finding.witness.kind == "answer":
                assert server.may_give(finding.witness), finding


def test_a_server_of_the_old_schema_gives_none_of_them(
    showing: Showing, shown: list[Shown]
) -> None:
    server = Server(showing.schema, showing.schema, documents_of(showing.package))
    for one in shown:
        for finding in one.findings:
            if finding.old == "Time":
                continue  # graphql-core takes anything for a scalar of a schema's own
            if finding.witness and finding.witness.kind == "answer":
                assert not server.may_give(finding.witness), finding


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
    shown: list[Shown], name: str, operation: str, content: str
) -> None:
    (one,) = (one for one in shown if one.name == name)
    witnesses = [finding.witness for finding in one.findings if finding.witness]
    (found,) = (witness for witness in witnesses if content in witness.content)
    assert found.operation == operation


def struck(finding: Finding, operation: str) -> set[str]:
    """Return the keys of an answer to *operation* that *finding* says are struck."""
    (affected,) = (one for one in finding.affected if one.operation == operation)
    return {key for place in affected.places if (key := key_at(place))}


def key_at(place: Location) -> str | None:
    """Return the key that the documents ask for at *place*, if they ask for one."""
    text = DOCUMENTS.splitlines()[place.line - 1][place.column - 1 :]
    found = re.match(r"(?!query\b|mutation\b)\w+", text)
    return found[0] if found else None


def is_met_by_values(finding: Finding, new: GraphQLSchema) -> bool:
    """Return whether values decide alone, in an operation that *new* still runs."""
    if finding.level is not Level.RUNTIME and finding.rule not in NEWCOMERS:
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
    for mutation in random.sample(PLAIN, 4):
        for old, new in mutation.swaps:
            text = text.replace(old, new, 1)
    try:
        schema = build_schema(text)
    except (GraphQLError, TypeError):
        return None
    return None if validate_schema(schema) else schema
