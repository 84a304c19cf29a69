"""Let kinds of run take turns and compare what they cost, without printing.

Whatever else the machine does meets all kinds alike: in each round each runs once, in
random order, and a ratio is one of two runs of the same round.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median, quantiles
from typing import Final, TypeAlias

from rows import Spread

Run: TypeAlias = Callable[[], object]
Times: TypeAlias = dict[str, list[float]]

_A_WHILE: Final = 0.03
"""Seconds below which the clock's grain would show."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what the command line asks of a section.

    Attributes:
        rounds: How often each kind of run is measured.
        short: Whether only what fits into a minute is.
    """

    rounds: int
    short: bool


def asked(description: str | None, *, rounds: int) -> Asked:
    """Read the command line; *rounds* is how many there are where it does not say."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--short", action="store_true")
    given = parser.parse_args()
    return Asked(rounds=given.rounds, short=given.short)


def take_turns(
    runs: Mapping[str, Run],
    *,
    rounds: int,
    cost: Callable[[Run], float] | None = None,
    prepare: Mapping[str, Run] | None = None,
    random: Random | None = None,
) -> Times:
    """Return what each of *runs* cost in each round, after one that does not count.

    Args:
        runs: What is run, by name.
        rounds: How many rounds count.
        cost: How to run one, and what it cost; processor time of this process where
            nothing is given.
        prepare: What puts back what a run before has changed; it is not counted.
        random: Where the order comes from.
    """
    chance = random or Random(1)  # noqa: S311 - no secret
    price = cost or processor_time
    times: Times = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name in chance.sample(sorted(runs), len(runs)):
            if prepare is not None and name in prepare:
                prepare[name]()
            spent = price(runs[name])
            if turn:
                times[name].append(spent)
    return times


def processor_time(run: Run) -> float:
    """Run *run* and return the seconds of this process that it took."""
    gc.collect()
    started = time.process_time()
    run()
    return time.process_time() - started


def each_time(run: Run) -> float:
    """Run *run* again and again for a while, and return what one time took."""
    gc.collect()
    times, started = 0, time.process_time()
    while times == 0 or time.process_time() - started < _A_WHILE:
        run()
        times += 1
    return (time.process_time() - started) / times


def wall_time(run: Run) -> float:
    """Run *run* and return the seconds that it took."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def compare(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, Spread]:
    """Return how many times *theirs* *ours* is: the median, and the middle half."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return median(ratios), middle_half(ratios)


def middle_half(values: Sequence[float]) -> Spread:
    """Return between what the middle half of *values* lies."""
    if len(values) == 1:
        return values[0], values[0]
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high
