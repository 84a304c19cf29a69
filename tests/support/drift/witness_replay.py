"""Decode the witnesses of many schema changes with generated code, in one process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import GraphQLSchema

from udacity_client.cli.replay.runner import replay_for
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.impact.findings import Finding, Witness
from udacity_client.drift.witness.build import Replay, with_witnesses
from udacity_client.schema.documents import Documents


@dataclass(frozen=True)
class ReplayedDrift:
    """The drift of one schema change, with witnesses that were decoded."""

    name: str
    new: GraphQLSchema
    drift: AssessedDrift

    @property
    def findings(self) -> Iterator[Finding]:
        """Return the findings that depend on values."""
        return (one for one in self.drift.findings if one.certainty == "sometimes")


@dataclass(frozen=True)
class WitnessReplay:
    """Generated code, with the schema and the documents that it was made from."""

    package: Path
    schema: GraphQLSchema
    documents: Documents

    def replay(
        self, schemas: Iterable[tuple[str, GraphQLSchema]]
    ) -> list[ReplayedDrift]:
        """Return the drift to each of *schemas*, pairs of a name and a schema."""
        drifts = [(name, new, self._drift(new)) for name, new in schemas]
        outcomes: dict[Witness, str] = {}

        def collect(witnesses: Sequence[Witness]) -> Sequence[str]:
            outcomes.update(dict.fromkeys(witnesses, ""))
            return [""] * len(witnesses)

        def look_up(witnesses: Sequence[Witness]) -> Sequence[str]:
            return [outcomes[one] for one in witnesses]

        for _, new, drift in drifts:
            self._witnessed(drift, new, collect)
        replayed = replay_for(self.package)(list(outcomes))
        outcomes.update(zip(list(outcomes), replayed, strict=True))
        return [
            ReplayedDrift(name, new, self._witnessed(drift, new, look_up))
            for name, new, drift in drifts
        ]

    def _drift(self, new: GraphQLSchema) -> AssessedDrift:
        return drift_between(
            self.schema,
            new,
            domain="shop",
            operations=self.documents.operations,
            fragments=self.documents.fragments,
        )

    def _witnessed(
        self, drift: AssessedDrift, new: GraphQLSchema, replay: Replay
    ) -> AssessedDrift:
        return with_witnesses(
            drift, old=self.schema, new=new, documents=self.documents, replay=replay
        )
