"""The resolver of the assessment-progress domain."""

from __future__ import annotations

from graphql import GraphQLResolveInfo

from udacity_client.emulator.connection import Connection
from udacity_client.emulator.models import Attempt
from udacity_client.emulator.resolvers.request import (
    PageInput,
    company_of,
    resolve_page,
    with_full_plan_ids,
)
from udacity_client.emulator.selection import Filters, SortKeys, seconds

_FILTERS: Filters[Attempt] = {
    "assessmentIds": lambda record: record.assessment_id,
    "assessmentResult": lambda record: record.assessment_result,
    "assessmentStatus": lambda record: record.assessment_status,
    "learningPlanIds": lambda record: record.learning_plan_id,
    "userIds": lambda record: record.user_id,
}

_SORT_KEYS: SortKeys[Attempt] = {
    "ASSESSMENT_RESULT": lambda record: record.assessment_result,
    "ASSESSMENT_STATUS": lambda record: record.assessment_status,
    "CREATED_AT": lambda record: seconds(record.created_at),
    "UPDATED_AT": lambda record: seconds(record.updated_at),
}


def resolve_assessment_progress(
    _root: None,
    info: GraphQLResolveInfo,
    input: PageInput,  # noqa: A002 - the schema's name
) -> Connection[Attempt]:
    """Return a page of assessment attempts."""
    company = company_of(info)
    page_input = with_full_plan_ids(input, company)
    return resolve_page(info, page_input, company.attempts, _FILTERS, _SORT_KEYS)
