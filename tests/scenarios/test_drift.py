"""Meet a server that has moved on from the schema; what is known stays readable.

| the server answers       | the caller gets                                           |
|--------------------------|-----------------------------------------------------------|
| a new enum value         | every record; that member has `is_known` false, and one   |
|                          | `DriftEvent` and one warning tell of it, once a client    |
| a field that is new      | every record, as if nothing had happened                  |
| null for a non-null      | `ResponseShapeError`, which names the places, no values   |
| a string for an `Int`    | `ResponseShapeError`, likewise                            |
| one of these on page 3   | two pages of records, then the error with its `progress`  |

None of it is tried again: the same question would get the same answer.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable

import pytest

from scenarios.conftest import credentials_of
from support.clients import AnyUdacity, collect, on_virtual_time, settle
from support.clock import VirtualClock
from udacity_client import (
    AsyncUdacity,
    DriftEvent,
    InputError,
    ResponseShapeError,
    Result,
    Udacity,
)
from udacity_client.emulator import Emulator
from udacity_client.emulator.faults import Change, Extra, Rewrite
from udacity_graphql.catalog import GET_CATALOG, Catalog, GetCatalogVariables
from udacity_graphql.program_progress import (
    EnrollmentStatus,
    ProgramProgressFilter,
)

pytestmark = pytest.mark.anyio

PAUSED = Rewrite("enrollmentStatus", "PAUSED")
PAUSED_EVENT = DriftEvent(
    kind="unknown_enum_value",
    domain="program-progress",
    operation="ListProgramProgress",
    type_name="EnrollmentStatus",
    value="PAUSED",
)


@pytest.fixture
def events() -> list[DriftEvent]:
    return []


@pytest.fixture
async def watched(
    flavour: str, emulator: Emulator, clock: VirtualClock, events: list[DriftEvent]
) -> AsyncIterator[AnyUdacity]:
    """A client that notes in *events* what it is told of."""
    kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
    udacity = kind(
        credentials_of(emulator), base_url=emulator.base_url, on_event=events.append
    )
    on_virtual_time(udacity, clock)
    yield udacity
    if isinstance(udacity, Udacity):
        udacity.close()
    else:
        await udacity.aclose()


async def test_a_new_enum_value_is_read_and_told_of_once(
    watched: AnyUdacity,
    emulator: Emulator,
    events: list[DriftEvent],
    caplog: pytest.LogCaptureFixture,
) -> None:
    emulator.faults.add(PAUSED, times=9, domain="program-progress")

    with caplog.at_level(logging.WARNING, logger="udacity_client"):
        records = await collect(
            watched.program_progress.iter_program_progress(first=20)
        )

    assert len(records) > 60
    statuses = [record.enrollment_status for record in records]
    assert set(statuses) == {"PAUSED"}
    assert not any(status.is_known for status in statuses)
    assert isinstance(statuses[0], EnrollmentStatus)
    assert statuses[0].known_or(EnrollmentStatus.ENROLLED) is EnrollmentStatus.ENROLLED
    assert events == [PAUSED_EVENT]
    [warning] = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert warning.getMessage() == (
        "ListProgramProgress: unknown enum value 'PAUSED' of EnrollmentStatus is not "
        "in the schema; update udacity-client"
    )


async def test_a_sibling_tells_whom_it_was_told_to_tell(
    watched: AnyUdacity,
    emulator: Emulator,
    events: list[DriftEvent],
    caplog: pytest.LogCaptureFixture,
) -> None:
    emulator.faults.add(PAUSED, times=9, domain="program-progress")
    heard: list[DriftEvent] = []
    told, silent = (
        watched.with_options(on_event=heard.append),
        watched.with_options(on_event=None),
    )

    with caplog.at_level(logging.WARNING, logger="udacity_client"):
        for one in (silent, told, told, watched, watched.with_options(deadline=60)):
            await settle(one.program_progress.list_program_progress(first=1))

    assert heard == events == [PAUSED_EVENT]
    assert len(caplog.records) == 1


async def test_each_new_value_is_told_of(
    watched: AnyUdacity, emulator: Emulator, events: list[DriftEvent]
) -> None:
    emulator.faults.add(PAUSED, domain="program-progress")
    emulator.faults.add(Rewrite("programType", "BADGE"), domain="program-progress")
    emulator.faults.add(Rewrite("type", "BADGE"), domain="catalog")

    await collect(watched.program_progress.iter_program_progress(first=50))
    result: Result[Catalog] = await settle(
        watched.execute(GET_CATALOG, GetCatalogVariables())
    )

    told = [(event.domain, event.type_name, event.value) for event in events]
    assert told == [
        ("program-progress", "EnrollmentStatus", "PAUSED"),
        ("program-progress", "ProgramType", "BADGE"),
        ("catalog", "ProgramType", "BADGE"),
    ]
    assert result.drift == (events[-1],)


async def test_a_new_enum_value_cannot_be_sent_back(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(PAUSED, domain="program-progress")
    page = await settle(udacity.program_progress.list_program_progress(first=1))

    with pytest.raises(InputError, match="not a value of EnrollmentStatus"):
        ProgramProgressFilter(enrollment_status=[page[0].enrollment_status])


async def test_a_new_field_is_passed_over(
    watched: AnyUdacity, emulator: Emulator, events: list[DriftEvent]
) -> None:
    before = await settle(watched.program_progress.list_program_progress())
    emulator.faults.add(Extra("new_field", 1), domain="program-progress")

    after = await settle(watched.program_progress.list_program_progress())

    assert after == before
    assert events == []


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        pytest.param(
            Rewrite("userEmail", value=None),
            "user_email",
            "Input should be a valid string",
            id="null-in-non-null",
        ),
        pytest.param(
            Rewrite("projectsRequiredTotal", "7431"),
            "projects_required_total",
            "Input should be a valid integer",
            id="string-in-int",
        ),
        pytest.param(
            Rewrite("enrolledAt", "2026-03-01 7431"),
            "enrolled_at",
            "Input should be a time of RFC 3339",
            id="no-time-in-time",
        ),
    ],
)
async def test_a_value_of_another_type_is_an_error_that_names_the_place(
    udacity: AnyUdacity, emulator: Emulator, change: Rewrite, name: str, said: str
) -> None:
    emulator.faults.add(change, domain="program-progress")

    with pytest.raises(ResponseShapeError, match="update udacity-client") as caught:
        await settle(udacity.program_progress.list_program_progress(first=3))

    error = caught.value
    place = f"{change.key} (ProgramProgress.{name})"
    assert [problem.partition(": ")[0] for problem in error.problems] == [
        f"data.programProgress.edges[{index}].node.{place}" for index in range(3)
    ]
    assert all(f": {said}" in problem for problem in error.problems)
    assert "7431" not in str(error)
    assert "@" not in str(error)
    assert (error.operation, error.domain) == (
        "ListProgramProgress",
        PAUSED_EVENT.domain,
    )
    assert not error.is_transient
    assert emulator.count(operation="ListProgramProgress") == 1


async def test_null_where_null_may_be_is_no_event(
    watched: AnyUdacity, emulator: Emulator, events: list[DriftEvent]
) -> None:
    emulator.faults.add(
        Rewrite("learningPlanId", value=None), domain="program-progress"
    )

    page = await settle(watched.program_progress.list_program_progress(first=5))

    assert [record.learning_plan_id for record in page] == [None] * 5
    assert events == []


@pytest.mark.parametrize(
    "change",
    [Rewrite("node", value=None), Rewrite("hasNextPage", "yes")],
    ids=["record", "page"],
)
async def test_a_change_in_mid_iteration_keeps_what_came_before(
    udacity: AnyUdacity, emulator: Emulator, change: Change
) -> None:
    everything = await collect(udacity.program_progress.iter_program_progress())
    emulator.faults.add(Extra("new_field", 1), times=2, domain="program-progress")
    emulator.faults.add(change, domain="program-progress")

    with pytest.raises(ResponseShapeError) as caught:
        await collect(udacity.program_progress.iter_program_progress(first=10))

    error = caught.value
    assert error.progress is not None
    assert error.progress.records_done == 20
    rest = await collect(
        udacity.program_progress.iter_program_progress(after=error.progress.cursor)
    )
    assert rest == everything[20:]
