"""Malformed responses are assessed or reported, never a crash."""

from __future__ import annotations

from random import Random
from typing import cast

import pytest
from graphql import GraphQLSchema, build_schema

from drift.rich import FRAGMENTS, OPERATIONS, SCHEMA
from support.introspection_server import Answer, Server
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.sources.live import LiveSource
from udacity_client.drift.sources.source import DomainRequest, SchemaSnapshot
from udacity_client.schema.capabilities import Capability
from udacity_client.schema.documents import Documents

ODD: tuple[object, ...] = (None, [], {}, "", 7, "x", True, [None], "__x")
KNOWN = (frozenset[Capability](), frozenset(Capability))
INVALID = {
    "an interface that is not kept": ("type Course implements Node {\n  id: ID!", "ID"),
    "an object without fields": ("type Lonely { x: Int }", "type Lonely"),
    "an enum without values": ("enum Idle { ON OFF }", "enum Idle"),
    "a union without members": ("union Found = User | Course", "union Found"),
    "an input that never ends": ("input Idler { x: Int }", "input Idler { x: Idler! }"),
    "a reserved name": ("type Film { minutes", "type Film { __minutes"),
    "an interface of its own": ("interface Node {", "interface Node implements Node {"),
}


def look(server: Server) -> SchemaSnapshot:
    seer = LiveSource(lambda domain, body, _most: (server(domain, body), 1))
    return seer(
        DomainRequest(
            domain="shop",
            schema=build_schema(SCHEMA),
            documents=Documents({}, ()),
        )
    )


def drift_to(snapshot: SchemaSnapshot) -> AssessedDrift | None:
    if snapshot.other is None:
        assert snapshot.unavailable
        return None
    return drift_between(
        snapshot.committed,
        snapshot.other,
        domain="shop",
        operations=OPERATIONS,
        fragments=FRAGMENTS,
    )


def invalid(name: str) -> GraphQLSchema:
    old, new = INVALID[name]
    assert old in SCHEMA
    if new == "ID":
        new = old.replace("ID!", "ID")
    return build_schema(SCHEMA.replace(old, new), assume_valid=True)


@pytest.mark.parametrize("unknown", KNOWN, ids=["all known", "nothing known"])
@pytest.mark.parametrize("name", INVALID)
def test_a_schema_that_is_not_valid_is_compared(
    name: str, unknown: frozenset[Capability]
) -> None:
    snapshot = look(Server(invalid(name), unknown=unknown))
    drift = drift_to(snapshot)
    assert "not valid GraphQL" in snapshot.notes[-1]
    assert drift is not None
    assert drift.findings or drift.outside


@pytest.mark.parametrize("seed", range(60))
def test_an_answer_that_is_broken_is_told_or_compared(seed: int) -> None:
    random = Random(seed)

    def break_one(answer: Answer) -> None:
        places = list(_places(answer["data"]["__schema"]))
        container, key = random.choice(places)
        container[key] = random.choice(ODD)

    drift_to(look(Server(SCHEMA, unknown=random.choice(KNOWN), mangle=break_one)))


def _places(value: object) -> list[tuple[dict[object, object], object]]:
    """Return where a value stands in *value*: each container, with each of its keys."""
    if isinstance(value, dict):
        keys: list[object] = list(cast("dict[object, object]", value))
    elif isinstance(value, list):
        keys = list(range(len(cast("list[object]", value))))
    else:
        return []
    container = cast("dict[object, object]", value)
    below = [place for key in keys for place in _places(container[key])]
    return [*((container, key) for key in keys), *below]
