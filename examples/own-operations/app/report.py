"""Print the skills of each graduate, with operations of this application.

Run it from this folder: python -m app.report
"""

from __future__ import annotations

from app.udacity_ops import catalog, program_progress
from app.udacity_ops.program_progress import (
    EnrollmentStatus,
    Graduate,
    ProgramProgressFilter,
)
from udacity_client import AsyncUdacity, Udacity

GRADUATED = ProgramProgressFilter(enrollment_status=[EnrollmentStatus.GRADUATED])


def report(udacity: Udacity) -> list[str]:
    """Return a line for each graduation."""
    skills = skills_by_program(udacity.using(catalog).list_skills())
    graduates = udacity.using(program_progress).iter_graduates(filter=GRADUATED)
    return [line(graduate, skills) for graduate in graduates]


async def areport(udacity: AsyncUdacity) -> list[str]:
    """Return a line for each graduation, without blocking."""
    skills = skills_by_program(await udacity.using(catalog).list_skills())
    graduates = udacity.using(program_progress).iter_graduates(filter=GRADUATED)
    return [line(graduate, skills) async for graduate in graduates]


def skills_by_program(found: catalog.Skills) -> dict[str, list[str]]:
    """Return the skills of each program, by its key."""
    return {program.key: program.skill_names for program in found.programs}


def line(graduate: Graduate, skills: dict[str, list[str]]) -> str:
    """Return the line of one graduation."""
    learnt = ", ".join(skills.get(graduate.program_key, [])) or "nothing listed"
    return f"{graduate.user_first_name} <{graduate.user_email}>: {learnt}"


if __name__ == "__main__":
    with Udacity() as client:
        print("\n".join(report(client)))
