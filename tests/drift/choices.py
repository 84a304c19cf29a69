"""Try every option at every point of something, without all combinations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

T = TypeVar("T")
Kind: TypeAlias = Literal["null", "length", "member", "value", "presence"]

EVERYTHING: frozenset[Kind] = frozenset(
    {"null", "length", "member", "value", "presence"}
)
MEMBERS: frozenset[Kind] = frozenset({"member"})


@dataclass
class Choices:
    """Take the first option everywhere, but where *taken* says another."""

    taken: Mapping[tuple[Kind, str], int]
    met: dict[tuple[Kind, str], int] = field(
        default_factory=dict[tuple[Kind, str], int]
    )

    def choose(self, kind: Kind, place: str, options: Sequence[T]) -> T:
        self.met.setdefault((kind, place), len(options))
        return options[self.taken.get((kind, place), 0)]


def every(
    run: Callable[[Choices], T], kinds: frozenset[Kind] = EVERYTHING
) -> Iterator[T]:
    """Yield what *run* gives for each option of each point that it comes to.

    One point at a time differs, beside those that had to for the run to come there.
    """
    waiting: list[dict[tuple[Kind, str], int]] = [{}]
    known = set[tuple[Kind, str]]()
    while waiting:
        taken = waiting.pop(0)
        choices = Choices(taken)
        yield run(choices)
        for point, count in choices.met.items():
            if point not in known and point[0] in kinds:
                known.add(point)
                waiting += [{**taken, point: option} for option in range(1, count)]
