"""For random schemas and changes, a witness has its finding's outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from graphql import (
    GraphQLError,
    GraphQLSchema,
    Source,
    build_schema,
    parse,
    print_schema,
    validate_schema,
)

from support.drift.sample_package import generate_package
from support.drift.witness_outcomes import checked_witness
from support.drift.witness_replay import ReplayedDrift, WitnessReplay
from support.drift.witness_server import WitnessServer, documents_of
from support.random_sources import Sources as RandomSources
from udacity_client.schema.documents import Documents

TYPE = re.compile(r": ([\[\w][\w\[\]!]*)")
NAMES = ("Boolean", "Duration", "E0", "Float", "I0", "ID", "Int", "String", "T0", "U0")
CHANGES = 25


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(2), id="short"),
        pytest.param(range(2, 9), id="long", marks=pytest.mark.slow),
        pytest.param(range(9, 40), id="longer", marks=pytest.mark.long),
    ],
)
@pytest.mark.timeout(900)
def test_witnesses_of_random_changes_do_what_they_say(
    seeds: range, tmp_path: Path
) -> None:
    found = 0
    for seed in seeds:
        replay = generate_random_code(
            Random(seed), tmp_path / str(seed), f"random_drift_{seed}"
        )
        documents = documents_of(replay.package)
        for one in replay_random_changes(replay, Random(seed)):
            server = WitnessServer(replay.schema, one.new, documents)
            for finding in one.findings:
                if finding.witness is not None:
                    witness = checked_witness(finding)
                    assert witness.kind == "variables" or server.can_answer(witness)
                    found += 1
    assert found >= 4 * len(seeds)


def generate_random_code(random: Random, folder: Path, package: str) -> WitnessReplay:
    """Return the code that is generated for random operations on a random schema."""
    making = RandomSources(random)
    sdl = making.schema()
    old = build_schema(sdl)
    text = making.operations(old)
    code = generate_package(folder, package, sdl, text)
    documents = Documents({"ops": text}, parse(Source(text, "ops")).definitions)
    return WitnessReplay(code, old, documents)


def replay_random_changes(replay: WitnessReplay, random: Random) -> list[ReplayedDrift]:
    """Return what random changes do to that code."""
    sdl = print_schema(replay.schema)
    return replay.replay(
        ("", new) for _ in range(CHANGES) for new in changes(sdl, random)
    )


def changes(sdl: str, random: Random) -> Iterator[GraphQLSchema]:
    """Yield *sdl* with another type somewhere, and maybe more, where that is valid."""
    match = random.choice(list(TYPE.finditer(sdl)))
    text = sdl[: match.start(1)] + other_type(match[1], random) + sdl[match.end(1) :]
    for old, new in (
        ("RED None", "RED EXTRA None"),
        ("GREEN ", ""),
        ("union U0 = ", "type Extra { x: Int }\nunion U0 = Extra | "),
    ):
        if random.random() < 0.2:
            text = text.replace(old, new)
    try:
        schema = build_schema(text)
    except (GraphQLError, TypeError):
        return
    if not validate_schema(schema):
        yield schema


def other_type(text: str, random: Random) -> str:
    return random.choice(
        (
            text.removesuffix("!") if text.endswith("!") else f"{text}!",
            f"[{text}]",
            text.strip("[]!"),
            text.replace("!]", "]") if "!]" in text else text.replace("]", "!]"),
            re.sub(r"\w+", random.choice(NAMES), text),
        )
    )
