"""Hold what drift does to operations: findings, with fingerprints that last."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from udacity_client.drift.impact.impact import Certainty, Level
from udacity_client.errors import Location


@dataclass(frozen=True)
class GeneratedSymbol:
    """Name what generated code calls a part of an answer or a request.

    Attributes:
        name: The dotted Python name, such as `udacity_graphql.catalog.Program.title`.
        place: The line of generated code; `None` where that could not be read.
    """

    name: str
    place: Location | None


@dataclass(frozen=True)
class Witness:
    """Show a finding by the smallest JSON that meets it.

    Attributes:
        kind: Whether it is an answer that the API may give, or variables that callers
            may send.
        operation: The operation that it belongs to.
        content: The JSON.
        outcome: What the generated client made of it, or why it was not asked.
    """

    kind: Literal["answer", "variables"]
    operation: str
    content: str
    outcome: str


@dataclass(frozen=True)
class AffectedOperation:
    """Name an operation that a finding strikes, and where.

    Attributes:
        operation: The operation's name.
        level: How much the finding matters to it.
        certainty: Whether every call of it is struck.
        places: Where its documents rely on what changed.
        symbols: What generated code calls it.
    """

    operation: str
    level: Level
    certainty: Certainty
    places: tuple[Location, ...]
    symbols: tuple[GeneratedSymbol, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Tell of one change that strikes operations.

    Attributes:
        rule: The stable name of what happened, such as `field-removed`.
        domain: The API domain.
        coordinate: Where in the schema.
        old: What the committed schema says there; `None` where it says nothing.
        new: What the other schema says there; `None` where it says nothing.
        level: How much it matters, to the operation that it strikes worst.
        certainty: Whether every call of that operation is struck.
        effect: What a caller meets.
        fix: What to do, ending in the command.
        affected: The operations, by name.
        guess: What may have taken the place of what is gone; a guess.
        witness: The JSON that meets it, where not every call does.
        declared: Where the committed schema declares it, or what it belongs to.
    """

    rule: str
    domain: str
    coordinate: str
    old: str | None
    new: str | None
    level: Level
    certainty: Certainty
    effect: str
    fix: str
    affected: tuple[AffectedOperation, ...]
    guess: str | None = None
    witness: Witness | None = None
    declared: Location | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what names the finding, and no other: rule, domain, coordinate."""
        return self.rule, self.domain, self.coordinate

    @property
    def fingerprint(self) -> str:
        """Return what stays the same however the finding is worded."""
        text = "\0".join(self.key)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def rank(self) -> tuple[int, bool, str, str]:
        """Return what sorts findings, the worst first."""
        certain = self.certainty == "sometimes"
        return self.level.rank, certain, self.coordinate, self.rule


@dataclass(frozen=True)
class AcceptedFinding:
    """Hold a finding that the project accepts for a while.

    Attributes:
        finding: What is accepted.
        reason: Why.
        until: The last day.
    """

    finding: Finding
    reason: str
    until: date
