"""What a server's introspection cannot report is not drift, and hides none."""

from __future__ import annotations

import re
from random import Random

import pytest
from graphql import Source, build_schema, parse

from drift.rich import SCHEMA
from support.introspection_server import RICH, Server
from support.random_sources import Sources
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.sources.live import LiveSource
from udacity_client.drift.sources.source import DomainRequest, SchemaSnapshot
from udacity_client.schema.capabilities import Capability
from udacity_client.schema.documents import Documents
from udacity_client.schema.printer import canonical_sdl

DEPRECATED = re.compile(
    r"(: [\w\[\]]+( = [^@\n)]+)?) @deprecated(\(reason: \"[^\"]*\"\))?"
)


def decorated(sdl: str, random: Random) -> str:
    """Return *sdl* with what only newer introspection tells, here and there."""
    sdl = re.sub(
        r"(\w+_: [\w\[\]!]+)",
        lambda found: f"{found[1]}{random.choice(('', ' @deprecated'))}",
        sdl,
    )
    sdl = sdl.replace(
        "scalar Time",
        f'scalar Time @specifiedBy(url: "https://x.org/{random.random()}")',
    )
    one_of = random.choice(("", " @oneOf"))
    return (
        f"{sdl.replace('input In0', f'input In0{one_of}')}\n"
        '"""All of it."""\nschema { query: Query subscription: T0 }\n'
        "directive @mark(old: Int @deprecated, new: Int) repeatable on FIELD"
    )


def told_by(server: Server, committed: str) -> SchemaSnapshot:
    schema = build_schema(committed)
    look = LiveSource(lambda domain, body, _most: (server(domain, body), 1))
    snapshot = look(
        DomainRequest(domain="shop", schema=schema, documents=Documents({}, ()))
    )
    assert canonical_sdl(snapshot.committed) == canonical_sdl(build_schema(committed))
    return snapshot


def drift_of(snapshot: SchemaSnapshot, documents: str) -> AssessedDrift:
    assert snapshot.other is not None, snapshot.unavailable
    found = Documents({}, tuple(parse(Source(documents, "ops.graphql")).definitions))
    return drift_between(
        snapshot.committed,
        snapshot.other,
        domain="shop",
        operations=found.operations,
        fragments=found.fragments,
    )


def some_of(capabilities: list[Capability], random: Random) -> frozenset[Capability]:
    return frozenset(random.sample(capabilities, random.randint(1, len(capabilities))))


@pytest.mark.parametrize("seed", range(20))
def test_an_unchanged_api_never_drifts_whatever_its_introspection_knows(
    seed: int,
) -> None:
    random = Random(seed)
    sources = Sources(random)
    sdl = random.choice((RICH, SCHEMA, decorated(sources.schema(), random)))
    for unknown in (frozenset(Capability), some_of(list(Capability), random)):
        snapshot = told_by(Server(sdl, unknown=unknown), sdl)
        drift = drift_of(snapshot, "{ __typename }")
        assert (drift.findings, drift.outside) == ((), ())
        assert all(missing in snapshot.notes[0] for missing in unknown)


@pytest.mark.parametrize("sdl", [RICH, SCHEMA])
def test_a_server_may_show_what_it_does_not_know_to_be_deprecated(sdl: str) -> None:
    shown, count = DEPRECATED.subn(r"\1", sdl)
    assert count
    unknown = frozenset(one for one in Capability if "__InputValue" in one)
    hides = frozenset(one for one in Capability if "includeDeprecated" in one)
    # Fields and enum values are asked for with their deprecation by every server.
    kept = re.compile(r"^  (name|old): String", re.MULTILINE)
    shown = kept.sub(lambda found: f'{found[0]} @deprecated(reason: "use id")', shown)
    committed = sdl.replace('"gone soon"', '"use id"')
    drift = drift_of(
        told_by(Server(shown, unknown=unknown | hides), committed), "{ __typename }"
    )
    left = {change.coordinate for change in drift.outside}
    assert not {one for one in left if "(" in one or "Filter" in one}


def test_an_operation_that_uses_what_is_hidden_is_judged_all_the_same() -> None:
    documents = (
        'query Find { find(filter: {legacy: 1, anything: "x"}) '
        '{ ... on Course { title level } ... on Learner { seen(until: "x") } } }'
    )
    now = RICH.replace("type Course { title: String! ", "type Course { ")
    server = Server(now, unknown=frozenset(Capability))
    (finding,) = drift_of(told_by(server, RICH), documents).findings
    assert (finding.rule, finding.coordinate) == ("field-removed", "Course.title")
    assert [one.operation for one in finding.affected] == ["Find"]


def test_a_hidden_argument_whose_field_is_gone_does_not_come_back() -> None:
    now = re.sub(r"  seen\(.*?\): \[\[Time!\]\]!\n", "", RICH, flags=re.DOTALL)
    assert now != RICH
    snapshot = told_by(Server(now, unknown=frozenset(Capability)), RICH)
    drift = drift_of(snapshot, "{ __typename }")
    assert [change.coordinate for change in drift.outside] == ["Learner.seen"]
