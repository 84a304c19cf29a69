"""Measure several programs in interleaved rounds, and compare their costs.

In each round each one runs once, in random order, and a ratio compares two runs of one
round. So other load on the machine affects all of them alike.
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

_MIN_SECONDS: Final = 0.03
"""A shorter run would show the resolution of the clock."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The command line of a section.

    Attributes:
        rounds: How often each run is measured.
        short: Whether to measure only what fits into a minute.
    """

    rounds: int
    short: bool


def parse_arguments(description: str | None, *, rounds: int) -> Arguments:
    """Parse the command line; *rounds* is the default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--short", action="store_true")
    arguments = parser.parse_args()
    return Arguments(rounds=arguments.rounds, short=arguments.short)


def take_turns(
    runs: Mapping[str, Run],
    *,
    rounds: int,
    cost: Callable[[Run], float] | None = None,
    prepare: Mapping[str, Run] | None = None,
    random: Random | None = None,
) -> Times:
    """Return the cost of each of *runs* in each round, after an unmeasured round.

    Args:
        runs: What to run, by name.
        rounds: How many rounds to measure.
        cost: Runs one and returns its cost; the default is `processor_time`.
        prepare: Undoes what an earlier run changed, by name; not measured.
        random: The source of the order.
    """
    random_source = random or Random(1)  # noqa: S311 - no secret
    measure = cost or processor_time
    times: Times = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name in random_source.sample(sorted(runs), len(runs)):
            if prepare is not None and name in prepare:
                prepare[name]()
            spent = measure(runs[name])
            if turn:
                times[name].append(spent)
    return times


def processor_time(run: Run) -> float:
    """Run *run*, and return the processor seconds of this process."""
    gc.collect()
    started = time.process_time()
    run()
    return time.process_time() - started


def each_time(run: Run, *, min_seconds: float = _MIN_SECONDS) -> float:
    """Repeat *run* for at least *min_seconds*, and return the seconds of one run."""
    gc.collect()
    times, started = 0, time.process_time()
    while times == 0 or time.process_time() - started < min_seconds:
        run()
        times += 1
    return (time.process_time() - started) / times


def wall_time(run: Run) -> float:
    """Run *run*, and return the elapsed seconds."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def compare(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, Spread]:
    """Return *ours* over *theirs*: the median ratio, and its quartiles."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return median(ratios), middle_half(ratios)


def middle_half(values: Sequence[float]) -> Spread:
    """Return between what the middle half of *values* lies."""
    if len(values) == 1:
        return values[0], values[0]
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high
