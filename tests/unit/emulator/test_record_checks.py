"""Wrong values of the records that a test makes are refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support.paths import ROOT
from udacity_client.emulator import (
    Assessment,
    Attempt,
    Company,
    Emulator,
    Enrollment,
    LaunchLink,
    LearningPlan,
    PlanProgress,
    Program,
    Step,
    Translation,
)
from udacity_graphql.program_progress import EnrollmentStatus

NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("make", "values", "message"),
    [
        (Enrollment, {"user_email": 5}, "is an int; give a str."),
        (Enrollment, {"user_email": "\ud800"}, "has a lone surrogate, which no"),
        (Enrollment, {"learner_hours": 10**5_000}, "is beyond all use; give 0 or"),
        (Enrollment, {"enrolled_at": None}, "is None; give a datetime with an offset"),
        (Enrollment, {"last_active_at": NAIVE}, "has no offset; give a datetime"),
        (Enrollment, {"last_active_at": "2026-01-01"}, "is a str; give a datetime"),
        (Enrollment, {"completion_percentage": -1}, "is -1; give 0 to 100."),
        (Enrollment, {"completion_percentage": 100.5}, "is 100.5; give 0 to 100."),
        (Enrollment, {"learner_hours": float("nan")}, "is nan; give 0 or more."),
        (Enrollment, {"learner_hours": float("inf")}, "is inf; give 0 or more."),
        (Enrollment, {"projects_required_total": True}, "is a bool; give a whole"),
        (Attempt, {"user_id": 1}, "is an int; give a str, or None."),
        (PlanProgress, {"required_steps_completed": -1}, "is -1; give a whole number"),
        (Program, {"skill_names": ["SQL"]}, "is a list; give a tuple of str."),
        (Program, {"skill_names": ("SQL", 1)}, "[1] is an int; give a str."),
        (Program, {"duration": "4 months"}, "is '4 months'; give an ISO 8601 duration"),
        (Assessment, {"is_timed": 1}, "is an int; give a bool, or None."),
        (Assessment, {"time_limit": "PT"}, "is 'PT'; give an ISO 8601 duration"),
        (LearningPlan, {"steps": ("first",)}, "[0] is a str; give a Step."),
    ],
)
def test_a_wrong_value_is_refused_when_the_record_is_made(
    make: Callable[..., object], values: dict[str, object], message: str
) -> None:
    (name,) = values
    with pytest.raises((TypeError, ValueError)) as refused:
        make(**values)
    assert str(refused.value).startswith(f"{make.__name__}.{name}")
    assert message in str(refused.value)


def test_a_misspelt_attribute_is_named_with_the_one_that_was_meant() -> None:
    attributes: dict[str, Any] = {"user_emial": "a@example.com"}
    with pytest.raises(TypeError) as refused:
        Enrollment(**attributes)
    start, listed = str(refused.value).split(" Its attributes are ")
    assert start == (
        "Enrollment has no attribute 'user_emial'. Did you mean user_email?"
    )
    assert listed.startswith("number, user_id, user_email, ")
    with pytest.raises(TypeError, match=r"Step has no attribute 'user_emial'\."):
        Step(**attributes)


def test_values_of_subclasses_are_taken() -> None:
    one = Enrollment(enrollment_status=EnrollmentStatus.GRADUATED, learner_hours=3)
    assert one.enrollment_status == "GRADUATED"
    Program(duration="P1Y2M3W4DT5H6M7.5S")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"enrollments": [Enrollment(), Enrollment(enrollment_status="GRADUTED")]},
            "enrollments[1].enrollment_status is 'GRADUTED'; EnrollmentStatus has "
            "ENROLLED, GRADUATED, STATIC_ACCESS, UNENROLLED. Did you mean GRADUATED?",
        ),
        (
            {"plan_progress": [PlanProgress(subscription_status="x")]},
            "plan_progress[0].subscription_status is 'x'; SubscriptionStatus has",
        ),
        (
            {"programs": [Program(type="NANODEGREE")]},
            "programs[0].type is 'NANODEGREE'; ProgramType has COURSE, DEGREE, PART.",
        ),
        (
            {
                "learning_plans": [
                    LearningPlan(steps=(Step("1", steps=(Step("2", "SURVEI"),)),))
                ]
            },
            "learning_plans[0].steps[0].steps[0].step_type is 'SURVEI'",
        ),
        ({"enrollments": [5]}, "Company.enrollments[0] is an int; give an Enrollment"),
        ({"attempts": [Enrollment()]}, "is an Enrollment; give an Attempt."),
        ({"enrollments": Enrollment()}, "enrollments is one Enrollment; give a list."),
    ],
)
def test_what_the_emulator_cannot_serve_is_refused_and_nothing_changes(
    given: dict[str, Any], message: str
) -> None:
    emulator = Emulator(learners=1)
    before: list[Company] = []

    def look(company: Company) -> Company:
        before.append(company)
        return company

    emulator.change_company(look)
    with pytest.raises((TypeError, ValueError)) as refused:
        emulator.replace_data(**given)
    assert message in str(refused.value)
    emulator.change_company(look)
    assert before[0] is before[1]


def test_a_change_returns_records_of_the_same_class() -> None:
    emulator = Emulator(learners=1)
    wrong: Any = "nothing"
    with pytest.raises(TypeError, match="The change returned str; return a Company"):
        emulator.change_company(lambda _: wrong)
    with pytest.raises(TypeError, match="is a str; give an Enrollment"):
        emulator.change_enrollments(lambda _: wrong)


def test_values_of_the_emulator_s_own_schema_are_known(tmp_path: Path) -> None:
    sdl = (ROOT / "schema/program-progress.graphql").read_text(encoding="utf-8")
    newer = sdl.replace("  GRADUATED\n", "  GRADUATED\n  PAUSED\n", 1)
    (tmp_path / "program-progress.graphql").write_text(newer, encoding="utf-8")
    paused = [Enrollment(enrollment_status="PAUSED")]
    Emulator(learners=1, schemas=tmp_path).replace_data(enrollments=paused)
    with pytest.raises(ValueError, match="'PAUSED'"):
        Emulator(learners=1).replace_data(enrollments=paused)


def test_what_records_hold_has_defaults_too() -> None:
    program = Program(
        sso_launch_links_by_contract=(LaunchLink(),),
        translations=(Translation(), Translation(language="ja", title="入門")),
    )
    plan = LearningPlan(steps=(Step(), Step(steps=(Step(label="SQL"),))))
    emulator = Emulator(learners=1)
    emulator.replace_data(programs=[program], learning_plans=[plan])

    def look(company: Company) -> Company:
        assert company.programs == (program,)
        assert company.learning_plans == (plan,)
        return company

    emulator.change_company(look)
