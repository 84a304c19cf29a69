"""Measure two calls that take turns, and turn the results into rows."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import NamedTuple

from rows import Row


class Rounds(NamedTuple):
    """How much to measure.

    Attributes:
        rounds: How often the two calls take turns.
        calls: How many calls, one after another, make a round.
        waves: How many times a round uses all connections.
    """

    rounds: int
    calls: int
    waves: int


class Pair(NamedTuple):
    """The costs of our call and the bare one in one round."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """Return our cost over the bare one."""
        return self.ours / self.bare


@dataclass(frozen=True)
class Figure:
    """One measurement with all its rounds.

    Attributes:
        key: Its key in `targets.toml`.
        what: What was measured, for people.
        ratios: The ratio of each round.
        values: The value of each round.
        unit: The unit of `values`.
    """

    key: str
    what: str
    ratios: list[float]
    values: list[float]
    unit: str

    @classmethod
    def of_pairs(cls, key: str, what: str, pairs: list[Pair], unit: str) -> Figure:
        """Return the figure of *pairs*; its values are our costs."""
        ratios = [pair.ratio for pair in pairs]
        return cls(key, what, ratios, [pair.ours for pair in pairs], unit)

    def as_row(self) -> Row:
        """Return the median over all rounds."""
        lower, _middle, upper = quantiles(self.ratios, n=4, method="inclusive")
        return Row(
            key=self.key,
            what=self.what,
            ratio=median(self.ratios),
            spread=(lower, upper),
            value=median(self.values),
            unit=self.unit,
        )


def take_turns(
    ours: Callable[[], object], bare: Callable[[], object], size: Rounds
) -> list[Pair]:
    """Return the median milliseconds of CPU of both calls in each round."""
    pairs: list[Pair] = []
    for turn in range(size.rounds + 1):
        taken: list[tuple[float, float]] = []
        for _ in range(size.calls):
            started = time.process_time()
            ours()
            middle = time.process_time()
            bare()
            taken.append((middle - started, time.process_time() - middle))
        if turn:
            pairs.append(_medians(taken))
    return pairs


async def take_turns_async(
    ours: Callable[[], Awaitable[object]],
    bare: Callable[[], Awaitable[object]],
    size: Rounds,
) -> list[Pair]:
    """Return the median milliseconds of CPU of both calls in each round."""
    pairs: list[Pair] = []
    for turn in range(size.rounds + 1):
        taken: list[tuple[float, float]] = []
        for _ in range(size.calls):
            started = time.process_time()
            await ours()
            middle = time.process_time()
            await bare()
            taken.append((middle - started, time.process_time() - middle))
        if turn:
            pairs.append(_medians(taken))
    return pairs


def _medians(taken: list[tuple[float, float]]) -> Pair:
    ours, bare = zip(*taken, strict=True)
    return Pair(1000 * median(ours), 1000 * median(bare))
