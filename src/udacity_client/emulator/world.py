"""Generate the emulated companies, and the progress records of their learners.

The same seed and number of learners always give the same records, whose times may be
moved by whole days. The catalogs are fixed and stand in `samples`.

`Emulator(learners=...)` says how many learners there are. Each kind of record has its
own random numbers (`_random_for`), so a new kind changes none of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, TypeVar

from udacity_client.emulator import samples
from udacity_client.emulator.learners import Learner, make_learners, random_uuid
from udacity_client.emulator.models import (
    Attempt,
    Company,
    Enrollment,
    PlanProgress,
    Program,
)

# All records are older than this, unless they are moved.
_LATEST = datetime(2026, 11, 1, 9, tzinfo=UTC)

# The program types of the catalog, and what program progress calls them.
_PROGRESS_TYPES = {"DEGREE": "NANODEGREE", "COURSE": "COURSE", "PART": "PART"}

_NEARLY_DONE = 90

RecordT = TypeVar("RecordT", Attempt, Enrollment, PlanProgress)


def build_companies(
    *, learners: int, seed: int, until: datetime | None = None
) -> Mapping[str, Company]:
    """Return the companies by ID.

    Args:
        learners: How many learners the documented company has.
        seed: The seed of their names and records.
        until: When the records end; by default on 1 November 2026.
    """
    # Whole days, so the records of one day stay the same from start to start.
    later = timedelta(days=(until - _LATEST).days if until else 0)
    # The documented plan always has its 48 members. If there are fewer learners, the
    # additional members are enrolled in nothing.
    number = max(learners, samples.SAMPLE_PLAN_LEARNERS)
    everybody = list(make_learners(_random_for(seed, "people"), number))
    companies = (
        _documented_company(everybody, everybody[:learners], seed, later),
        Company(samples.EMPTY_COMPANY_ID),
        Company(samples.OTHER_COMPANY_ID, learning_plans=samples.OTHER_LEARNING_PLANS),
    )
    return {company.company_id: company for company in companies}


def _documented_company(
    everybody: Sequence[Learner],
    enrolled: Sequence[Learner],
    seed: int,
    later: timedelta,
) -> Company:
    return Company(
        samples.COMPANY_ID,
        contract_ids=samples.CONTRACT_IDS,
        programs=samples.PROGRAMS,
        assessments=samples.ASSESSMENTS,
        learning_plans=samples.LEARNING_PLANS,
        enrollments=_moved(
            _enrollments(_random_for(seed, "enrollments"), enrolled), later
        ),
        attempts=_moved(_attempts(_random_for(seed, "attempts"), enrolled), later),
        plan_progress=_moved(
            _plan_progress(
                _random_for(seed, "plans"),
                everybody[: samples.SAMPLE_PLAN_LEARNERS],
                enrolled[::3],
            ),
            later,
        ),
    )


def _random_for(seed: int, name: str) -> Random:
    """Return the random numbers for one kind of record."""
    return Random(f"{seed}:{name}")  # noqa: S311 - sample data, not secrets


def _moved(records: Iterable[RecordT], later: timedelta) -> tuple[RecordT, ...]:
    """Return *records* with all of their times this much later."""
    return tuple(_later(record, later) if later else record for record in records)


def _later(record: RecordT, span: timedelta) -> RecordT:
    values = {one.name: getattr(record, one.name) for one in fields(record)}
    moved: dict[str, Any] = {
        name: value + span
        for name, value in values.items()
        if isinstance(value, datetime)
    }
    return replace(record, **moved)


def _enrollments(random: Random, learners: Sequence[Learner]) -> Iterator[Enrollment]:
    numbers = count(1)
    for learner in learners:
        programs = random.sample(samples.PROGRAMS, random.choice((1, 2, 2, 3)))
        for program in programs:
            yield _enrollment(random, next(numbers), learner, program)


def _enrollment(
    random: Random, number: int, learner: Learner, program: Program
) -> Enrollment:
    """Return an enrollment with consistent status, times and percentage."""
    status = random.choices(
        ("ENROLLED", "GRADUATED", "UNENROLLED", "STATIC_ACCESS"), (60, 25, 10, 5)
    )[0]
    graduated = status == "GRADUATED"
    completion = 100.0 if graduated else _partial_completion(random)
    enrolled_at = _LATEST - timedelta(minutes=random.randrange(1440, 700_000))
    last_active_at = _time_after(random, enrolled_at) if completion else None
    ended_at = _time_after(random, last_active_at or enrolled_at)
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


def _time_after(random: Random, start: datetime) -> datetime:
    """Return a time between *start* and `_LATEST`, in whole seconds."""
    span = int((_LATEST - start).total_seconds())
    return start + timedelta(seconds=random.randint(0, span))


def _attempts(random: Random, learners: Sequence[Learner]) -> Iterator[Attempt]:
    numbers = count(1)
    for learner in learners:
        for _ in range(random.choice((0, 1, 1, 2))):
            yield _attempt(random, next(numbers), learner)


def _attempt(random: Random, number: int, learner: Learner) -> Attempt:
    attempt_id = random_uuid(random)
    created_at = _LATEST - timedelta(minutes=random.randrange(60, 500_000))
    result = random.choice(("passed", "passed", "failed", None))
    reported = result is not None and random.randrange(2) == 0
    return Attempt(
        number=number,
        attempt_id=attempt_id,
        # Nullable in the schema: null in about one attempt of twenty.
        user_id=learner.user_id if random.randrange(20) else None,
        assessment_id=random.choice(samples.ASSESSMENTS).id,
        assessment_status="in_progress" if result is None else "completed",
        assessment_result=result,
        assessment_report=(
            f"https://learn.example.com/reports/{attempt_id}" if reported else None
        ),
        created_at=created_at,
        updated_at=_time_after(random, created_at),
        learning_plan_id=random.choice((samples.SAMPLE_PLAN_ID, None)),
    )


def _plan_progress(
    random: Random, members: Sequence[Learner], open_plan_members: Sequence[Learner]
) -> Iterator[PlanProgress]:
    """Yield the records of the documented plan, then those of the open plan.

    The first record is the one in the documentation.
    """
    numbers = count(1)
    for learner in members:
        number = next(numbers)
        record = _progress_record(random, number, learner, samples.SAMPLE_PLAN_ID)
        yield _as_documented(record) if number == 1 else record
    for learner in open_plan_members:
        yield _progress_record(random, next(numbers), learner, samples.OPEN_PLAN_ID)


def _progress_record(
    random: Random, number: int, learner: Learner, plan_id: str
) -> PlanProgress:
    """Return a record with consistent counts and times."""
    total = 5 if plan_id == samples.SAMPLE_PLAN_ID else 4
    completed = random.randint(0, total)
    created_at = _LATEST - timedelta(minutes=random.randrange(1440, 400_000))
    started_at = _time_after(random, created_at) if completed else None
    last_active_at = None if started_at is None else _time_after(random, started_at)
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
    """Return *record* with the values in the documentation."""
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
