"""The records of the second API. Each text in them is personal, or could be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

Record = dict[str, Any]

EMAIL: Final = "ingeborg.bachmann.{}@learner.example"
_START: Final = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
_STATUSES: Final = ("ENROLLED", "ENROLLED", "GRADUATED", "UNENROLLED")


def enrollments() -> list[Record]:
    """Return 1,200 enrollments, the fifth of each ten never active."""
    return [
        {
            "userEmail": EMAIL.format(number),
            "userFirstName": f"Ingeborg{number}",
            "userLastName": f"Bachmann-{number}",
            "userId": f"u-7f3e{number:06}",
            "programKey": f"nd{number % 7:05}",
            "programType": "NANODEGREE",
            "programVersion": f"3.1.{number}",
            "enrollmentStatus": _STATUSES[number % 4],
            "onTrackStatus": "ON_TRACK",
            "enrolledAt": _START + timedelta(hours=number),
            "lastActiveAt": (
                None
                if number % 10 == 5
                else _START + timedelta(days=9, minutes=(number * 37) % 5000)
            ),
            "completionPercentage": float(number % 101),
            "learnerHours": float(number % 40),
            "projectsRequiredCompleted": number % 5,
            "projectsRequiredTotal": 5,
            "learningPlanId": "plan-malina-full-id",
        }
        for number in range(1200)
    ]


def attempts() -> list[Record]:
    """Return 70 attempts at assessments."""
    return [
        {
            "attemptId": f"attempt-{number}-malina",
            "userId": f"u-7f3e{number:06}",
            "assessmentId": f"assessment-{number % 3}-x",
            "assessmentStatus": "completed-by-hand",
            "assessmentResult": "passed-with-distinction",
            "assessmentReport": f"https://reports.example/{number}/malina",
            "createdAt": _START + timedelta(days=number),
            "updatedAt": _START + timedelta(days=number + 1),
        }
        for number in range(70)
    ]


def plan_records() -> list[Record]:
    """Return the 60 learners of the plan."""
    return [
        {
            "userId": f"u-7f3e{number:06}",
            "planId": "plan-malina-full-id",
            "subscriptionStatus": "ACTIVE",
            "assessmentsComplete": number % 3,
            "requiredStepsCompleted": number % 6,
            "requiredStepsTotal": 6,
            "startedAt": _START + timedelta(days=number),
            "createdAt": _START + timedelta(days=number),
            "updatedAt": _START + timedelta(days=number),
        }
        for number in range(60)
    ]


def catalog() -> Record:
    """Return the catalog of the company."""
    return {
        "companyId": "company-klagenfurt",
        "programs": [
            {
                "key": f"nd{number:05}",
                "title": f"Reading Malina, part {number}",
                "type": "DEGREE",
                "duration": "P30D",
                "modifiedDate": _START,
                "version": 1,
                "locale": "de-at",
                "summary": "Written for Max.",
            }
            for number in range(3)
        ],
        "assessments": [
            {"id": "assessment-0-x", "title": "Undine", "category": "PASS_FAIL"}
        ],
        "learningPlans": [
            {
                "id": "plan-malina",
                "title": "Everybody",
                "steps": [{"stepId": "step-klagenfurt", "stepType": "PROGRAM"}],
            }
        ],
    }


SECRETS: Final = {
    "client_id": "udcl_" + "5e" * 16,
    "client_secret": "udcs_klagenfurt-secret",
    "token": "a1" * 16,
    "user_token": "head.malina.signature",
}
"""What nobody prints either."""
