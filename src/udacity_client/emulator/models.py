"""The data of the emulated companies, as frozen records.

All but a company's ID has a plausible default, so a test writes only what it is about:
`Enrollment(user_email="zoe@example.com", completion_percentage=50.0)`. A wrong value is
refused when the record is made; an unknown status when the emulator gets it.

Attributes are the schema's fields in snake case; `schema` resolves fields by this rule.
Docstrings name the attributes that are not in the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypeVar

from udacity_client.emulator.record_checks import Checked

_ENROLLED: Final = datetime(2026, 1, 15, 9, tzinfo=UTC)
_ACTIVE: Final = datetime(2026, 10, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LaunchLink(Checked):
    """A single-sign-on link to a program under one contract."""

    contract_id: str = "con-4821-01"
    launch_url: str = "https://example.com/launch"


@dataclass(frozen=True, slots=True)
class Translation(Checked):
    """A program's metadata in one language."""

    language: str = "de"
    title: str | None = None
    summary: str | None = None
    version: str | None = None
    major: int | None = None
    minor: int | None = None
    patch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program(Checked):
    """A degree, a course or a part of one in the catalog."""

    key: str = "nd001"
    version: int = 1
    locale: str = "en-us"
    type: str = "DEGREE"
    title: str = "Data Engineering"
    summary: str = "Build data pipelines."
    duration: str = "P4M"
    modified_date: datetime = _ENROLLED
    skill_names: tuple[str, ...] = ()
    difficulty_level: str | None = None
    image_url: str = "https://example.com/image"
    redirect_url: str = "https://example.com/program"
    syllabus_url: str = "https://example.com/syllabus"
    sso_launch_links_by_contract: tuple[LaunchLink, ...] = ()
    supported_languages: tuple[str, ...] | None = None
    translations: tuple[Translation, ...] | None = None


@dataclass(frozen=True, slots=True)
class Assessment(Checked):
    """An assessment in the catalog; `contract_ids` is not in the schema."""

    id: str = "assessment-1"
    title: str = "SQL Basics"
    category: str | None = None
    passing_score: float | None = None
    is_timed: bool | None = None
    time_limit: str | None = None
    total_questions_in_assessment: int | None = None
    contract_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step(Checked):
    """A step of a learning plan, or a group of steps."""

    step_id: str = "step-1"
    step_type: str | None = None
    label: str | None = None
    steps: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class LearningPlan(Checked):
    """A learning plan in the catalog.

    `plan_id` (the ID that progress records use) and `contract_ids` (the contracts that
    include the plan) are not in the catalog's schema.
    """

    id: str = "plan-1"
    plan_id: str = "plan-1"
    title: str = "Onboarding"
    key: str | None = None
    slug: str | None = None
    steps: tuple[Step, ...] | None = None
    contract_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment(Checked):
    """A learner in a program; `number` and `program_title` are not in the schema.

    An empty `user_id` becomes one that is made from the e-mail address.
    """

    number: int = 0
    user_id: str = ""
    user_email: str = "learner-1@example.com"
    user_first_name: str = "Zoe"
    user_last_name: str = "Learner"
    program_key: str = "nd027"
    program_title: str = "Data Engineering"
    program_type: str = "NANODEGREE"
    program_version: str = "1.0.0"
    enrollment_status: str = "ENROLLED"
    on_track_status: str = "ON_TRACK"
    enrolled_at: datetime = _ENROLLED
    last_active_at: datetime | None = _ACTIVE
    completed_at: datetime | None = None
    graduated_at: datetime | None = None
    unenrolled_at: datetime | None = None
    completion_percentage: float = 50.0
    learner_hours: float = 20.0
    projects_required_total: int = 4
    projects_required_completed: int = 2
    learning_plan_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Checked):
    """An attempt at an assessment; `number` and the plan ID are not in the schema."""

    number: int = 0
    attempt_id: str = "attempt-1"
    user_id: str | None = "learner-1"
    assessment_id: str = "assessment-1"
    assessment_status: str = "completed"
    assessment_result: str | None = "passed"
    assessment_report: str | None = None
    created_at: datetime = _ENROLLED
    updated_at: datetime = _ACTIVE
    learning_plan_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProgress(Checked):
    """One learner's progress in one learning plan; `number` is not in the schema."""

    number: int = 0
    user_id: str = "learner-1"
    plan_id: str = "plan-1"
    subscription_status: str = "ACTIVE"
    required_steps_total: int = 4
    required_steps_completed: int = 2
    assessments_complete: int = 0
    started_at: datetime | None = _ENROLLED
    last_active_at: datetime | None = _ACTIVE
    completed_at: datetime | None = None
    created_at: datetime = _ENROLLED
    updated_at: datetime = _ACTIVE


@dataclass(frozen=True, slots=True)
class Company(Checked):
    """A company with its catalog and the records of its learners."""

    company_id: str
    contract_ids: tuple[str, ...] = ()
    programs: tuple[Program, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    learning_plans: tuple[LearningPlan, ...] = ()
    enrollments: tuple[Enrollment, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    plan_progress: tuple[PlanProgress, ...] = ()


Numbered: TypeAlias = Enrollment | Attempt | PlanProgress
"""The records that come in pages; cursors hold their numbers."""

CatalogItem: TypeAlias = Program | Assessment | LearningPlan
"""What the catalog lists."""

RecordT = TypeVar("RecordT", Numbered, CatalogItem, Numbered | CatalogItem)


def numbered(records: Iterable[RecordT]) -> Iterator[RecordT]:
    """Yield *records*, with numbers from 1 if they come in pages."""
    for number, record in enumerate(records, start=1):
        if isinstance(record, Enrollment):
            user_id = record.user_id or f"id of {record.user_email}"
            yield replace(record, number=number, user_id=user_id)
        elif isinstance(record, Attempt | PlanProgress):
            yield replace(record, number=number)
        else:
            yield record
