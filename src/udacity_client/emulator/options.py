"""The options of an emulator."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

Dialect: TypeAlias = Literal["spec", "gqlgen"]
LargePages: TypeAlias = Literal["cut", "refuse"]
CursorKind: TypeAlias = Literal["row", "keyset", "offset"]
IntrospectionWords: TypeAlias = Literal[
    "gqlgen", "apollo", "graphql-core", "graphql-ruby"
]
IntrospectionYear: TypeAlias = Literal[2016, 2018, 2021, 2025]

_CHOICES: Final[Mapping[str, object]] = {
    "cursors": CursorKind,
    "dialect": Dialect,
    "introspection_words": IntrospectionWords,
    "introspection_year": IntrospectionYear,
    "large_pages": LargePages,
}

_YEARS: Final = range(1900, 3000)
"""In which data may end, so no time of theirs is out of range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an emulator behaves.

    The documentation leaves the defaults of these open. Inferred (page.maximum,
    page.too-large, cursor.kind, invalid.status, invalid.code, introspection.edition).

    Attributes:
        learners: How many learners the documented company has.
        seed: The seed of the learners, their records, the credentials and request IDs.
        data_until: When the records end: the newest is at most a day older. By default
            they end on 1 November 2026, whatever the clock says, so tests always get
            the same; `datetime.now(UTC)` makes them recent. A catalog has no such end.
        token_lifetime: Seconds until a generated token expires.
        rate_limit: Requests per minute and identity; None turns all rate limits off.
        max_page_size: The most records that a page may have.
        large_pages: What happens to a larger `first`: `cut` the page, or `refuse` it.
        cursors: What a cursor names: a `row`, which must still be there; its place in
            the order (`keyset`); or how many rows come before (`offset`).
        churn: How many changes a minute the enrollments go through while it serves.
        dialect: `spec` responds as GraphQL over HTTP says. `gqlgen` responds to invalid
            documents with 422 and error codes, as the real server seems to.
        introspection: Whether introspection is enabled.
        introspection_words: The library whose message is used if it is disabled.
        introspection_year: The edition of the GraphQL specification whose
            introspection fields exist.
        schemas: A folder of schemas to serve instead of the shipped ones; a missing
            file falls back to the shipped schema.
        clock: Returns the seconds since the epoch, for expiry and rate limits.
    """

    learners: int = 200
    seed: int = 7
    data_until: datetime | None = None
    token_lifetime: int = 3600
    rate_limit: int | None = 100
    max_page_size: int = 1000
    large_pages: LargePages = "cut"
    cursors: CursorKind = "row"
    churn: float = 0.0
    dialect: Dialect = "spec"
    introspection: bool = True
    introspection_words: IntrospectionWords = "gqlgen"
    introspection_year: IntrospectionYear = 2025
    schemas: Path | None = None
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            ValueError: One is out of range; the message says which.
        """
        least = {"learners": 0, "token_lifetime": 1, "max_page_size": 1}
        for name, minimum in least.items():
            if getattr(self, name) < minimum:
                raise ValueError(f"{name} must be at least {minimum}")
        if self.data_until is not None and self.data_until.utcoffset() is None:
            raise ValueError("data_until must have an offset: datetime.now(UTC) has")
        for name, kind in _CHOICES.items():
            _require_choice(name, getattr(self, name), get_args(kind))
        if self.data_until is not None and self.data_until.year not in _YEARS:
            raise ValueError("data_until must be in a year from 1900 to 2999")
        if not 0 <= self.churn < math.inf:
            raise ValueError("churn must be 0 or more changes a minute")
        if self.rate_limit is not None and self.rate_limit < 1:
            raise ValueError("rate_limit must be at least 1, or None for no limits")


def _require_choice(name: str, value: object, choices: tuple[Any, ...]) -> None:
    if value not in choices:
        *others, last = map(str, choices)
        raise ValueError(f"{name} must be {', '.join(others)} or {last}, not {value!r}")
