"""What clients record where they are deployed is told where operations are checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from graphql import build_schema

from scenarios.conftest import credentials_of
from support.clients import AnyUdacity, collect, on_virtual_time
from support.clock import VirtualClock
from support.paths import ROOT
from udacity_client import AsyncUdacity, DriftEvent, Udacity
from udacity_client.drift.sources.recorded_events import (
    RecordedDrift,
    read_events,
    still_unknown,
)
from udacity_client.emulator import Emulator
from udacity_client.emulator.faults import Rewrite

pytestmark = pytest.mark.anyio

DOMAIN = "program-progress"
PAUSED = Rewrite("enrollmentStatus", "PAUSED")


async def test_what_two_clients_met_is_told_until_the_schema_knows_it(
    flavour: str, emulator: Emulator, clock: VirtualClock, tmp_path: Path
) -> None:
    path = tmp_path / "drift.jsonl"

    def record(event: DriftEvent) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(event)) + "\n")

    emulator.faults.add(PAUSED, times=9, domain=DOMAIN)
    for _ in range(2):
        await meet(flavour, emulator, clock, record)

    sdl = (ROOT / "schema" / f"{DOMAIN}.graphql").read_text(encoding="utf-8")
    events = read_events(path, [DOMAIN])
    told = RecordedDrift(
        "unknown_enum_value", "ListProgramProgress", "EnrollmentStatus", "PAUSED", 2
    )
    assert still_unknown(build_schema(sdl), DOMAIN, events) == (told,)
    known = sdl.replace("enum EnrollmentStatus {", "enum EnrollmentStatus {\n  PAUSED")
    assert still_unknown(build_schema(known), DOMAIN, events) == ()


async def meet(
    flavour: str,
    emulator: Emulator,
    clock: VirtualClock,
    record: Callable[[DriftEvent], None],
) -> None:
    """Read some records with a client that has *record* told of drift."""
    kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
    udacity = kind(
        credentials_of(emulator), base_url=emulator.base_url, on_event=record
    )
    on_virtual_time(udacity, clock)
    await collect(udacity.program_progress.iter_program_progress(first=50))
    if isinstance(udacity, Udacity):
        udacity.close()
    else:
        await udacity.aclose()
