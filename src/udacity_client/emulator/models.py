"""The data of the emulated companies, as frozen records.

Attributes are the schema's fields in snake case; `schema` resolves fields by this rule.
Docstrings name the attributes that are not in the schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LaunchLink:
    """A single-sign-on link to a program under one contract."""

    contract_id: str
    launch_url: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A program's metadata in one language."""

    language: str
    title: str | None
    summary: str | None
    version: str | None
    major: int | None
    minor: int | None
    patch: int | None


@dataclass(frozen=True, slots=True)
class Program:
    """A degree, a course or a part of one in the catalog."""

    key: str
    version: int
    locale: str
    type: str
    title: str
    summary: str
    duration: str
    modified_date: datetime
    skill_names: tuple[str, ...]
    difficulty_level: str | None
    image_url: str
    redirect_url: str
    syllabus_url: str
    sso_launch_links_by_contract: tuple[LaunchLink, ...]
    supported_languages: tuple[str, ...] | None = None
    translations: tuple[Translation, ...] | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment in the catalog; `contract_ids` is not in the schema."""

    id: str
    title: str
    category: str | None
    passing_score: float | None
    is_timed: bool | None
    time_limit: str | None
    total_questions_in_assessment: int | None
    contract_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a learning plan, or a group of steps."""

    step_id: str
    step_type: str | None
    label: str | None
    steps: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class LearningPlan:
    """A learning plan in the catalog.

    `plan_id` (the ID that progress records use) and `contract_ids` (the contracts that
    include the plan) are not in the catalog's schema.
    """

    id: str
    plan_id: str
    title: str
    key: str | None
    slug: str | None
    steps: tuple[Step, ...] | None
    contract_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A learner in a program; `number` and `program_title` are not in the schema."""

    number: int
    user_id: str
    user_email: str
    user_first_name: str
    user_last_name: str
    program_key: str
    program_title: str
    program_type: str
    program_version: str
    enrollment_status: str
    on_track_status: str
    enrolled_at: datetime
    last_active_at: datetime | None
    completed_at: datetime | None
    graduated_at: datetime | None
    unenrolled_at: datetime | None
    completion_percentage: float
    learner_hours: float
    projects_required_total: int
    projects_required_completed: int
    learning_plan_id: str | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at an assessment; `number` and the plan ID are not in the schema."""

    number: int
    attempt_id: str
    user_id: str | None
    assessment_id: str
    assessment_status: str
    assessment_result: str | None
    assessment_report: str | None
    created_at: datetime
    updated_at: datetime
    learning_plan_id: str | None


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """One learner's progress in one learning plan; `number` is not in the schema."""

    number: int
    user_id: str
    plan_id: str
    subscription_status: str
    required_steps_total: int
    required_steps_completed: int
    assessments_complete: int
    started_at: datetime | None
    last_active_at: datetime | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its catalog and the records of its learners."""

    company_id: str
    contract_ids: tuple[str, ...] = ()
    programs: tuple[Program, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    learning_plans: tuple[LearningPlan, ...] = ()
    enrollments: tuple[Enrollment, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    plan_progress: tuple[PlanProgress, ...] = ()
