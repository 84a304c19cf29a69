"""Word what a change does to a caller, without deciding which it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from graphql import Node

from udacity_client.drift.diff.change import Change

Certainty: TypeAlias = Literal["always", "sometimes"]
"""Whether every call is struck, or only those with certain values."""


class Level(StrEnum):
    """How much a finding matters to callers, the worst first."""

    RUNTIME = "runtime"
    BEHAVIOUR = "behaviour"
    TYPES = "types"
    CAPABILITY = "capability"
    COSMETIC = "cosmetic"

    @property
    def rank(self) -> int:
        """Return its place, 0 for the worst."""
        return list(type(self)).index(self)


def level_text(level: Level, certainty: Certainty) -> str:
    """Return *level* in words; where calls fail, with whether all of them do."""
    return f"{level} ({certainty})" if level is Level.RUNTIME else level.value


@dataclass(frozen=True)
class Impact:
    """Tell what one change does to one operation.

    Attributes:
        level: How much it matters.
        nodes: What in the document is struck.
        words: What a caller meets.
        certainty: Whether every call meets it.
        mended_by: Who has to change something before code that is generated anew works
            again: nobody, the operations, or their callers.
    """

    level: Level
    nodes: tuple[Node, ...]
    words: str
    certainty: Certainty = "always"
    fixed_by: Literal["nobody", "operations", "callers"] = "nobody"

    @property
    def rank(self) -> tuple[int, bool]:
        """Return what sorts effects, the worst first."""
        return self.level.rank, self.certainty == "sometimes"


Nodes: TypeAlias = tuple[Node, ...]


def rejected(nodes: Nodes) -> Impact:
    """Return that the server refuses the document."""
    words = "The server refuses the whole document: every call raises GraphQLError."
    return Impact(Level.RUNTIME, nodes, words, fixed_by="operations")


def unreadable(nodes: Nodes) -> Impact:
    """Return that some answers cannot be read."""
    words = "An answer that differs here from the old schema raises ResponseShapeError."
    return Impact(Level.RUNTIME, nodes, words, "sometimes")


def unsendable(nodes: Nodes, *, certainty: Certainty = "sometimes") -> Impact:
    """Return that the server refuses values that callers may send, or always send."""
    words = {
        "always": "The server refuses what every call sends: it raises GraphQLError.",
        "sometimes": "The server refuses some values that callers may send, or leave "
        "out: the call raises GraphQLError.",
    }
    return Impact(
        Level.RUNTIME,
        nodes,
        words[certainty],
        certainty,
        fixed_by="callers" if certainty == "always" else "nobody",
    )


def default_changed(nodes: Nodes) -> Impact:
    """Return that the same request means something else."""
    words = "What is left out means something else: the same call may do another thing."
    return Impact(Level.BEHAVIOUR, nodes, words, "sometimes")


def stale(nodes: Nodes) -> Impact:
    """Return that calls work, while types tell of the old schema."""
    words = "Calls work; generated types no longer describe what the server has."
    return Impact(Level.TYPES, nodes, words)


def new_value(nodes: Nodes, reader: str) -> Impact:
    """Return that answers may hold what generated code reads as *reader*."""
    words = f"Answers may hold it; it reads as {reader}, which a `match` has to expect."
    return Impact(Level.TYPES, nodes, words, "sometimes")


def new_capability(nodes: Nodes) -> Impact | None:
    """Return that something could be used, where there are *nodes* that could."""
    words = "Nothing changes until an operation or a caller uses it."
    return Impact(Level.CAPABILITY, nodes, words) if nodes else None


def documentation_changed(change: Change, nodes: Nodes) -> Impact | None:
    """Return what a change of documentation or deprecation says about *nodes*."""
    if not nodes:
        return None
    if change.kind == "description-changed":
        return Impact(Level.COSMETIC, nodes, "Only documentation differs.")
    words = {
        "deprecated": f"The server gives notice of its removal: {change.new}",
        "undeprecated": "The server no longer means to remove it.",
        "deprecation-reason-changed": f"The server now says of it: {change.new}",
    }
    return Impact(Level.TYPES, nodes, words[change.kind])
