"""The mutations of the sample schema in `tests/golden/drift/mutations`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from graphql import GraphQLError, validate_schema

from support.drift.sample_schema import DOCUMENTS, SCHEMA, drift_to, mutated, schema_of
from support.paths import TESTS
from udacity_client.drift.impact.assess import AssessedDrift


@dataclass(frozen=True)
class Mutation:
    """One mutation of the sample schema, and its expected drift.

    Attributes:
        name: A description.
        before: Replacements that are made in both the old and the new schema.
        also: Operations in addition to the sample ones.
        swaps: The mutation itself: replacements in the new schema.
        findings: The expected findings about operations.
        outside: The expected changes that affect no operation.
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
        return drift_to(self.sdl, self.old_sdl, self.documents)


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


MUTATIONS = [
    mutation
    for path in sorted((TESTS / "golden/drift/mutations").glob("*.toml"))
    for mutation in _read(path)
]
SAMPLED_MUTATIONS = [
    pytest.param(one, id=one.name, marks=[pytest.mark.slow] if number % 6 else [])
    for number, one in enumerate(MUTATIONS)
]
"""All mutations, for expensive tests: five in six are marked slow."""
UNPREPARED_MUTATIONS = [one for one in MUTATIONS if not one.before and not one.also]
"""The mutations that change neither the old schema nor the operations."""


def finding_lines(drift: AssessedDrift) -> list[str]:
    """Return the findings of *drift* as the mutation files spell them."""
    return [
        f"{finding.rule} {finding.coordinate} | {one.level} {one.certainty} | "
        f"{one.operation}@"
        + ",".join(f"{place.line}:{place.column}" for place in one.places)
        for finding in drift.findings
        for one in finding.affected
    ]


def outside_lines(drift: AssessedDrift) -> list[str]:
    """Return the changes that affect no operation, as the mutation files spell them."""
    return [f"{change.rule} {change.coordinate}" for change in drift.outside]


def mutate_twice(random: Random) -> tuple[str, str]:
    """Return the names of two mutations, and the schema after both of them."""
    while True:
        one, other = random.sample(UNPREPARED_MUTATIONS, 2)
        try:
            sdl = mutated(*one.swaps, *other.swaps)
            schema = schema_of(sdl)
        except (AssertionError, GraphQLError, TypeError):
            continue  # the second no longer applies
        if not validate_schema(schema):
            return f"{one.name} + {other.name}", sdl
