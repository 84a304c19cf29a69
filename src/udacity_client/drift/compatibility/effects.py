"""Effects of a changed schema on the responses that generated code decodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, TypeAlias


class Readability(IntEnum):
    """What becomes of responses, the worst last."""

    FINE = 0
    CHANGED_MEANING = 1
    """Responses still decode, but a changed argument default means they answer a
    different request."""
    FAILS = 2
    """A response does not decode."""
    UNANSWERED = 3
    """The server lacks a required argument, so it responds with an error."""


@dataclass(frozen=True)
class ResponseEffect:
    """A place where responses of the new schema differ from what old code expects.

    Attributes:
        readability: What becomes of them.
        causes: The coordinates and names of types whose change may be to blame.
        certain: Whether all responses with this place are affected.
        settled: Whether the causes are complete. What leads to a type that is in both
            schemas is not to blame for what is below it.
    """

    readability: Readability
    causes: frozenset[str]
    certain: bool
    settled: bool = False


Effects: TypeAlias = tuple[ResponseEffect, ...]

FAILS: Final = ResponseEffect(Readability.FAILS, frozenset(), certain=True)
"""No response decodes, and nothing is to blame yet."""


def uncertain(effects: Iterable[ResponseEffect]) -> Effects:
    """Return *effects* on something that not all responses have."""
    return tuple(replace(one, certain=False) for one in effects)


def blaming(effects: Iterable[ResponseEffect], *causes: str) -> Effects:
    """Return *effects*, for which *causes* may be to blame as well."""
    return tuple(
        one if one.settled else replace(one, causes=one.causes.union(causes))
        for one in effects
    )


def settled(effects: Iterable[ResponseEffect]) -> Effects:
    """Return *effects* whose causes are complete."""
    return tuple(replace(one, settled=True) for one in effects)


def is_never_fine(effects: Effects) -> bool:
    """Return whether no response with this place decodes."""
    return any(one.certain and one.readability >= Readability.FAILS for one in effects)
