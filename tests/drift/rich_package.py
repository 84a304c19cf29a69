"""Generate the rich schema's package, and show it what the corpus comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import GraphQLSchema

from drift.rich import DOCUMENT, DOCUMENTS, FRAGMENTS, OPERATIONS, SCHEMA, schema_of
from udacity_client.cli.witness_feed import feed_of
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.documents import Documents
from udacity_client.codegen.sources import Sources
from udacity_client.drift.findings import Finding, Witness
from udacity_client.drift.judge import Drift, drift_between
from udacity_client.drift.witness import Feed, with_witnesses

RICH = Documents({"ops.graphql": DOCUMENTS}, DOCUMENT.definitions)


def generate_rich(folder: Path, package: str) -> Path:
    """Write the package of the rich schema, and return its domain's folder."""
    for place, text in (("schema/shop", SCHEMA), ("queries/shop/ops", DOCUMENTS)):
        path = folder / f"{place}.graphql"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    sources = Sources(folder / "schema", folder / "queries")
    compile_tree(sources, package=package).write(folder)
    return folder / package / "shop"


@dataclass(frozen=True)
class Shown:
    """Hold what one change of the rich schema came to."""

    name: str
    new: GraphQLSchema
    drift: Drift

    @property
    def findings(self) -> Iterator[Finding]:
        """Return what some values alone meet."""
        return (one for one in self.drift.findings if one.certainty == "sometimes")


def show(package: Path, schemas: Iterable[tuple[str, GraphQLSchema]]) -> list[Shown]:
    """Show the code in *package* every witness of *schemas*, in one process."""
    asked: dict[Witness, str] = {}

    def note(witnesses: Sequence[Witness]) -> Sequence[str]:
        asked.update(dict.fromkeys(witnesses, ""))
        return [""] * len(witnesses)

    def recall(witnesses: Sequence[Witness]) -> Sequence[str]:
        return [asked[one] for one in witnesses]

    drifts = [(name, new, _drift(new)) for name, new in schemas]
    for _, new, drift in drifts:
        _witnessed(drift, new, note)
    told = feed_of(package)(list(asked))
    asked.update(zip(list(asked), told, strict=True))
    return [
        Shown(name, new, _witnessed(drift, new, recall)) for name, new, drift in drifts
    ]


def _drift(new: GraphQLSchema) -> Drift:
    return drift_between(
        schema_of(SCHEMA),
        new,
        domain="shop",
        operations=OPERATIONS,
        fragments=FRAGMENTS,
    )


def _witnessed(drift: Drift, new: GraphQLSchema, feed: Feed) -> Drift:
    old = schema_of(SCHEMA)
    return with_witnesses(drift, old=old, new=new, documents=RICH, feed=feed)
