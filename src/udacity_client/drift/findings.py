"""Hold what drift does to operations: findings, with fingerprints that last."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from udacity_client.drift.effects import Certainty, Level
from udacity_client.errors import Location


@dataclass(frozen=True)
class Affected:
    """Name an operation that a finding strikes, and where.

    Attributes:
        operation: The operation's name.
        level: How much the finding matters to it.
        certainty: Whether every call of it is struck.
        places: Where its documents rely on what changed.
    """

    operation: str
    level: Level
    certainty: Certainty
    places: tuple[Location, ...]


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
    affected: tuple[Affected, ...]

    @property
    def fingerprint(self) -> str:
        """Return what stays the same however the finding is worded."""
        text = f"{self.rule}\0{self.domain}\0{self.coordinate}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def rank(self) -> tuple[int, bool, str, str]:
        """Return what sorts findings, the worst first."""
        certain = self.certainty == "sometimes"
        return self.level.rank, certain, self.coordinate, self.rule
