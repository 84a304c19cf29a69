from __future__ import annotations

import re
import tracemalloc
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, is_non_null_type

from udacity_client.emulator import Emulator
from udacity_client.emulator.world import build_companies
from udacity_client.schema.shipped import schema_directory

COMPANY = build_companies(learners=200, seed=7)["4821"]
STEPS = [step for plan in COMPANY.learning_plans for step in plan.steps or ()]
TRANSLATIONS = [each for p in COMPANY.programs for each in p.translations or ()]

SHOWN: list[tuple[str, str, list[object]]] = [
    ("catalog", "CatalogProgram", [*COMPANY.programs]),
    ("catalog", "CatalogAssessment", [*COMPANY.assessments]),
    ("catalog", "CatalogLearningPlan", [*COMPANY.learning_plans]),
    ("catalog", "LearningPlanStep", [*STEPS]),
    ("catalog", "ProgramTranslation", [*TRANSLATIONS]),
    ("program-progress", "ProgramProgressRecord", [*COMPANY.enrollments]),
    ("assessment-progress", "AssessmentProgressRecord", [*COMPANY.attempts]),
    ("learning-plan-progress", "LearningPlanProgressRecord", [*COMPANY.plan_progress]),
]


def test_the_same_seed_gives_the_same_world() -> None:
    # So many that the second is not the first.
    first, second = (build_companies(learners=1_001, seed=1) for _ in range(2))
    assert first == second
    assert first is not second
    assert build_companies(learners=30, seed=1) != build_companies(learners=30, seed=2)


def test_all_times_move_by_whole_days_and_nothing_else() -> None:
    until = datetime(2027, 3, 4, 5, tzinfo=UTC)
    moved = build_companies(learners=200, seed=7, until=until)["4821"]
    assert moved.programs == COMPANY.programs
    later = timedelta(days=122)
    for name in ("enrollments", "attempts", "plan_progress"):
        for before, after in zip(
            getattr(COMPANY, name), getattr(moved, name), strict=True
        ):
            assert asdict(after) == {
                name: value + later if isinstance(value, datetime) else value
                for name, value in asdict(before).items()
            }
    active = [one.last_active_at for one in moved.enrollments if one.last_active_at]
    assert until - timedelta(days=2) < max(active) <= until


def test_a_time_without_offset_is_no_end_of_the_data() -> None:
    with pytest.raises(ValueError, match="give one with an offset"):
        Emulator(data_until=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


def test_every_learner_has_one_to_three_enrollments() -> None:
    enrollments = COMPANY.enrollments
    per_learner = [
        sum(each.user_id == user_id for each in enrollments)
        for user_id in {each.user_id for each in enrollments}
    ]
    assert len(per_learner) == 200
    assert set(per_learner) == {1, 2, 3}


@pytest.mark.parametrize(("domain", "type_name", "records"), SHOWN)
def test_nullable_fields_are_sometimes_null_and_others_never(
    domain: str, type_name: str, records: list[object]
) -> None:
    schema = build_schema((schema_directory() / f"{domain}.graphql").read_text("utf-8"))
    for name, nullable in _nullability(schema, type_name):
        values = [getattr(record, name) for record in records]
        assert any(value is not None for value in values), name
        assert (None in values) == nullable, name


def _nullability(schema: GraphQLSchema, type_name: str) -> list[tuple[str, bool]]:
    object_type = schema.type_map[type_name]
    assert isinstance(object_type, GraphQLObjectType)
    return [
        (re.sub(r"(?=[A-Z])", "_", name).lower(), not is_non_null_type(field.type))
        for name, field in object_type.fields.items()
    ]


def test_statuses_agree_with_times() -> None:
    for record in COMPANY.enrollments:
        graduated = record.enrollment_status == "GRADUATED"
        assert (record.graduated_at is not None) == graduated
        assert (record.completion_percentage == 100) == graduated
        unenrolled = record.enrollment_status == "UNENROLLED"
        assert (record.unenrolled_at is not None) == unenrolled
        assert record.projects_required_completed <= record.projects_required_total


def test_some_names_are_not_ascii() -> None:
    assert any(not record.user_first_name.isascii() for record in COMPANY.enrollments)
    assert all(record.user_email.isascii() for record in COMPANY.enrollments)


def test_the_documented_plan_has_its_members_without_any_learner() -> None:
    company = build_companies(learners=0, seed=7)["4821"]
    assert (len(company.enrollments), len(company.attempts)) == (0, 0)
    assert len(company.plan_progress) == 48


@pytest.mark.slow
def test_a_learner_takes_2_kb_of_memory() -> None:
    learners = 3000
    tracemalloc.start()
    try:
        companies = build_companies(learners=learners, seed=7)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert companies
    assert taken / learners < 2048
