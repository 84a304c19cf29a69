"""What `udacity schema confirm` sends, and in which order: at most 20 requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from udacity_client.endpoints import DOMAINS, TOKENS

MOST_REQUESTS: Final = 20
"""How many requests are sent at most, whatever the API answers."""

Caller: TypeAlias = Literal[
    "nobody", "credential", "bearer", "stranger", "user", "user-bearer"
]
"""Who sends a request: nobody (no header), the credential's token with the scheme Token
or Bearer, a token that nobody has, or the user's token with either scheme."""

CATALOG: Final = "catalog"
PROGRAMS: Final = "program-progress"
ASSESSMENTS: Final = "assessment-progress"
PLANS: Final = "learning-plan-progress"


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the plan.

    Attributes:
        name: Its name.
        domain: The domain it goes to.
        caller: Whose token it carries.
        what: What is asked.
        condition: When it is sent; always if empty.
    """

    name: str
    domain: str
    caller: Caller
    what: str
    condition: str = ""


def schema_step(domain: str) -> str:
    """Return the name of the step that asks for the schema of *domain*."""
    return f"schema of {domain}"


PLAN: Final = (
    Step("token", TOKENS, "nobody", "a token", "with a client credential"),
    Step("introspection", CATALOG, "credential", "what introspection can show"),
    *(
        Step(
            schema_step(domain),
            domain,
            "credential",
            "the schema; if introspection is refused, which guesses are invalid",
        )
        for domain in DOMAINS
    ),
    Step("catalog", CATALOG, "credential", "types and times of the catalog, plan IDs"),
    Step("programs", PROGRAMS, "credential", "a page of the default size"),
    Step("second token", TOKENS, "nobody", "a token again", "with a client credential"),
    Step(
        "largest page",
        PROGRAMS,
        "credential",
        "a page of 10,000, and nothing of its records",
    ),
    Step("cursor", PROGRAMS, "credential", "two records after a cursor, filtered"),
    Step("assessments", ASSESSMENTS, "credential", "a page of the default size"),
    Step("plans", PLANS, "credential", "a page of the default size"),
    Step("wrong field", CATALOG, "credential", "a field that does not exist"),
    Step("wrong token", CATALOG, "stranger", "__typename, with a token of zeros"),
    Step("no token", CATALOG, "nobody", "__typename, without a token"),
    Step("forbidden", TOKENS, "credential", "the tokens of a user who is not named"),
    Step("user", TOKENS, "user", "how many tokens there are", "with a user token"),
    Step(
        "user with Bearer", TOKENS, "user-bearer", "the same again", "with a user token"
    ),
    Step(
        "Bearer",
        CATALOG,
        "bearer",
        "__typename, with the scheme Bearer",
        "if a request is left, or if the scheme Token is refused",
    ),
)
"""Every request that may be sent, in order; the last one may find none left."""


def plan_text() -> str:
    """Return the plan as text, for those who want to know before anything is sent."""
    width = max(len(step.name) for step in PLAN)
    lines = [f"At most {MOST_REQUESTS} requests are sent, all read-only:"]
    for step in PLAN:
        condition = f" ({step.condition})" if step.condition else ""
        lines.append(f"  {step.name:{width}}  {step.domain}: {step.what}{condition}")
    return "\n".join(lines) + "\n"
