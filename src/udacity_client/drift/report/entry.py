"""An entry of a report, which every format shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

from udacity_client.drift.diff.rules import RULES
from udacity_client.drift.impact.findings import AcceptedFinding, Finding
from udacity_client.errors import Location
from udacity_client.schema.hidden_characters import escape_runner_commands

_SHORT = 0xFFFF
Severity: TypeAlias = Literal["error", "warning", "notice"]
"""How severe an entry is, whether or not it fails the check."""
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "notice")
"""The severities, the worst first."""


class LabelledLocation(NamedTuple):
    """A location with a label; `None` if only the label is known."""

    label: str
    place: Location | None


class DetailLine(NamedTuple):
    """One labelled line of an entry."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportEntry:
    """One thing that was found.

    Attributes:
        rule: Its rule, which `RULES` explains.
        domain: The API domain.
        severity: How severe it is.
        label: What it is, in a word or two.
        subject: What it is about: a coordinate or a sentence.
        lines: The details.
        locations: Where to change something, or else the domain's generated code; at
            least one, and each has a location.
        related: Other locations of interest.
        finding: The finding, if it is one.
        accepted: The acceptance, if the finding is accepted.
        count: How many findings it stands for.
    """

    rule: str
    domain: str
    severity: Severity
    label: str
    subject: str
    lines: tuple[DetailLine, ...]
    locations: tuple[LabelledLocation, ...]
    related: tuple[LabelledLocation, ...] = ()
    finding: Finding | None = None
    accepted: AcceptedFinding | None = None
    count: int = 1

    @property
    def code(self) -> str:
        """Return the rule, with the fingerprint if it is one finding."""
        if self.count > 1:
            return f"{self.rule}, {self.count:,} times"
        return f"{self.rule} {self.finding.fingerprint}" if self.finding else self.rule

    @property
    def message(self) -> str:
        """Return all details, in several lines."""
        lines = (f"{line.label}: {line.text}" for line in self.lines)
        first = f"{self.domain}: {self.subject}"
        return "\n".join(
            (first, RULES[self.rule], *(line.removeprefix(": ") for line in lines))
        )

    @property
    def rank(self) -> tuple[int, int, int, bool]:
        """Return the sort key of entries of all domains, the worst first."""
        level, certainty, *_ = self.finding.rank if self.finding else (0, False)
        is_accepted = self.accepted is not None
        return is_accepted, SEVERITIES.index(self.severity), level, certainty


def one_line(text: str) -> str:
    """Return *text* on one line; nothing in it hides text or controls what shows it."""
    return visible(" ".join(text.split()))


def visible(text: str) -> str:
    """Return *text* with escapes for what is unprintable, or a command in CI."""
    shown = "".join(char if char.isprintable() else _escaped(char) for char in text)
    return escape_runner_commands(shown)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= _SHORT else f"\\U{code:08x}"
