"""Read the corpus of single mutations."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from drift.rich import mutated
from udacity_client.drift.judge import Drift


@dataclass(frozen=True)
class Mutation:
    """Hold one mutation of the rich schema, and what it does."""

    name: str
    swaps: tuple[tuple[str, str], ...]
    findings: list[str]
    outside: list[str]

    @property
    def sdl(self) -> str:
        return mutated(*self.swaps)


def _read(path: Path) -> list[Mutation]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Mutation(
            name,
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


def told(drift: Drift) -> list[str]:
    """Return the findings of *drift* as the corpus spells them."""
    return [
        f"{finding.rule} {finding.coordinate} | {one.level} {one.certainty} | "
        f"{one.operation}@"
        + ",".join(f"{place.line}:{place.column}" for place in one.places)
        for finding in drift.findings
        for one in finding.affected
    ]


def left(drift: Drift) -> list[str]:
    """Return what strikes no operation, as the corpus spells it."""
    return [f"{change.rule} {change.coordinate}" for change in drift.outside]
