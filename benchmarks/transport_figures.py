"""Hold what was measured of two things that took turns, and write it as JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import NamedTuple


class Rounds(NamedTuple):
    """Say how much to measure.

    Attributes:
        rounds: How often the two sides take turns.
        calls: How many calls one after the other make a round.
        waves: How many times all connections are used in a round.
    """

    rounds: int
    calls: int
    waves: int


class Pair(NamedTuple):
    """Hold what two things took that took turns."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """Return the first by the second."""
        return self.ours / self.bare


@dataclass(frozen=True)
class Figure:
    """Hold what was measured.

    Attributes:
        key: Its name for programs.
        what: Its name for people.
        ratios: Of each round, to what it is compared with.
        values: Of each round.
        unit: What `values` are in.
    """

    key: str
    what: str
    ratios: list[float]
    values: list[float]
    unit: str

    @classmethod
    def of_pairs(cls, key: str, what: str, pairs: list[Pair], unit: str) -> Figure:
        """Return the figure for *pairs*, with the value of what is ours."""
        ratios = [pair.ratio for pair in pairs]
        return cls(key, what, ratios, [pair.ours for pair in pairs], unit)

    def as_json(self) -> str:
        """Return the figure as a line of JSON."""
        lower, _middle, upper = quantiles(self.ratios, n=4, method="inclusive")
        return json.dumps(
            {
                "key": self.key,
                "what": self.what,
                "ratio": round(median(self.ratios), 3),
                "spread": [round(lower, 3), round(upper, 3)],
                "value": round(median(self.values), 4),
                "unit": self.unit,
            }
        )


def take_turns(
    ours: Callable[[], object], bare: Callable[[], object], size: Rounds
) -> list[Pair]:
    """Return the median milliseconds of CPU of each in each round."""
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
    """Return the median milliseconds of CPU of each in each round."""
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
