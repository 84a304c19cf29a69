"""Seed the emulated companies with progress records, without a clock or any state.

The same number of learners and the same seed give the same records.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from udacity_client.emulator import samples
from udacity_client.emulator.models import (
    Attempt,
    Company,
    Enrollment,
    PlanProgress,
    Program,
    World,
)

# As a learner writes it, and as the e-mail address has it.
_FIRST_NAMES = (
    ("Amara", "amara"),
    ("José", "jose"),
    ("Zoë", "zoe"),
    ("Łukasz", "lukasz"),
    ("花子", "hanako"),
    ("Ольга", "olga"),
    ("Siobhán", "siobhan"),
    ("Noah", "noah"),
    ("Priya", "priya"),
    ("Ahmed", "ahmed"),
)
_LAST_NAMES = (
    ("Okafor", "okafor"),
    ("García", "garcia"),
    ("Müller", "mueller"),
    ("O'Neill", "oneill"),
    ("山田", "yamada"),
    ("Иванова", "ivanova"),
    ("Nguyễn", "nguyen"),
    ("Smith", "smith"),
    ("Kaur", "kaur"),
)


@dataclass(frozen=True, slots=True)
class Learner:
    """A person who learns; the first of every company is the documented one."""

    user_id: str
    email: str
    first_name: str
    last_name: str


def _learners(random: Random, number: int) -> Iterator[Learner]:
    """Yield so many learners, each with an e-mail address of their own."""
    for index in range(number):
        first, first_in_mail = random.choice(_FIRST_NAMES)
        last, last_in_mail = random.choice(_LAST_NAMES)
        user_id = _uuid(random)
        yield Learner(
            user_id=user_id if index else samples.SAMPLE_LEARNER_ID,
            email=f"{first_in_mail}.{last_in_mail}.{index + 1}@example.com",
            first_name=first,
            last_name=last,
        )


def _uuid(random: Random) -> str:
    """Return the next UUID of *random*."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


# Every record lies before this moment, whatever the emulator's clock says.
_LATEST = datetime(2026, 11, 1, 9, tzinfo=UTC)

# The catalog and program progress name the kinds of programs differently.
_PROGRESS_TYPES = {"DEGREE": "NANODEGREE", "COURSE": "COURSE", "PART": "PART"}

_NEARLY_DONE = 90


def build_world(*, learners: int, seed: int) -> World:
    """Return the companies, with so many learners in the documented one."""
    # The documented plan has its 48 members even where fewer learners are asked for;
    # those beyond are enrolled in nothing.
    members = max(learners, samples.SAMPLE_PLAN_LEARNERS)
    people = list(_learners(_random_for(seed, "people"), members))
    enrolled = people[:learners]
    documented = Company(
        samples.COMPANY_ID,
        contract_ids=samples.CONTRACT_IDS,
        programs=samples.PROGRAMS,
        assessments=samples.ASSESSMENTS,
        learning_plans=samples.LEARNING_PLANS,
        enrollments=tuple(_enrollments(_random_for(seed, "enrollments"), enrolled)),
        attempts=tuple(_attempts(_random_for(seed, "attempts"), enrolled)),
        plan_progress=tuple(
            _plan_progress(
                _random_for(seed, "plans"),
                people[: samples.SAMPLE_PLAN_LEARNERS],
                enrolled[::3],
            )
        ),
    )
    others = (
        Company(samples.EMPTY_COMPANY_ID),
        Company(samples.OTHER_COMPANY_ID, learning_plans=samples.OTHER_LEARNING_PLANS),
    )
    return World({company.company_id: company for company in (documented, *others)})


def _random_for(seed: int, name: str) -> Random:
    """Return a source of chance of its own, so that one kind cannot shift another."""
    return Random(f"{seed}:{name}")  # noqa: S311 - sample data, not secrets


def _enrollments(random: Random, learners: Sequence[Learner]) -> Iterator[Enrollment]:
    numbers = count(1)
    for learner in learners:
        programs = random.sample(samples.PROGRAMS, random.choice((1, 2, 2, 3)))
        for program in programs:
            yield _enrollment(random, next(numbers), learner, program)


def _enrollment(
    random: Random, number: int, learner: Learner, program: Program
) -> Enrollment:
    """Return an enrollment whose status, times and percentage agree."""
    status = random.choices(
        ("ENROLLED", "GRADUATED", "UNENROLLED", "STATIC_ACCESS"), (60, 25, 10, 5)
    )[0]
    graduated = status == "GRADUATED"
    completion = 100.0 if graduated else _partial_completion(random)
    enrolled_at = _LATEST - timedelta(minutes=random.randrange(1440, 700_000))
    last_active_at = _between(random, enrolled_at) if completion else None
    ended_at = _between(random, last_active_at or enrolled_at)
    projects = random.randint(1, 6)
    return Enrollment(
        number=number,
        user_id=learner.user_id,
        user_email=learner.email,
        user_first_name=learner.first_name,
        user_last_name=learner.last_name,
        program_key=program.key,
        program_title=program.title,
        program_type=_PROGRESS_TYPES[program.type],
        program_version=f"{program.version}.0.{number % 3}",
        enrollment_status=status,
        on_track_status=_on_track_status(random, status, completion),
        enrolled_at=enrolled_at,
        last_active_at=last_active_at,
        completed_at=last_active_at if graduated else None,
        graduated_at=ended_at if graduated else None,
        unenrolled_at=ended_at if status == "UNENROLLED" else None,
        completion_percentage=completion,
        learner_hours=round(completion * random.uniform(0.2, 1.5), 2),
        projects_required_total=projects,
        projects_required_completed=int(projects * completion / 100),
        learning_plan_id=random.choice(
            (samples.SAMPLE_PLAN_ID, samples.OPEN_PLAN_ID, None)
        ),
    )


def _partial_completion(random: Random) -> float:
    """Return a percentage below 100; one learner in five has not started."""
    if random.randrange(5) == 0:
        return 0.0
    return round(random.uniform(0.1, 99.9), 1)


def _on_track_status(random: Random, status: str, completion: float) -> str:
    if status == "GRADUATED":
        return random.choice(("GRADUATED", "GRADUATED", "COMPLETED"))
    if completion > _NEARLY_DONE:
        return "READY_TO_GRADUATE"
    return random.choice(("ON_TRACK", "ON_TRACK", "MONITOR", "OFF_TRACK"))


def _between(random: Random, moment: datetime) -> datetime:
    """Return a moment between *moment* and the present, in whole seconds."""
    span = int((_LATEST - moment).total_seconds())
    return moment + timedelta(seconds=random.randint(0, span))


def _attempts(random: Random, learners: Sequence[Learner]) -> Iterator[Attempt]:
    numbers = count(1)
    for learner in learners:
        for _ in range(random.choice((0, 1, 1, 2))):
            yield _attempt(random, next(numbers), learner)


def _attempt(random: Random, number: int, learner: Learner) -> Attempt:
    attempt_id = _uuid(random)
    created_at = _LATEST - timedelta(minutes=random.randrange(60, 500_000))
    result = random.choice(("passed", "passed", "failed", None))
    reported = result is not None and random.randrange(2) == 0
    return Attempt(
        number=number,
        attempt_id=attempt_id,
        # The schema lets the learner be unknown: about one attempt in twenty.
        user_id=learner.user_id if random.randrange(20) else None,
        assessment_id=random.choice(samples.ASSESSMENTS).id,
        assessment_status="in_progress" if result is None else "completed",
        assessment_result=result,
        assessment_report=(
            f"https://learn.example.com/reports/{attempt_id}" if reported else None
        ),
        created_at=created_at,
        updated_at=_between(random, created_at),
        learning_plan_id=random.choice((samples.SAMPLE_PLAN_ID, None)),
    )


def _plan_progress(
    random: Random, members: Sequence[Learner], volunteers: Sequence[Learner]
) -> Iterator[PlanProgress]:
    """Yield the documented plan's records, the documented one first, then the rest."""
    numbers = count(1)
    for learner in members:
        number = next(numbers)
        record = _progress_record(random, number, learner, samples.SAMPLE_PLAN_ID)
        yield _as_documented(record) if number == 1 else record
    for learner in volunteers:
        yield _progress_record(random, next(numbers), learner, samples.OPEN_PLAN_ID)


def _progress_record(
    random: Random, number: int, learner: Learner, plan_id: str
) -> PlanProgress:
    """Return a record whose counts and times agree."""
    total = 5 if plan_id == samples.SAMPLE_PLAN_ID else 4
    completed = random.randint(0, total)
    created_at = _LATEST - timedelta(minutes=random.randrange(1440, 400_000))
    started_at = _between(random, created_at) if completed else None
    last_active_at = None if started_at is None else _between(random, started_at)
    return PlanProgress(
        number=number,
        user_id=learner.user_id,
        plan_id=plan_id,
        subscription_status=random.choices(
            ("ACTIVE", "INACTIVE", "HIDDEN"), (70, 20, 10)
        )[0],
        required_steps_total=total,
        required_steps_completed=completed,
        assessments_complete=min(completed, random.randint(0, 2)),
        started_at=started_at,
        last_active_at=last_active_at,
        completed_at=last_active_at if completed == total else None,
        created_at=created_at,
        updated_at=last_active_at or created_at,
    )


def _as_documented(record: PlanProgress) -> PlanProgress:
    """Return *record* with the values that the documentation shows."""
    started_at = record.started_at or record.created_at
    last_active_at = record.last_active_at or started_at
    return replace(
        record,
        subscription_status="ACTIVE",
        required_steps_total=5,
        required_steps_completed=3,
        assessments_complete=2,
        started_at=started_at,
        last_active_at=last_active_at,
        completed_at=None,
        updated_at=last_active_at,
    )
