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


def graded(level: Level, certainty: Certainty) -> str:
    """Return *level* in words; where calls fail, with whether all of them do."""
    return f"{level} ({certainty})" if level is Level.RUNTIME else level.value


@dataclass(frozen=True)
class Effect:
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
    mended_by: Literal["nobody", "operations", "callers"] = "nobody"

    @property
    def rank(self) -> tuple[int, bool]:
        """Return what sorts effects, the worst first."""
        return self.level.rank, self.certainty == "sometimes"


Nodes: TypeAlias = tuple[Node, ...]


def refused(nodes: Nodes) -> Effect:
    """Return that the server refuses the document."""
    words = "The server refuses the whole document: every call raises GraphQLError."
    return Effect(Level.RUNTIME, nodes, words, mended_by="operations")


def unreadable(nodes: Nodes) -> Effect:
    """Return that some answers cannot be read."""
    words = "An answer that differs here from the old schema raises ResponseShapeError."
    return Effect(Level.RUNTIME, nodes, words, "sometimes")


def unsendable(nodes: Nodes, *, certainty: Certainty = "sometimes") -> Effect:
    """Return that the server refuses values that callers may send, or always send."""
    words = {
        "always": "The server refuses what every call sends: it raises GraphQLError.",
        "sometimes": "The server refuses some values that callers may send, or leave "
        "out: the call raises GraphQLError.",
    }
    return Effect(
        Level.RUNTIME,
        nodes,
        words[certainty],
        certainty,
        mended_by="callers" if certainty == "always" else "nobody",
    )


def shifted(nodes: Nodes) -> Effect:
    """Return that the same request means something else."""
    words = "What is left out means something else: the same call may do another thing."
    return Effect(Level.BEHAVIOUR, nodes, words, "sometimes")


def stale(nodes: Nodes) -> Effect:
    """Return that calls work, while types tell of the old schema."""
    words = "Calls work; generated types no longer describe what the server has."
    return Effect(Level.TYPES, nodes, words)


def newcomer(nodes: Nodes, reader: str) -> Effect:
    """Return that answers may hold what generated code reads as *reader*."""
    words = f"Answers may hold it; it reads as {reader}, which a `match` has to expect."
    return Effect(Level.TYPES, nodes, words, "sometimes")


def offered(nodes: Nodes) -> Effect | None:
    """Return that something could be used, where there are *nodes* that could."""
    words = "Nothing changes until an operation or a caller uses it."
    return Effect(Level.CAPABILITY, nodes, words) if nodes else None


def told(change: Change, nodes: Nodes) -> Effect | None:
    """Return what a change of documentation or deprecation says about *nodes*."""
    if not nodes:
        return None
    if change.manner == "description-changed":
        return Effect(Level.COSMETIC, nodes, "Only documentation differs.")
    words = {
        "deprecated": f"The server gives notice of its removal: {change.new}",
        "undeprecated": "The server no longer means to remove it.",
        "deprecation-reason-changed": f"The server now says of it: {change.new}",
    }
    return Effect(Level.TYPES, nodes, words[change.manner])
