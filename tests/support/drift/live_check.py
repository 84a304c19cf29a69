"""Load live schemas over HTTP, on virtual time."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Protocol

from support.clock import VirtualClock
from support.paths import ROOT
from udacity_client.auth.credentials import ClientCredentials, Credentials
from udacity_client.cli.live_source import send_with
from udacity_client.drift.sources.live import Fallback, LiveSource
from udacity_client.drift.sources.source import DomainRequest
from udacity_client.emulator import Emulator
from udacity_client.errors import Problem
from udacity_client.options import ClientOptions
from udacity_client.schema.documents import read_documents
from udacity_client.schema.sdl import read_sdl
from udacity_client.transport.sync_transport import Transport


def domain_request(domain: str, *, root: Path = ROOT) -> DomainRequest:
    """Return the schema and the operations of *domain* that are in *root*."""
    problems: list[Problem] = []
    documents = read_documents(root / "queries" / domain, problems)
    schema = read_sdl(root / "schema" / f"{domain}.graphql")
    assert not problems
    return DomainRequest(domain=domain, schema=schema, documents=documents)


class Check(Protocol):
    """Run `udacity schema check` with these words, and return the exit code."""

    def __call__(self, *words: str) -> int: ...


class CheckLive(Protocol):
    """Run `udacity schema check --live` against an emulator; return the exit code."""

    def __call__(self, emulator: Emulator, *words: str) -> int: ...


def credential_of(emulator: Emulator) -> ClientCredentials:
    return ClientCredentials(
        client_id=emulator.client_id, client_secret=emulator.client_secret
    )


@contextmanager
def open_live_source(
    base_url: str,
    credentials: Credentials,
    *,
    clock: VirtualClock,
    deadline: float = 60.0,
    fallback: Fallback | None = None,
) -> Generator[LiveSource]:
    """Yield a source that loads the schemas at *base_url*."""
    options = ClientOptions(
        credentials=credentials, base_url=base_url, deadline=deadline, concurrency=1
    )
    transport = Transport(
        options, sleep=clock.sleep, clock=clock.both(), random=Random(1)
    )
    try:
        yield LiveSource(send_with(transport), fallback=fallback)
    finally:
        transport.close()
