"""A user's program, in which tests type; `# here: …` marks the places."""
# ruff: noqa: ERA001, T201 - marks look like code; users print

from __future__ import annotations

from udacity_client import AsyncUdacity, Page, Pager, Udacity
from udacity_graphql.catalog import AssessmentCategory, LearningPlanStepType
from udacity_graphql.program_progress import (
    LIST_PROGRAM_PROGRESS,
    EnrollmentStatus,
    ProgramProgress,
    ProgramProgressFilter,
    ProgramType,
)

# here: imports

KINDS = (ProgramType, AssessmentCategory, LearningPlanStepType, EnrollmentStatus)
PAGED = {LIST_PROGRAM_PROGRESS.name: ProgramProgressFilter}


def blocking(page: Page[ProgramProgress], pager: Pager[ProgramProgress]) -> None:
    with Udacity() as udacity:
        for record in udacity.program_progress.iter_program_progress():
            print(record.user_email, page.total_count, pager.cursor)
            # here: blocking


async def waiting() -> None:
    async with AsyncUdacity() as udacity:
        async for record in udacity.program_progress.iter_program_progress():
            print(record.user_email)
            # here: async
