"""An unchanged API never drifts, whatever its introspection cannot report."""

from __future__ import annotations

import re
from random import Random

import pytest

from support.drift.reported_schema import drift_of, load_reported
from support.drift.sample_schema import SCHEMA
from support.introspection_server import EVERY_FEATURE, Server
from support.random_sources import Sources
from udacity_client.schema.capabilities import Capability


def decorated(sdl: str, random: Random) -> str:
    """Return *sdl* with some features that only newer introspection reports."""
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


def some_of(capabilities: list[Capability], random: Random) -> frozenset[Capability]:
    return frozenset(random.sample(capabilities, random.randint(1, len(capabilities))))


@pytest.mark.parametrize(
    "seed",
    [*range(8), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(8, 40))],
)
def test_an_unchanged_api_never_drifts_whatever_its_introspection_knows(
    seed: int,
) -> None:
    random = Random(seed)
    sources = Sources(random)
    sdl = random.choice((EVERY_FEATURE, SCHEMA, decorated(sources.schema(), random)))
    for unknown in (frozenset(Capability), some_of(list(Capability), random)):
        snapshot = load_reported(sdl, Server(sdl, unknown=unknown))
        drift = drift_of(snapshot, "{ __typename }")
        assert (drift.findings, drift.outside) == ((), ())
        assert all(missing in snapshot.notes[0] for missing in unknown)
