"""Read what is to be reached, and say of rows whether it is, without measuring."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

from rows import Row

Direction: TypeAlias = Literal["at-most", "at-least"]
Figure: TypeAlias = Literal["ratio", "value"]

FILE: Final = Path(__file__).with_name("targets.toml")
SLACK: Final = 0.15
"""By how much of a target its limit must be laxer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Hold what is to be reached for one key.

    Attributes:
        direction: Whether more or less is better.
        figure: Whether the goal is about the ratio or the value.
        goal: What is to be reached, which tables show; `None` where nothing is.
        limit: What the check holds the ratio to; `None` where it does not look.
        why: Why the limit is further from the goal than slack alone would have it.
    """

    direction: Direction
    figure: Figure = "ratio"
    goal: float | None = None
    limit: float | None = None
    why: str | None = None

    def is_met(self, row: Row) -> bool | None:
        """Return whether *row* reaches the goal; `None` where that cannot be said."""
        found = row.ratio if self.figure == "ratio" else row.value
        if self.goal is None or found is None:
            return None
        return self._holds(found, self.goal)

    def miss(self, row: Row) -> str | None:
        """Return in which way *row* is beyond the limit; `None` where it is not."""
        if self.limit is None:
            return None
        found = row.ratio
        if found is not None and self._holds(found, self.limit):
            return None
        measured = "no ratio" if found is None else f"{found:.2f}"
        return f"{row.key}: {measured}, {self.describe(self.limit)} ({row.what})"

    def describe(self, bound: float) -> str:
        """Return *bound* as a table or a message has it."""
        return f"{'≤' if self.direction == 'at-most' else '≥'} {bound:g}"

    def slack(self) -> float | None:
        """Return by what part of the goal the limit is laxer; both must be ratios."""
        if self.goal is None or self.limit is None or self.figure == "value":
            return None
        if self.direction == "at-most":
            return self.limit / self.goal - 1
        return 1 - self.limit / self.goal

    def _holds(self, found: float, bound: float) -> bool:
        return found <= bound if self.direction == "at-most" else found >= bound


def read_targets(path: Path = FILE) -> dict[str, Target]:
    """Return the targets that *path* has, by key.

    Raises:
        ValueError: A target is not written as the file's head says.
    """
    tables = cast("Mapping[str, Mapping[str, object]]", tomllib.loads(path.read_text()))
    return {key: _target(key, table) for key, table in tables.items()}


def misses(rows: Iterable[Row], targets: Mapping[str, Target]) -> list[str]:
    """Return what of *rows* is beyond its limit, a line for each."""
    found = [targets[row.key].miss(row) for row in rows if row.key in targets]
    return [miss for miss in found if miss is not None]


def _target(key: str, table: Mapping[str, object]) -> Target:
    given = dict(table)
    direction, figure = given.pop("better", None), given.pop("figure", "ratio")
    goal, limit, why = (given.pop(name, None) for name in ("goal", "limit", "why"))
    if (
        given
        or direction not in ("at-most", "at-least")
        or figure not in ("ratio", "value")
        or not isinstance(goal, int | float | None)
        or not isinstance(limit, int | float | None)
        or not isinstance(why, str | None)
    ):
        raise ValueError(f"{key} in {FILE.name} is not written as its head says")
    return Target(direction=direction, figure=figure, goal=goal, limit=limit, why=why)
