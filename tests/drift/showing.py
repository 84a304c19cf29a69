"""Decode the witnesses of many changes with committed code, in one process."""

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
class Shown:
    """Hold what one change of a schema came to."""

    name: str
    new: GraphQLSchema
    drift: AssessedDrift

    @property
    def findings(self) -> Iterator[Finding]:
        """Return what some values alone meet."""
        return (one for one in self.drift.findings if one.certainty == "sometimes")


@dataclass(frozen=True)
class Showing:
    """Hold what the code in *package* was made from."""

    package: Path
    schema: GraphQLSchema
    documents: Documents

    def of(self, schemas: Iterable[tuple[str, GraphQLSchema]]) -> list[Shown]:
        """Return what each of *schemas*, by its name, does to the code."""
        drifts = [(name, new, self._drift(new)) for name, new in schemas]
        asked: dict[Witness, str] = {}

        def note(witnesses: Sequence[Witness]) -> Sequence[str]:
            asked.update(dict.fromkeys(witnesses, ""))
            return [""] * len(witnesses)

        def recall(witnesses: Sequence[Witness]) -> Sequence[str]:
            return [asked[one] for one in witnesses]

        for _, new, drift in drifts:
            self._witnessed(drift, new, note)
        told = replay_for(self.package)(list(asked))
        asked.update(zip(list(asked), told, strict=True))
        return [
            Shown(name, new, self._witnessed(drift, new, recall))
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
        self, drift: AssessedDrift, new: GraphQLSchema, feed: Replay
    ) -> AssessedDrift:
        return with_witnesses(
            drift, old=self.schema, new=new, documents=self.documents, replay=feed
        )
