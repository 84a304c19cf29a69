"""What a server's introspection cannot report is not drift, and hides none."""

from __future__ import annotations

import re

import pytest

from support.drift.reported_schema import drift_of, load_reported
from support.drift.sample_schema import SCHEMA
from support.introspection_server import EVERY_FEATURE, Server
from udacity_client.schema.capabilities import Capability

DEPRECATED = re.compile(
    r"(: [\w\[\]]+( = [^@\n)]+)?) @deprecated(\(reason: \"[^\"]*\"\))?"
)


@pytest.mark.parametrize("sdl", [EVERY_FEATURE, SCHEMA])
def test_a_server_may_show_what_it_does_not_know_to_be_deprecated(sdl: str) -> None:
    visible, count = DEPRECATED.subn(r"\1", sdl)
    assert count
    unknown = frozenset(one for one in Capability if "__InputValue" in one)
    hides = frozenset(one for one in Capability if "includeDeprecated" in one)
    # Fields and enum values are asked for with their deprecation by every server.
    kept = re.compile(r"^  (name|old): String", re.MULTILINE)
    visible = kept.sub(
        lambda found: f'{found[0]} @deprecated(reason: "use id")', visible
    )
    committed = sdl.replace('"gone soon"', '"use id"')
    drift = drift_of(
        load_reported(committed, Server(visible, unknown=unknown | hides)),
        "{ __typename }",
    )
    left = {change.coordinate for change in drift.outside}
    assert not {one for one in left if "(" in one or "Filter" in one}


def test_an_operation_that_uses_a_hidden_element_is_still_assessed() -> None:
    documents = (
        'query Find { find(filter: {legacy: 1, anything: "x"}) '
        '{ ... on Course { title level } ... on Learner { seen(until: "x") } } }'
    )
    now = EVERY_FEATURE.replace("type Course { title: String! ", "type Course { ")
    server = Server(now, unknown=frozenset(Capability))
    (finding,) = drift_of(load_reported(EVERY_FEATURE, server), documents).findings
    assert (finding.rule, finding.coordinate) == ("field-removed", "Course.title")
    assert [one.operation for one in finding.affected] == ["Find"]


def test_a_hidden_argument_whose_field_is_gone_does_not_come_back() -> None:
    now = re.sub(r"  seen\(.*?\): \[\[Time!\]\]!\n", "", EVERY_FEATURE, flags=re.DOTALL)
    assert now != EVERY_FEATURE
    snapshot = load_reported(EVERY_FEATURE, Server(now, unknown=frozenset(Capability)))
    drift = drift_of(snapshot, "{ __typename }")
    assert [change.coordinate for change in drift.outside] == ["Learner.seen"]
