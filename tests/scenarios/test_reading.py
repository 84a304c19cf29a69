"""Read everything that the API has, and get it whole and typed."""

from __future__ import annotations

from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from scenarios.conftest import Make
from support.clients import AnyUdacity, collect, collect_pages, settle, stream
from udacity_client import ClientCredentials, Duration
from udacity_client.emulator import Emulator
from udacity_graphql import assessment_progress, learning_plan_progress
from udacity_graphql.program_progress import (
    EnrollmentStatus,
    ProgramProgressFilter,
    ProgramProgressOrderBy,
    SortOrder,
)

pytestmark = pytest.mark.anyio

DOCUMENTED_PLAN = "fd6f0490-2072-43b0-b1d0-7ee82fe96df2"


async def test_the_catalog_comes_typed(udacity: AnyUdacity) -> None:
    catalog = await settle(udacity.catalog.get_catalog())

    program = next(one for one in catalog.programs if one.key == "nd00113")
    assert catalog.company_id == "4821"
    assert program.title == "Cloud Architecture"
    assert program.duration == Duration.parse("P30D")
    assert program.modified_date == datetime(2025, 6, 15, 10, tzinfo=UTC)
    assert program.skill_names == ["Python", "Cloud Computing"]


async def test_program_progress_comes_page_by_page(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    pager = udacity.program_progress.iter_program_progress(first=25)
    assert pager.total_count is None
    assert pager.cursor is None
    assert emulator.count() == 0  # nothing is sent before the first record

    pages = await collect_pages(pager)

    assert [len(page) for page in pages[:-1]] == [25] * (len(pages) - 1)
    assert sum(len(page) for page in pages) == pager.total_count
    records = {
        (record.user_id, record.program_key) for page in pages for record in page
    }
    assert len(records) == pager.total_count
    assert emulator.count(operation="ListProgramProgress") == len(pages)


async def test_assessment_progress_comes_page_by_page(udacity: AnyUdacity) -> None:
    pager = udacity.assessment_progress.iter_assessment_progress(
        first=7,
        order_by=assessment_progress.AssessmentProgressOrderBy.CREATED_AT,
        order=assessment_progress.SortOrder.DESC,
    )
    attempts = await collect(pager)

    assert len(attempts) == pager.total_count
    assert attempts == sorted(attempts, key=lambda one: one.created_at, reverse=True)
    assert any(attempt.user_id is None for attempt in attempts)


async def test_learning_plan_progress_comes_page_by_page(udacity: AnyUdacity) -> None:
    pager = udacity.learning_plan_progress.iter_learning_plan_progress(
        DOCUMENTED_PLAN, first=10
    )
    learners = await collect(pager)

    assert len(learners) == pager.total_count == 48
    documented = next(
        one for one in learners if one.user_id == "8a386eac-5a18-4229-88a4-add7f1ee600f"
    )
    assert documented.plan_id == DOCUMENTED_PLAN
    active = learning_plan_progress.SubscriptionStatus.ACTIVE
    assert documented.subscription_status is active
    assert documented.required_steps_completed == 3
    assert documented.required_steps_total == 5


async def test_filters_and_sorting_reach_the_server(udacity: AnyUdacity) -> None:
    graduated = await settle(
        udacity.program_progress.list_program_progress(
            filter=ProgramProgressFilter(
                enrollment_status=[EnrollmentStatus.GRADUATED]
            ),
            order_by=ProgramProgressOrderBy.EMAIL,
            order=SortOrder.DESC,
            first=100,
        )
    )

    assert graduated
    emails = [record.user_email for record in graduated]
    assert emails == sorted(emails, reverse=True)
    assert {record.enrollment_status for record in graduated} == {
        EnrollmentStatus.GRADUATED
    }


async def test_max_items_asks_for_no_page_too_many(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    pager = udacity.program_progress.iter_program_progress(first=10, max_items=20)

    assert len(await collect(pager)) == 20
    assert emulator.count(operation="ListProgramProgress") == 2


async def test_an_iteration_is_taken_up_where_it_stopped(udacity: AnyUdacity) -> None:
    everything = await collect(udacity.program_progress.iter_program_progress())
    pager = udacity.program_progress.iter_program_progress(first=10)
    done = 0
    async with aclosing(stream(pager)) as records:
        async for _record in records:
            done += 1
            if done == 15:
                break

    rest = await collect(
        udacity.program_progress.iter_program_progress(first=10, after=pager.cursor)
    )

    # The page in the middle of which it stopped comes again, whole.
    assert rest == everything[10:]


async def test_an_empty_company_is_empty(make: Make, emulator: Emulator) -> None:
    udacity = make(
        ClientCredentials(
            client_id=emulator.multi_company_client_id,
            client_secret=emulator.multi_company_client_secret,
            company_id=emulator.empty_company_id,
        )
    )

    catalog = await settle(udacity.catalog.get_catalog())
    pager = udacity.program_progress.iter_program_progress()

    assert catalog.programs == []
    assert await collect(pager) == []
    assert pager.total_count == 0
