"""The resolver of the learning-plan-progress domain."""

from __future__ import annotations

from graphql import GraphQLResolveInfo

from udacity_client.emulator.connection import Connection
from udacity_client.emulator.errors import ApiError
from udacity_client.emulator.models import Company, LearningPlan, PlanProgress
from udacity_client.emulator.resolvers.request import (
    PageInput,
    company_of,
    resolve_page,
)
from udacity_client.emulator.selection import Filters, SortKeys, seconds


class LearningPlanProgressInput(PageInput):
    """The input of `learningPlanProgress`."""

    planId: str  # noqa: N815 - the schema's name


_FILTERS: Filters[PlanProgress] = {
    "subscriptionStatus": lambda record: record.subscription_status,
    "userIds": lambda record: record.user_id,
}

_SORT_KEYS: SortKeys[PlanProgress] = {
    "LAST_ACTIVE_AT": lambda record: seconds(record.last_active_at),
    "UPDATED_AT": lambda record: seconds(record.updated_at),
    "USER_ID": lambda record: record.user_id,
}


def resolve_learning_plan_progress(
    _root: None,
    info: GraphQLResolveInfo,
    input: LearningPlanProgressInput,  # noqa: A002 - the schema's name
) -> Connection[PlanProgress]:
    """Return a page of the learners in one plan."""
    company = company_of(info)
    plan = _plan(company, input["planId"])
    members = [
        record for record in company.plan_progress if record.plan_id == plan.plan_id
    ]
    return resolve_page(info, input, members, _FILTERS, _SORT_KEYS)


def _plan(company: Company, plan_id: str) -> LearningPlan:
    """Return the plan by its ID in the catalog or in progress records.

    Inferred (plan.id, plan.foreign).

    Raises:
        ApiError: It belongs to another company, or does not exist.
    """
    for plan in company.learning_plans:
        if plan_id in (plan.id, plan.plan_id):
            return plan
    raise ApiError(
        f"learning plan {plan_id} must belong to the company {company.company_id}"
    )
