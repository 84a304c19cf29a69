"""The impact of a change on an operation, and its wording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from graphql import Node

from udacity_client.drift.compatibility.effects import Effects, Readability
from udacity_client.drift.diff.change import Change

Certainty: TypeAlias = Literal["always", "sometimes"]
"""Whether every call is affected, or only calls with certain values."""


class Level(StrEnum):
    """How much a finding matters to callers, the worst first."""

    RUNTIME = "runtime"
    BEHAVIOUR = "behaviour"
    TYPES = "types"
    CAPABILITY = "capability"
    COSMETIC = "cosmetic"

    @property
    def rank(self) -> int:
        """Return its position, 0 for the worst."""
        return _RANKS[self]


_RANKS: Final = {level: rank for rank, level in enumerate(Level)}


def level_text(level: Level, certainty: Certainty) -> str:
    """Return *level* as text. If calls fail, it says whether every call does."""
    return f"{level} ({certainty})" if level is Level.RUNTIME else level.value


@dataclass(frozen=True)
class Impact:
    """The impact of one change on one operation.

    Attributes:
        level: How much it matters.
        nodes: The affected parts of the document.
        words: What a caller will see.
        certainty: Whether every call is affected.
        fixed_by: What must change before regenerated code works again: nothing, the
            operations, their callers, or what uses the responses.
    """

    level: Level
    nodes: tuple[Node, ...]
    words: str
    certainty: Certainty = "always"
    fixed_by: Literal["nobody", "operations", "callers", "readers"] = "nobody"

    @property
    def rank(self) -> tuple[int, bool]:
        """Return the sort key, the worst first."""
        return self.level.rank, self.certainty == "sometimes"


Nodes: TypeAlias = tuple[Node, ...]


def rejected(nodes: Nodes) -> Impact:
    """Return the impact of a document that the server rejects."""
    words = "The server refuses the whole document: every call raises GraphQLError."
    return Impact(Level.RUNTIME, nodes, words, fixed_by="operations")


def unreadable(nodes: Nodes, *, certainty: Certainty = "sometimes") -> Impact:
    """Return the impact of responses that may not decode."""
    if certainty == "always":
        words = "No response decodes: every call raises ResponseShapeError."
        return Impact(Level.RUNTIME, nodes, words, fixed_by="readers")
    words = (
        "A response that differs from the old schema here raises ResponseShapeError."
    )
    return Impact(Level.RUNTIME, nodes, words, "sometimes")


def unanswered(
    nodes: Nodes, arguments: Iterable[str], *, certainty: Certainty = "sometimes"
) -> Impact:
    """Return the impact of required *arguments* that the document may not give.

    The server accepts the document, and fails when it executes the field.
    """
    names = ", ".join(sorted(arguments)) or "an argument"
    words = {
        "always": f"The server requires {names}: every call raises GraphQLError.",
        "sometimes": f"The server requires {names}, but only when it executes the "
        "field: the call raises GraphQLError then. Give it in the operation.",
    }
    return Impact(
        Level.RUNTIME, nodes, words[certainty], certainty, fixed_by="operations"
    )


def unsendable(nodes: Nodes, *, certainty: Certainty = "sometimes") -> Impact:
    """Return the impact of values that callers may send and the server rejects."""
    if certainty == "always":
        words = "The server refuses what every call sends: it raises GraphQLError."
        return Impact(Level.RUNTIME, nodes, words, fixed_by="callers")
    words = (
        "The server refuses some values that callers may send, or leave out: the call "
        "raises GraphQLError."
    )
    return Impact(Level.RUNTIME, nodes, words, "sometimes")


def default_changed(nodes: Nodes) -> Impact:
    """Return the impact of requests that now mean something else."""
    words = (
        "Omitted values mean something else: the same call may do something else. "
        "Give the value to keep the meaning."
    )
    return Impact(Level.BEHAVIOUR, nodes, words, "sometimes")


def stale(nodes: Nodes) -> Impact:
    """Return the impact of calls that work, with generated types of the old schema."""
    words = "Calls work; generated types no longer describe what the server has."
    return Impact(Level.TYPES, nodes, words)


def new_value(nodes: Nodes, reader: str) -> Impact:
    """Return the impact of a new value, which generated code decodes as *reader*."""
    words = f"Responses may contain it, as {reader}, which a `match` must expect."
    return Impact(Level.TYPES, nodes, words, "sometimes")


def as_breaking(impact: Impact) -> Impact:
    """Return *impact* of a new value for a project whose readers take no new ones."""
    words = f"{impact.words} This project counts it as breaking."
    return replace(impact, level=Level.RUNTIME, words=words)


NewValues: TypeAlias = Literal["types", "breaking"]
"""What new enum values and members of unions count as."""

NEW_VALUE_RULES: Final = frozenset(
    {"enum-value-added", "implementation-added", "union-member-added"}
)
"""The rules of changes that may bring new values into responses."""


def new_capability(nodes: Nodes) -> Impact | None:
    """Return the impact of something that *nodes* could use, if there are any."""
    words = "Nothing changes until an operation or a caller uses it."
    return Impact(Level.CAPABILITY, nodes, words) if nodes else None


def documentation_changed(change: Change, nodes: Nodes) -> Impact | None:
    """Return the impact of changed documentation of *nodes*, if there are any."""
    if not nodes:
        return None
    if change.kind == "description-changed":
        return Impact(Level.COSMETIC, nodes, "Only the documentation changed.")
    words = {
        "deprecated": f"It is deprecated now: {change.new}",
        "undeprecated": "It is no longer deprecated.",
        "deprecation-reason-changed": f"The deprecation reason is now: {change.new}",
    }
    return Impact(Level.TYPES, nodes, words[change.kind])


def impact_of(effects: Effects, nodes: Nodes) -> Impact:
    """Return the impact of *effects* on responses; without any, only types change."""
    worst = max((one.readability for one in effects), default=Readability.FINE)
    is_certain = any(one.certain for one in effects if one.readability is worst)
    certainty: Certainty = "always" if is_certain else "sometimes"
    match worst:
        case Readability.UNANSWERED:
            causes = {cause for effect in effects for cause in effect.causes}
            arguments = (cause for cause in causes if cause.endswith(":)"))
            return unanswered(nodes, arguments, certainty=certainty)
        case Readability.FAILS:
            return unreadable(nodes, certainty=certainty)
        case Readability.CHANGED_MEANING:
            return default_changed(nodes)
        case _:
            return stale(nodes)
