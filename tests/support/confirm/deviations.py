"""What the second API may do otherwise, and which assumptions that refutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from support.confirm.behaviour import Behaviour, Refusal

CATALOG, TOKENS = "catalog", "tokens"
PROGRAMS, ASSESSMENTS = "program-progress", "assessment-progress"
PLANS = "learning-plan-progress"

EDITION_2021 = frozenset(
    {
        "__Type.isOneOf",
        "__Type.inputFields(includeDeprecated:)",
        "__Field.args(includeDeprecated:)",
        "__Directive.args(includeDeprecated:)",
        "__InputValue.isDeprecated",
        "__InputValue.deprecationReason",
    }
)
"""What introspection did not tell before 2025."""


@dataclass(frozen=True)
class Deviation:
    """One way in which an API departs from what is assumed.

    Attributes:
        name: What it does.
        behaviour: The API.
        refutes: The area and the name of each assumption that it contradicts.
        user: Whether the command has a user token.
    """

    name: str
    behaviour: Behaviour
    refutes: frozenset[tuple[str, str]]
    user: bool = True


def _schema(
    domain: str, name: str, swaps: list[tuple[str, str]], *refutes: str
) -> Deviation:
    """Return a deviation of one schema."""
    changed = Behaviour(swaps=tuple((domain, old, new) for old, new in swaps))
    return Deviation(name, changed, frozenset((domain, one) for one in refutes))


def _does(name: str, *refutes: str, **changed: Any) -> Deviation:
    """Return a deviation in how the API behaves."""
    found = frozenset(("behaviour", one) for one in refutes)
    return Deviation(name, Behaviour(**changed), found)


_REPORT = "  assessmentReport: String\n"
_CREDENTIALS = "  clientCredentials: [ClientCredential!]!\n"
_STATUS_IS_ENUM = [
    ("  assessmentStatus: [String!]\n", "  assessmentStatus: [AttemptStatus!]\n"),
    ("enum SortOrder", "enum AttemptStatus { DONE }\n\nenum SortOrder"),
]
_NO_PROGRAM_KEYS = ("  programKeys: [String!]\n", "")

DEVIATIONS = (
    # Schemas: what was inferred.
    _schema(
        CATALOG,
        "an inferred field is missing",
        [("  patch: Int\n", "")],
        "ProgramTranslation.patch",
    ),
    _schema(
        PROGRAMS,
        "an inferred filter is missing",
        [_NO_PROGRAM_KEYS],
        "ProgramProgressFilter.programKeys",
    ),
    _schema(
        ASSESSMENTS,
        "an inferred filter takes an enum",
        _STATUS_IS_ENUM,
        "AssessmentProgressFilter.assessmentStatus",
        "complete",
    ),
    _schema(
        CATALOG,
        "an inferred enum value is missing",
        [("  DEGREE\n  PART\n", "  DEGREE\n")],
        "ProgramType.PART",
    ),
    _schema(
        CATALOG,
        "an inferred enum value has another name",
        [("  GROUP\n", "  CONTAINER\n")],
        "LearningPlanStepType.GROUP",
        "complete",
    ),
    _schema(
        TOKENS,
        "an inferred argument has another name",
        [("revokeClientCredential(clientId: ID!)", "revokeClientCredential(id: ID!)")],
        "Mutation.revokeClientCredential(clientId:)",
        "complete",
    ),
    _schema(
        TOKENS,
        "an inferred query is missing",
        [(_CREDENTIALS, "")],
        "Query.clientCredentials",
    ),
    _schema(
        TOKENS,
        "an inferred input type has another name",
        [("CreateClientCredentialInput", "NewCredentialInput")],
        "CreateClientCredentialInput",
        "CreateClientCredentialInput.companyIds",
        "CreateClientCredentialInput.description",
        "Mutation.createClientCredential(input:)",
        "complete",
    ),
    # Schemas: guessed names and nullability.
    _schema(
        CATALOG,
        "a type has another name",
        [
            ("[LearningPlanStep!]", "[PlanStep!]"),
            ("type LearningPlanStep ", "type PlanStep "),
        ],
        "LearningPlanStep",
    ),
    _schema(
        TOKENS,
        "a type below another has another name",
        [
            ("[ClientCredential!]", "[Credential!]"),
            ("clientCredential: ClientCredential!", "clientCredential: Credential!"),
            ("type ClientCredential ", "type Credential "),
        ],
        "ClientCredential",
    ),
    _schema(
        CATALOG,
        "a field is never null",
        [("  category: AssessmentCategory\n", "  category: AssessmentCategory!\n")],
        "CatalogAssessment.category",
    ),
    _schema(
        CATALOG,
        "a list is never null",
        [
            (
                "  slug: String\n  steps: [LearningPlanStep!]\n",
                "  slug: String\n  steps: [LearningPlanStep!]!\n",
            )
        ],
        "CatalogLearningPlan.steps",
    ),
    _schema(
        CATALOG,
        "a list holds nulls",
        [
            (
                "  slug: String\n  steps: [LearningPlanStep!]\n",
                "  slug: String\n  steps: [LearningPlanStep]\n",
            )
        ],
        "CatalogLearningPlan.steps",
    ),
    _schema(
        TOKENS,
        "a time is never null",
        [
            (
                "type TokenScope {\n  createdAt: Time\n",
                "type TokenScope {\n  createdAt: Time!\n",
            )
        ],
        "TokenScope.createdAt",
    ),
    # Schemas: what is documented, and what nobody told.
    _schema(
        PROGRAMS,
        "a documented field has another type",
        [("  learnerHours: Float!\n", "  learnerHours: Int!\n")],
        "ProgramProgressRecord.learnerHours",
    ),
    _schema(
        ASSESSMENTS,
        "a documented field is missing",
        [(_REPORT, "")],
        "AssessmentProgressRecord.assessmentReport",
    ),
    _schema(
        PLANS,
        "a documented field is never null",
        [("  startedAt: Time\n", "  startedAt: Time!\n")],
        "LearningPlanProgressRecord.startedAt",
    ),
    _schema(
        PLANS,
        "a documented enum value is missing",
        [("  HIDDEN\n", "")],
        "SubscriptionStatus.HIDDEN",
    ),
    _schema(
        PROGRAMS,
        "a documented argument has another type",
        [
            (
                "programProgress(input: ProgramProgressInput!)",
                "programProgress(input: ProgramProgressInput)",
            )
        ],
        "Query.programProgress(input:)",
    ),
    _schema(
        CATALOG,
        "there is another field",
        [("  locale: String!\n", "  locale: String!\n  level: Int\n")],
        "complete",
    ),
    _schema(
        ASSESSMENTS,
        "another input is required",
        [("  after: String\n", "  after: String\n  companyId: ID!\n")],
        "complete",
    ),
    _schema(
        PROGRAMS,
        "there is another order",
        [("  EMAIL\n", "  EMAIL\n  ENROLLED_AT\n")],
        "complete",
    ),
    _schema(
        CATALOG,
        "there is another argument",
        [("catalog(contractId: ID)", "catalog(contractId: ID, language: String)")],
        "complete",
    ),
    # Introspection.
    _does("introspection is refused", "introspection.open", introspection=False),
    Deviation(
        "introspection is refused, and a filter is missing",
        Behaviour(introspection=False, swaps=((PROGRAMS, *_NO_PROGRAM_KEYS),)),
        frozenset(
            {
                ("behaviour", "introspection.open"),
                (PROGRAMS, "ProgramProgressFilter.programKeys"),
            }
        ),
    ),
    Deviation(
        "introspection is refused, and a filter takes an enum",
        Behaviour(
            introspection=False,
            swaps=tuple((ASSESSMENTS, *swap) for swap in _STATUS_IS_ENUM),
        ),
        frozenset(
            {
                ("behaviour", "introspection.open"),
                (ASSESSMENTS, "AssessmentProgressFilter.assessmentStatus"),
            }
        ),
    ),
    _does("introspection is as in 2021", "introspection.edition", untold=EDITION_2021),
    # Tokens.
    _does(
        "data needs Bearer",
        "token.scheme",
        "token.bearer",
        schemes=frozenset({"Bearer"}),
    ),
    Deviation(
        "data takes both schemes",
        Behaviour(schemes=frozenset({"Token", "Bearer"})),
        frozenset({("behaviour", "token.bearer")}),
        user=False,
    ),
    _does(
        "a user needs Bearer", "tokens.user-scheme", user_schemes=frozenset({"Bearer"})
    ),
    _does("a token lives half an hour", "token.lifetime", token_lifetime=1800),
    _does(
        "an unknown token gets 403",
        "token.unknown",
        unknown_token=Refusal(403, "token not found"),
    ),
    _does(
        "an unknown token gets a body of no GraphQL",
        "token.unknown",
        unknown_token=Refusal(401, "token not found", is_graphql=False),
    ),
    _does(
        "a missing token gets another message",
        "token.missing",
        no_token=Refusal(401, "Unauthorized"),
    ),
    _does(
        "an API token gets 401 for tokens",
        "tokens.api-token",
        api_token_for_tokens=Refusal(401, "not authorized", "UNAUTHORIZED"),
    ),
    _does(
        "an API token may list tokens", "tokens.api-token", api_token_for_tokens=None
    ),
    _does(
        "403 has another code",
        "tokens.forbidden-code",
        api_token_for_tokens=Refusal(403, "users only", "PERMISSION_DENIED"),
    ),
    # Rate limits.
    _does(
        "headers have the names of the draft",
        "limit.headers",
        limit_header="RateLimit-Limit",
        remaining_header="RateLimit-Remaining",
    ),
    _does("60 requests are allowed", "limit.requests", limit=60),
    _does(
        "30 requests are allowed without a token", "limit.anonymous", anonymous_limit=30
    ),
    _does("a token tells its own limit", "mint.limit-header", token_limit=50),
    _does("tokens count as requests", "mint.counted", counts_tokens=True),
    _does("each domain counts its own", "limit.shared", limits_each_domain=True),
    # Pages.
    _does(
        "a page has 25 records", "page.default", "page.default-others", page_default=25
    ),
    _does("a page has at most 500 records", "page.maximum", page_maximum=500),
    _does("a page has any number of records", "page.maximum", page_maximum=None),
    _does(
        "a large page is refused",
        "page.too-large",
        refusal_of_large="first must be at most 1000",
    ),
    _does(
        "a page above 250 is refused",
        "page.too-large",
        "page.maximum",
        page_maximum=250,
        refusal_of_large="10000 exceeds 250",
    ),
    _does("cursors name a place", "cursor.kind", cursors="keyset"),
    _does("cursors count", "cursor.kind", cursors="offset"),
    _does(
        "an empty filter selects nothing",
        "filter.empty",
        empty_filter_selects_nothing=True,
    ),
    _does("orders are descending", "order.direction", is_descending=True),
    _does("records without a value come first", "order.nulls", nulls_first=True),
    _does("a plan has another ID", "plan.id", takes_plan_id=False),
    # Forms.
    _does("times are numbers", "time.format", time="epoch"),
    _does("times have no offset", "time.format", time="local"),
    _does("durations are minutes", "duration.format", duration="minutes"),
    _does(
        "invalid documents are answered as gqlgen does",
        "invalid.status",
        "invalid.code",
        invalid_status=422,
        invalid_code="GRAPHQL_VALIDATION_FAILED",
    ),
    _does(
        "invalid documents are answered with 200", "invalid.status", invalid_status=200
    ),
    _does(
        "an unknown field is told in other words",
        "invalid.message",
        unknown_field="Field {} is not on {}",
    ),
    _does("answers are plain JSON", "answer.media-type", media_type="application/json"),
    _does("answers have no ID", "answer.request-id", has_request_id=False),
)
"""All of them; each is found, and nothing else is refuted."""
