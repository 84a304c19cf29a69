"""Read the corpus of single mutations."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from graphql import GraphQLError, validate_schema

from drift.rich import DOCUMENTS, SCHEMA, drift, mutated, schema_of
from udacity_client.drift.impact.assess import AssessedDrift


@dataclass(frozen=True)
class Mutation:
    """Hold one mutation of the rich schema, and what it does.

    Attributes:
        name: What it is.
        before: What is put for what in the rich schema first, in the old one as well.
        also: Operations beside the usual ones.
        swaps: What the mutation puts for what.
        findings: What it does to operations.
        outside: What strikes none.
    """

    name: str
    before: tuple[tuple[str, str], ...]
    also: str
    swaps: tuple[tuple[str, str], ...]
    findings: list[str]
    outside: list[str]

    @property
    def old_sdl(self) -> str:
        return mutated(*self.before, of=SCHEMA)

    @property
    def sdl(self) -> str:
        return mutated(*self.swaps, of=self.old_sdl)

    @property
    def documents(self) -> str:
        return "\n".join([DOCUMENTS, *filter(None, [self.also])])

    @property
    def drift(self) -> AssessedDrift:
        return drift(self.sdl, self.old_sdl, self.documents)


def _read(path: Path) -> list[Mutation]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Mutation(
            name,
            tuple((old, new) for old, new in table.get("before", ())),
            table.get("also", ""),
            tuple((old, new) for old, new in table["swaps"]),
            table["findings"],
            table["outside"],
        )
        for name, table in tables.items()
    ]


CORPUS = [
    mutation
    for path in sorted((Path(__file__).parent / "mutations").glob("*.toml"))
    for mutation in _read(path)
]
SAMPLED = [
    pytest.param(one, id=one.name, marks=[pytest.mark.slow] if number % 6 else [])
    for number, one in enumerate(CORPUS)
]
"""All of them, for what costs much with each: one in six is not slow."""
PLAIN = [one for one in CORPUS if not one.before and not one.also]
"""Those of the usual schema and operations."""


def told(drift: AssessedDrift) -> list[str]:
    """Return the findings of *drift* as the corpus spells them."""
    return [
        f"{finding.rule} {finding.coordinate} | {one.level} {one.certainty} | "
        f"{one.operation}@"
        + ",".join(f"{place.line}:{place.column}" for place in one.places)
        for finding in drift.findings
        for one in finding.affected
    ]


def left(drift: AssessedDrift) -> list[str]:
    """Return what strikes no operation, as the corpus spells it."""
    return [f"{change.rule} {change.coordinate}" for change in drift.outside]


def both(random: Random) -> tuple[str, str]:
    """Return the names of two mutations, and the schema after both of them."""
    while True:
        one, other = random.sample(PLAIN, 2)
        try:
            sdl = mutated(*one.swaps, *other.swaps)
            schema = schema_of(sdl)
        except (AssertionError, GraphQLError, TypeError):
            continue  # the second does not fit any more
        if not validate_schema(schema):
            return f"{one.name} + {other.name}", sdl
