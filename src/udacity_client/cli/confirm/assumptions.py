"""What is assumed about how the API behaves, beyond its schemas: one list.

`provenance.toml` lists the names of those that are inferred in its table `behaviour`.
The emulator marks each place where it makes one true with `Inferred (name)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from udacity_client.endpoints import (
    DEFAULT_PAGE_SIZE,
    REQUESTS_PER_MINUTE,
)

TOKEN_LIFETIME: Final = 3600
"""Seconds until a token expires (documentation)."""

MAX_PAGE_SIZE: Final = 1000
"""The most records that a page has (inferred)."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that is assumed.

    Attributes:
        name: Its name: the subject, a dot, and the property.
        basis: Whether the documentation states it.
        statement: What is assumed, as a sentence.
    """

    name: str
    basis: Literal["documented", "inferred"]
    statement: str


def _documented(name: str, statement: str) -> Assumption:
    return Assumption(name, "documented", statement)


def _inferred(name: str, statement: str) -> Assumption:
    return Assumption(name, "inferred", statement)


_LISTED: Final = (
    _documented("token.scheme", "Data is read with `Authorization: Token <token>`."),
    _inferred("token.bearer", "An API token is refused with the scheme Bearer."),
    _documented("token.lifetime", f"A token lives {TOKEN_LIFETIME} s."),
    _documented(
        "token.missing",
        "Without a token, the answer is 401 and `no Authorization header`.",
    ),
    _documented(
        "token.unknown", "With an unknown token, the answer is 401, `token not found`."
    ),
    _inferred(
        "token.refused-credential",
        "A wrong client credential gets 401 and `not authorized`.",
    ),
    _inferred(
        "tokens.api-token",
        "The tokens domain refuses to list tokens for an API token, with 403.",
    ),
    _inferred("tokens.forbidden-code", "The error of a 403 has the code FORBIDDEN."),
    _inferred(
        "tokens.user-scheme",
        "A user's token is accepted with the scheme Token and with Bearer.",
    ),
    _inferred(
        "tokens.credentials", "A user sees the client credentials of own companies."
    ),
    _documented(
        "limit.headers",
        "Every answer has X-RateLimit-Limit and X-RateLimit-Remaining.",
    ),
    _documented(
        "limit.requests", f"{REQUESTS_PER_MINUTE} requests a minute are allowed."
    ),
    _documented("limit.shared", "All domains share one limit."),
    _documented(
        "limit.anonymous",
        f"Without a token, {REQUESTS_PER_MINUTE} requests a minute are allowed.",
    ),
    _inferred("limit.window", "The limit is a sliding window of 60 s."),
    _inferred(
        "mint.counted", "Requests for tokens do not count as requests of the identity."
    ),
    _inferred(
        "mint.limit-header",
        f"The answer with a token states a limit of {REQUESTS_PER_MINUTE}.",
    ),
    _documented("page.default", f"A page has {DEFAULT_PAGE_SIZE} learners in a plan."),
    _inferred(
        "page.default-others", f"A page of other records has {DEFAULT_PAGE_SIZE}, too."
    ),
    _inferred("page.maximum", f"A page has at most {MAX_PAGE_SIZE} records."),
    _inferred("page.too-large", "A page that is too large is cut, not refused."),
    _inferred("page.too-small", "A page of no records is refused."),
    _inferred(
        "cursor.kind", "A cursor names a row, and is refused if the row is not there."
    ),
    _inferred("filter.empty", "A filter with an empty list is ignored."),
    _inferred("filter.search", "`query` finds a part of a name, in any case."),
    _inferred("order.direction", "Without `order`, the order is ascending."),
    _inferred("order.nulls", "Records without a value come last."),
    _inferred("order.default", "Without `orderBy`, records come in a fixed order."),
    _inferred("plan.id", "The catalog's ID of a learning plan is taken as `planId`."),
    _inferred("plan.foreign", "Another company's learning plan is an error in 200."),
    _inferred("contract.foreign", "Another company's contract is an error in 200."),
    _documented("time.format", "Times are in the form of RFC 3339."),
    _documented("duration.format", "Durations are in the form of ISO 8601."),
    _inferred("introspection.open", "Any valid token may introspect every domain."),
    _inferred(
        "introspection.edition", "Introspection shows all that GraphQL has since 2025."
    ),
    _documented(
        "invalid.message", 'An unknown field is reported as `Cannot query field "x" …`.'
    ),
    _inferred("invalid.status", "An invalid document is answered with 400."),
    _inferred("invalid.code", "The error of an invalid document has no code."),
    _inferred(
        "answer.media-type",
        "Answers are application/graphql-response+json for those who ask for it.",
    ),
    _inferred("answer.request-id", "Every answer has an X-Request-Id."),
)

ASSUMPTIONS: Final = {one.name: one for one in _LISTED}
"""By name."""
