"""Answers to all shipped operations, in the form and with the values of the API's docs.

They hold more fields than the operations select, as examples in documentation do.
"""

from __future__ import annotations

from typing import Any, Final

JSON = dict[str, Any]

TOKEN_VALUE: Final = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
LEARNER: Final = "8a386eac-5a18-4229-88a4-add7f1ee600f"
PLAN: Final = "fd6f0490-2072-43b0-b1d0-7ee82fe96df2"
CLIENT_ID: Final = "udcl_0123456789abcdef0123456789abcdef"


def _connection(node: JSON, *, total: int) -> JSON:
    cursor = "eyJpZCI6IjUwIn0="
    return {
        "totalCount": total,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": cursor,
            "endCursor": cursor,
        },
        "edges": [{"cursor": cursor, "node": node}],
    }


_PROGRAM: Final[JSON] = {
    "key": "nd00113",
    "version": 1,
    "locale": "en-us",
    "type": "DEGREE",
    "title": "Cloud Architecture",
    "summary": "Plan, design and build cloud systems.",
    "syllabusUrl": "https://example.com/syllabi/nd00113.pdf",
    "imageUrl": "https://example.com/images/nd00113.png",
    "redirectUrl": "https://example.com/programs/nd00113",
    "duration": "P30D",
    "modifiedDate": "2025-06-15T10:00:00Z",
    "ssoLaunchLinksByContract": [
        {"contractId": "con-1", "launchUrl": "https://example.com/launch/con-1"}
    ],
    "skillNames": ["Python", "Cloud Computing"],
    "difficultyLevel": "Intermediate",
    "supportedLanguages": ["ja"],
    "translations": [
        {
            "language": "ja",
            "title": "クラウド",
            "summary": None,
            "version": "2.0.1",
            "major": 2,
            "minor": 0,
            "patch": 1,
        }
    ],
}
_ASSESSMENT: Final[JSON] = {
    "id": "87fac66e",
    "title": "Python Fundamentals Assessment",
    "category": "PASS_FAIL",
    "passingScore": 80.0,
    "isTimed": True,
    "timeLimit": "PT30M",
    "totalQuestionsInAssessment": 25,
}
_LEARNING_PLAN: Final[JSON] = {
    "id": "fd6f0490",
    "title": "Cloud Engineering Onboarding",
    "key": "cloud-eng-onboarding",
    "slug": "cloud-engineering-onboarding",
    "steps": [
        {
            "stepId": "step-1",
            "stepType": "PROGRAM",
            "label": "Cloud Architecture",
            "steps": None,
        }
    ],
}
_SCOPE: Final[JSON] = {
    "id": "scope-1",
    "scopeType": "COMPANY",
    "scopeKey": "4821",
    "createdAt": "2026-03-01T10:00:00Z",
}
_TOKEN: Final[JSON] = {
    "id": "token-1",
    "redactedToken": "0a1b••••••••e8f9",
    "description": "nightly export",
    "createdBy": LEARNER,
    "createdAt": "2026-03-01T10:00:00Z",
    "updatedAt": None,
    "expiresAt": "2026-05-30T10:00:00Z",
    "revokedAt": None,
    "scopes": [_SCOPE],
}

ANSWERS: Final[dict[str, JSON]] = {
    "GetCatalog": {
        "catalog": {
            "companyId": "4821",
            "programs": [_PROGRAM],
            "assessments": [_ASSESSMENT],
            "learningPlans": [_LEARNING_PLAN],
        }
    },
    "ListProgramProgress": {
        "programProgress": _connection(
            {
                "userId": LEARNER,
                "userEmail": "ada@example.com",
                "userFirstName": "Ada",
                "userLastName": "Lovelace",
                "enrollmentStatus": "ENROLLED",
                "enrolledAt": "2026-03-01T10:00:00Z",
                "unenrolledAt": None,
                "graduatedAt": None,
                "completedAt": None,
                "programKey": "nd00113",
                "programVersion": "1.0.0",
                "programType": "NANODEGREE",
                "lastActiveAt": "2026-03-02T10:00:00Z",
                "learnerHours": 7.5,
                "completionPercentage": 50.0,
                "projectsRequiredTotal": 4,
                "projectsRequiredCompleted": 2,
                "onTrackStatus": "ON_TRACK",
                "learningPlanId": PLAN,
            },
            total=1,
        )
    },
    "ListAssessmentProgress": {
        "assessmentProgress": _connection(
            {
                "userId": None,
                "assessmentId": "87fac66e",
                "attemptId": "attempt-1",
                "assessmentStatus": "completed",
                "assessmentResult": "passed",
                "assessmentReport": None,
                "createdAt": "2026-03-01T10:00:00Z",
                "updatedAt": "2026-03-01T10:30:00Z",
            },
            total=1,
        )
    },
    "ListLearningPlanProgress": {
        "learningPlanProgress": _connection(
            {
                "userId": LEARNER,
                "planId": PLAN,
                "subscriptionStatus": "ACTIVE",
                "requiredStepsTotal": 5,
                "requiredStepsCompleted": 3,
                "assessmentsComplete": 2,
                "startedAt": "2026-03-01T10:00:00Z",
                "lastActiveAt": None,
                "completedAt": None,
                "createdAt": "2026-02-28T10:00:00Z",
                "updatedAt": "2026-03-02T10:00:00Z",
            },
            total=48,
        )
    },
    "GenerateToken": {
        "generateToken": {"unredactedToken": TOKEN_VALUE, "expiresIn": 3600}
    },
    "CreateToken": {"createToken": {"unredactedToken": TOKEN_VALUE, "token": _TOKEN}},
    "ListTokens": {"tokens": [_TOKEN]},
    "RevokeToken": {"revokeToken": True},
    "AddTokenScope": {"addTokenScope": _TOKEN},
    "RemoveTokenScope": {"removeTokenScope": {**_TOKEN, "scopes": []}},
    "CreateClientCredential": {
        "createClientCredential": {
            "clientSecret": "udcs_0123456789",
            "clientCredential": {
                "clientId": CLIENT_ID,
                "secretHint": "udcs_••••••••6789",
                "description": None,
                "companyIds": ["4821"],
                "createdAt": "2026-03-01T10:00:00Z",
                "revokedAt": None,
            },
        }
    },
    "RevokeClientCredential": {"revokeClientCredential": True},
}
"""The `data` of an answer to each operation."""
