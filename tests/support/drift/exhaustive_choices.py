"""Run a function with every option of every choice that it makes, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

T = TypeVar("T")
Kind: TypeAlias = Literal["null", "length", "member", "value", "presence"]

EVERY_KIND: frozenset[Kind] = frozenset(
    {"null", "length", "member", "value", "presence"}
)
MEMBERS_ONLY: frozenset[Kind] = frozenset({"member"})


@dataclass
class Choices:
    """Choices that take the first option, except at the points in *taken*."""

    taken: Mapping[tuple[Kind, str], int]
    offered: dict[tuple[Kind, str], int] = field(
        default_factory=dict[tuple[Kind, str], int]
    )

    def choose(self, kind: Kind, place: str, options: Sequence[T]) -> T:
        self.offered.setdefault((kind, place), len(options))
        return options[self.taken.get((kind, place), 0)]


class UniformChoices(Choices):
    """Choices that all take the option at one position, so values agree.

    With *smallest*, they take null and no items.
    """

    def __init__(self, position: int, *, smallest: bool) -> None:
        super().__init__({})
        self._position = position
        self._smallest = smallest

    def choose(self, kind: Kind, place: str, options: Sequence[T]) -> T:
        self.offered[kind, place] = len(options)
        if kind == "presence":
            return options[0]
        if kind in {"null", "length"}:
            return options[1 if self._smallest and len(options) > 1 else 0]
        return options[self._position % len(options)]


UNIFORM: tuple[tuple[int, bool], ...] = tuple(
    (position, smallest) for position in range(9) for smallest in (True, False)
)
"""The arguments of choices that together cover all positions."""


def run_every_choice(
    run: Callable[[Choices], T], kinds: frozenset[Kind] = EVERY_KIND
) -> Iterator[T]:
    """Yield the result of *run* for each option of each point that it reaches.

    Each run changes one point. It also keeps the changes that are needed to reach it.
    There are no further combinations.
    """
    waiting: list[dict[tuple[Kind, str], int]] = [{}]
    known = set[tuple[Kind, str]]()
    while waiting:
        taken = waiting.pop(0)
        choices = Choices(taken)
        yield run(choices)
        for point, count in choices.offered.items():
            if point not in known and point[0] in kinds:
                known.add(point)
                waiting += [{**taken, point: option} for option in range(1, count)]
