"""A finding: one change and the operations that it affects."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from udacity_client.drift.impact.impact import Certainty, Level
from udacity_client.errors import Location


@dataclass(frozen=True)
class GeneratedSymbol:
    """A name in generated code that belongs to a part of a response or a request.

    Attributes:
        name: The dotted Python name, such as `app.ops.shop.Film.title`.
        place: Its line in generated code; `None` if that could not be read.
    """

    name: str
    place: Location | None


@dataclass(frozen=True)
class Witness:
    """The smallest JSON that shows a finding.

    Attributes:
        kind: Whether it is a response that the API may send, or variables that callers
            may send.
        operation: The operation that it belongs to.
        content: The JSON.
        outcome: What generated code did with it, or why it was not executed.
    """

    kind: Literal["answer", "variables"]
    operation: str
    content: str
    outcome: str


@dataclass(frozen=True)
class AffectedOperation:
    """An operation that a finding affects, and where.

    Attributes:
        operation: The operation's name.
        level: How much the finding matters to it.
        certainty: Whether every call of it is affected.
        places: Where its documents rely on what changed.
        symbols: The affected names in generated code.
    """

    operation: str
    level: Level
    certainty: Certainty
    places: tuple[Location, ...]
    symbols: tuple[GeneratedSymbol, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One change that affects operations.

    Attributes:
        rule: The stable name of the rule, such as `field-removed`.
        domain: The API domain.
        coordinate: The schema coordinate.
        old: The committed SDL of it; `None` if there is none.
        new: The new SDL of it; `None` if there is none.
        level: How much it matters to the operation that it affects most.
        certainty: Whether every call of that operation is affected.
        effect: What a caller will see.
        fix: What to do, ending in the command.
        affected: The operations, by name.
        guess: A hint at what may have replaced what was removed.
        witness: The JSON that shows the finding, if not every call does.
        declared: Where the committed schema declares the element, or its parent.
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
        """Return what identifies the finding: rule, domain and coordinate."""
        return self.rule, self.domain, self.coordinate

    @property
    def fingerprint(self) -> str:
        """Return a hash of the key; it does not depend on wording or level."""
        text = "\0".join(self.key)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def rank(self) -> tuple[int, bool, str, str]:
        """Return the sort key, the worst first."""
        certain = self.certainty == "sometimes"
        return self.level.rank, certain, self.coordinate, self.rule


@dataclass(frozen=True)
class AcceptedFinding:
    """A finding that the project accepts for a while.

    Attributes:
        finding: The finding.
        reason: Why it is accepted.
        until: The last day.
    """

    finding: Finding
    reason: str
    until: date
