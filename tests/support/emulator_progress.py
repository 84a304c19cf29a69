"""Queries for pages of the three progress domains."""

from __future__ import annotations

from typing import Any

from support.emulator_caller import Caller, data

DOCUMENTED_PLAN = "fd6f0490-2072-43b0-b1d0-7ee82fe96df2"

QUERIES = {
    "program-progress": """
        query ($input: ProgramProgressInput!) {
          connection: programProgress(input: $input) {
            totalCount
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            edges {
              cursor
              node {
                userId userEmail userFirstName userLastName programKey programType
                enrollmentStatus onTrackStatus learningPlanId lastActiveAt
                projectsRequiredCompleted
              }
            }
          }
        }
    """,
    "assessment-progress": """
        query ($input: AssessmentProgressInput!) {
          connection: assessmentProgress(input: $input) {
            totalCount
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            edges {
              cursor
              node {
                attemptId userId assessmentId assessmentStatus assessmentResult
                createdAt updatedAt
              }
            }
          }
        }
    """,
    "learning-plan-progress": """
        query ($input: LearningPlanProgressInput!) {
          connection: learningPlanProgress(input: $input) {
            totalCount
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            edges {
              cursor
              node {
                userId planId subscriptionStatus requiredStepsTotal
                requiredStepsCompleted assessmentsComplete lastActiveAt updatedAt
              }
            }
          }
        }
    """,
}


def connection(
    caller: Caller, token: str, domain: str, given: dict[str, object] | None = None
) -> dict[str, Any]:
    """Return one page; of the documented plan if the domain needs one."""
    page_input = dict(given or {})
    if domain == "learning-plan-progress":
        page_input.setdefault("planId", DOCUMENTED_PLAN)
    response = caller.post(domain, QUERIES[domain], {"input": page_input}, token=token)
    page: dict[str, Any] = data(response)["connection"]
    return page


def nodes(
    caller: Caller, token: str, domain: str, given: dict[str, object] | None = None
) -> list[dict[str, Any]]:
    """Return all records that an input selects, in one page."""
    page = connection(caller, token, domain, {"first": 1000, **(given or {})})
    assert not page["pageInfo"]["hasNextPage"]
    return [edge["node"] for edge in page["edges"]]
