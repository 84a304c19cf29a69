"""Malformed introspection responses are compared or reported, never a crash."""

from __future__ import annotations

from random import Random
from typing import cast

import pytest

from support.drift.reported_schema import drift_of, load_reported
from support.drift.sample_schema import DOCUMENTS, SCHEMA
from support.introspection_server import Answer, Server
from udacity_client.schema.capabilities import Capability

ODD: tuple[object, ...] = (None, [], {}, "", 7, "x", True, [None], "__x")
KNOWN = (frozenset[Capability](), frozenset(Capability))


@pytest.mark.parametrize(
    "seed",
    [*range(20), *(pytest.param(n, marks=pytest.mark.slow) for n in range(20, 60))],
)
def test_a_malformed_response_is_reported_or_compared(seed: int) -> None:
    random = Random(seed)

    def break_one(answer: Answer) -> None:
        places = list(_places(answer["data"]["__schema"]))
        container, key = random.choice(places)
        container[key] = random.choice(ODD)

    server = Server(SCHEMA, unknown=random.choice(KNOWN), mangle=break_one)
    snapshot = load_reported(SCHEMA, server)
    if snapshot.other is None:
        assert snapshot.unavailable
    else:
        drift_of(snapshot, DOCUMENTS)


def _places(value: object) -> list[tuple[dict[object, object], object]]:
    """Return each container in *value* with each of its keys."""
    if isinstance(value, dict):
        keys: list[object] = list(cast("dict[object, object]", value))
    elif isinstance(value, list):
        keys = list(range(len(cast("list[object]", value))))
    else:
        return []
    container = cast("dict[object, object]", value)
    below = [place for key in keys for place in _places(container[key])]
    return [*((container, key) for key in keys), *below]
