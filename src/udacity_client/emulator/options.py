"""What can be chosen about an emulator, without acting on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Dialect: TypeAlias = Literal["spec", "gqlgen"]
LargePages: TypeAlias = Literal["cut", "refuse"]
IntrospectionWords: TypeAlias = Literal[
    "gqlgen", "apollo", "graphql-core", "graphql-ruby"
]
IntrospectionYear: TypeAlias = Literal[2016, 2018, 2021, 2025]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an emulator behaves.

    Attributes:
        learners: How many learners the documented company has.
        seed: What the world, the credentials and the request IDs follow from.
        token_lifetime: How many seconds a minted token lives.
        rate_limit: Requests a minute and identity; None switches every limit off.
        max_page_size: How many records a page has at most.
        large_pages: What becomes of a larger `first`: the page is cut, or refused.
        dialect: `spec` answers as GraphQL over HTTP says; `gqlgen` answers invalid
            documents with 422 and codes, as the real server seems to.
        introspection: Whether the schema may be asked for.
        introspection_words: The library in whose words it is refused.
        introspection_year: The edition of GraphQL whose introspection is known.
        schemas: A folder of schemas to serve; what it lacks is served as shipped.
        clock: The seconds since the epoch, for expiry and limits.
    """

    learners: int = 200
    seed: int = 7
    token_lifetime: int = 3600
    rate_limit: int | None = 100
    max_page_size: int = 1000
    large_pages: LargePages = "cut"
    dialect: Dialect = "spec"
    introspection: bool = True
    introspection_words: IntrospectionWords = "gqlgen"
    introspection_year: IntrospectionYear = 2025
    schemas: Path | None = None
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        """Refuse what no emulator can be.

        Raises:
            ValueError: A number is out of range; the message says which.
        """
        least = {"learners": 0, "token_lifetime": 1, "max_page_size": 1}
        for name, minimum in least.items():
            if getattr(self, name) < minimum:
                raise ValueError(f"{name} must be at least {minimum}")
        if self.rate_limit is not None and self.rate_limit < 1:
            raise ValueError("rate_limit must be at least 1, or None for no limits")
        if self.dialect not in ("spec", "gqlgen"):
            raise ValueError(f"dialect must be spec or gqlgen, not {self.dialect!r}")
        if self.large_pages not in ("cut", "refuse"):
            raise ValueError(
                f"large_pages must be cut or refuse, not {self.large_pages!r}"
            )
