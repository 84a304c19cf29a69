"""The judgement of one assumption: confirmed, refuted or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Basis: TypeAlias = Literal["documented", "inferred", "name", "nullability"]
"""What an assumption rests on. All but `documented` are guesses: the whole of it, the
name of a type alone, or whether null may occur."""

Verdict: TypeAlias = Literal["confirmed", "refuted", "unknown"]

DOCUMENTED = "documented"
"""The assumption that all documented parts of a schema are as documented."""

COMPLETE = "complete"
"""The assumption that a schema has nothing beyond what is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of one assumption.

    No attribute holds text of a record or of an error message: names of schema elements
    and of headers, numbers, and our own words.

    Attributes:
        area: The domain, or `behaviour`.
        assumption: A schema coordinate, or the name of an assumption.
        basis: What it rests on.
        verdict: What became of it.
        statement: What is assumed.
        reason: What was found instead, or why it is unknown.
        advice: What to do about it; empty if a new pull of the schema is enough.
    """

    area: str
    assumption: str
    basis: Basis
    verdict: Verdict
    statement: str
    reason: str = ""
    advice: str = ""

    @property
    def is_guess(self) -> bool:
        """Whether the documentation leaves it open."""
        return self.basis != "documented"
