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
