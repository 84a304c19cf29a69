"""The options of an emulator."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from udacity_client.emulator.option_checks import (
    EmulatorOption,
    Named,
    choice,
    number,
    whole,
)
from udacity_client.system.option_kinds import instance_of, is_plain_function

Dialect: TypeAlias = Literal["spec", "gqlgen"]
LargePages: TypeAlias = Literal["cut", "refuse"]
CursorKind: TypeAlias = Literal["row", "keyset", "offset"]
IntrospectionWords: TypeAlias = Literal[
    "gqlgen", "apollo", "graphql-core", "graphql-ruby"
]
IntrospectionYear: TypeAlias = Literal[2016, 2018, 2021, 2025]

DOMAINS: Final = (
    "tokens",
    "catalog",
    "program-progress",
    "assessment-progress",
    "learning-plan-progress",
)
"""The domains that an emulator serves."""

_YEARS: Final = range(1900, 3000)
"""In which data may end, so no time of theirs is out of range."""


def _is_end(moment: datetime) -> bool:
    return moment.utcoffset() is not None and moment.year in _YEARS


def _is_host(name: str) -> bool:
    return name.isascii() and name.isprintable() and name != "" and " " not in name


OPTION_KINDS: Final[Mapping[str, EmulatorOption]] = {
    "learners": whole(0, 1_000_000, note="; each takes 2 KB of memory"),
    "seed": whole(-(2**63), 2**63 - 1),
    "data_until": EmulatorOption(
        "a datetime",
        instance_of(datetime),
        "give one with an offset in a year from 1900 to 2999, as datetime.now(UTC) is",
        _is_end,
    ).or_none("or None"),
    "token_lifetime": whole(1),
    "rate_limit": whole(1).or_none("or None for no limits"),
    "max_page_size": whole(1),
    "large_pages": choice(*get_args(LargePages)),
    "cursors": choice(*get_args(CursorKind)),
    "churn": number(0, 1_000_000, "changes a minute"),
    "dialect": choice(*get_args(Dialect)),
    "introspection": EmulatorOption("a bool", instance_of(bool), "give True or False"),
    "introspection_words": choice(*get_args(IntrospectionWords)),
    "introspection_year": choice(*get_args(IntrospectionYear)),
    "schemas": EmulatorOption(
        "a Path",
        instance_of(Path),
        "give the Path of a folder that exists",
        Path.is_dir,
    ).or_none("or None for the shipped schemas"),
    "clock": EmulatorOption(
        "a plain function", is_plain_function, "give one that returns seconds"
    ),
    "host": EmulatorOption(
        "a str",
        instance_of(str),
        "give an address of this machine, such as 127.0.0.1",
        _is_host,
    ),
    "port": whole(0, 65_535),
}
"""What each option of `Options` and of `Emulator` takes."""


def require_options(given: Mapping[str, object]) -> None:
    """Refuse values of options that cannot work.

    Raises:
        TypeError: One is of a wrong type; the message says which.
        ValueError: One is out of range; the message says which.
    """
    for name, value in given.items():
        OPTION_KINDS[name].require(name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(Named):
    """How an emulator behaves.

    The documentation leaves the defaults of these open. Inferred (page.maximum,
    page.too-large, cursor.kind, invalid.status, invalid.code, introspection.edition).

    Attributes:
        learners: How many learners the documented company has, up to a million. Each
            takes 2 KB of memory.
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
            TypeError: One is of a wrong type; the message says which.
            ValueError: One is out of range; the message says which.
        """
        names = self.__dataclass_fields__
        require_options({name: getattr(self, name) for name in names})
