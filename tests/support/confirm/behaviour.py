"""How the second API behaves. Without arguments, it is as everything is assumed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Swap = tuple[str, str, str]
"""A domain, a part of its SDL, and what stands there instead."""


@dataclass(frozen=True)
class Refusal:
    """An error: its status, its message and its code, and whether GraphQL's shape."""

    status: int
    message: str
    code: str | None = None
    is_graphql: bool = True


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Everything that may differ."""

    swaps: tuple[Swap, ...] = ()
    introspection: bool = True
    untold: frozenset[str] = frozenset()

    schemes: frozenset[str] = frozenset({"Token"})
    user_schemes: frozenset[str] = frozenset({"Token", "Bearer"})
    token_lifetime: int = 3600
    no_token: Refusal = Refusal(401, "no Authorization header")
    unknown_token: Refusal = Refusal(401, "token not found")
    api_token_for_tokens: Refusal | None = Refusal(403, "users only", "FORBIDDEN")

    limit_header: str = "X-RateLimit-Limit"
    remaining_header: str = "X-RateLimit-Remaining"
    limit: int = 100
    anonymous_limit: int = 100
    token_limit: int = 100
    counts_tokens: bool = False
    limits_each_domain: bool = False
    seen_from_outside: int = 0
    """How many requests of others come with each of ours."""

    page_default: int | None = None
    page_maximum: int | None = 1000
    refusal_of_large: str | None = None
    cursors: Literal["row", "keyset", "offset"] = "row"
    empty_filter_selects_nothing: bool = False
    is_descending: bool = False
    nulls_first: bool = False
    takes_plan_id: bool = True

    time: Literal["rfc3339", "epoch", "local"] = "rfc3339"
    duration: Literal["iso8601", "minutes"] = "iso8601"
    invalid_status: int = 400
    invalid_code: str | None = None
    unknown_field: str = 'Cannot query field "{}" on type "{}".'
    media_type: str = "application/graphql-response+json"
    has_request_id: bool = True

    leaks: bool = False
    """Whether each place that a server may fill holds personal data."""

    broken: frozenset[str] = field(default_factory=frozenset[str])
    """Domains that answer 502."""
