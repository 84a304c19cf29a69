from __future__ import annotations

from dataclasses import replace

import pytest

from udacity_client import ClientCredentials, Udacity
from udacity_client.emulator import (
    Assessment,
    Attempt,
    Emulator,
    Enrollment,
    LearningPlan,
    PlanProgress,
    Program,
)


def client_of(emulator: Emulator) -> Udacity:
    return Udacity(
        ClientCredentials(
            client_id=emulator.client_id, client_secret=emulator.client_secret
        ),
        base_url=emulator.base_url,
        rate_limit=None,
    )


def test_own_records_are_served_in_pages_until_a_reset() -> None:
    with Emulator(rate_limit=None) as emulator, client_of(emulator) as udacity:
        emails = [f"learner-{number:03}@example.com" for number in range(120)]
        emulator.replace_data(
            enrollments=[Enrollment(user_email=email) for email in emails],
            attempts=[Attempt(attempt_id="a-1")],
            plan_progress=[PlanProgress()],
            programs=[Program(title="Own")],
            assessments=[Assessment(title="Quiz")],
            learning_plans=[LearningPlan(id="plan-1", plan_id="plan-1")],
        )
        pager = udacity.program_progress.iter_program_progress(first=50)
        records = [*pager]
        assert [one.user_email for one in records] == emails
        assert len({one.user_id for one in records}) == 120
        (attempt,) = udacity.assessment_progress.list_assessment_progress()
        assert attempt.attempt_id == "a-1"
        catalog = udacity.catalog.get_catalog()
        assert [one.title for one in catalog.programs] == ["Own"]
        emulator.reset()
        assert udacity.catalog.get_catalog() != catalog


def test_enrollments_change_and_go_between_two_pages() -> None:
    with Emulator(rate_limit=None) as emulator, client_of(emulator) as udacity:
        records = iter(udacity.program_progress.iter_program_progress(first=50))
        kept = next(records).user_email
        emulator.change_enrollments(
            lambda one: replace(one, learner_hours=7.0) if one.number < 60 else None
        )
        assert [one.learner_hours for one in records][50:] == [7.0] * 8
        (first, *_) = udacity.program_progress.list_program_progress()
        assert (first.user_email, first.learner_hours) == (kept, 7.0)


@pytest.mark.parametrize("span", [{"hours": 1}, {"minutes": 59, "seconds": 61}])
def test_a_token_expires_when_the_clock_moves(span: dict[str, float]) -> None:
    with Emulator(rate_limit=None) as emulator, client_of(emulator) as udacity:
        udacity.catalog.get_catalog()
        emulator.advance(**span)
        udacity.catalog.get_catalog()
        assert emulator.count(status=401) == 1
