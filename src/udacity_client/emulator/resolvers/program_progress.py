"""The resolver of the program-progress domain."""

from __future__ import annotations

from graphql import GraphQLResolveInfo

from udacity_client.emulator.connection import Connection
from udacity_client.emulator.models import Enrollment
from udacity_client.emulator.resolvers.request import (
    PageInput,
    company_of,
    resolve_page,
    with_full_plan_ids,
)
from udacity_client.emulator.selection import Filters, SortKeys, seconds


class ProgramProgressInput(PageInput, total=False):
    """The input of `programProgress`."""

    query: str | None


_FILTERS: Filters[Enrollment] = {
    "enrollmentStatus": lambda record: record.enrollment_status,
    "learningPlanIds": lambda record: record.learning_plan_id,
    "onTrackStatus": lambda record: record.on_track_status,
    "programKeys": lambda record: record.program_key,
    "programType": lambda record: record.program_type,
}

_SORT_KEYS: SortKeys[Enrollment] = {
    "COMPLETED_PROJECTS": lambda record: record.projects_required_completed,
    "EMAIL": lambda record: record.user_email,
    "ENROLLMENT_STATUS": lambda record: record.enrollment_status,
    "LAST_ACTIVE": lambda record: seconds(record.last_active_at),
    "PROGRAM_TITLE": lambda record: record.program_title,
}


def resolve_program_progress(
    _root: None,
    info: GraphQLResolveInfo,
    input: ProgramProgressInput,  # noqa: A002 - the schema's name
) -> Connection[Enrollment]:
    """Return a page of enrollments."""
    company = company_of(info)
    found = _search(company.enrollments, input.get("query"))
    page_input = with_full_plan_ids(input, company)
    return resolve_page(info, page_input, found, _FILTERS, _SORT_KEYS)


def _search(
    records: tuple[Enrollment, ...], query: str | None
) -> tuple[Enrollment, ...]:
    """Return the enrollments of learners whose e-mail or name contains *query*.

    Inferred (filter.search).
    """
    text = (query or "").strip().casefold()
    if not text:
        return records
    return tuple(record for record in records if text in _searched(record))


def _searched(record: Enrollment) -> str:
    # The line break keeps a query from matching across e-mail address and name.
    name = f"{record.user_first_name} {record.user_last_name}"
    return f"{record.user_email}\n{name}".casefold()
