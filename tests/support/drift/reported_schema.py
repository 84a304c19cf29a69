"""Compare a schema with the one that a server's introspection reports, in process."""

from __future__ import annotations

from graphql import Source, build_schema, parse

from support.introspection_server import Server
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.sources.live import LiveSource
from udacity_client.drift.sources.source import DomainRequest, SchemaSnapshot
from udacity_client.schema.documents import Documents
from udacity_client.schema.printer import canonical_sdl


def load_reported(committed: str, server: Server) -> SchemaSnapshot:
    """Return the schema *committed* next to the one that *server* reports."""
    schema = build_schema(committed)
    source = LiveSource(lambda domain, body, _most: (server(domain, body), 1))
    snapshot = source(
        DomainRequest(domain="shop", schema=schema, documents=Documents({}, ()))
    )
    assert canonical_sdl(snapshot.committed) == canonical_sdl(build_schema(committed))
    return snapshot


def drift_of(snapshot: SchemaSnapshot, documents: str) -> AssessedDrift:
    """Return what the difference does to the operations in *documents*."""
    assert snapshot.other is not None, snapshot.unavailable
    found = Documents({}, tuple(parse(Source(documents, "ops.graphql")).definitions))
    return drift_between(
        snapshot.committed,
        snapshot.other,
        domain="shop",
        operations=found.operations,
        fragments=found.fragments,
    )
