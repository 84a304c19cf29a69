"""Read `targets.toml`, and check rows against it."""

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
"""A limit must be laxer than its goal by this part of the goal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The goal and the limit of one key.

    Attributes:
        direction: Whether the goal is an upper or a lower bound.
        figure: Whether the goal is about the ratio or the value.
        goal: The bound that tables show; None if there is none.
        limit: The bound that `--check` holds the ratio to; None if it is not checked.
        why: Why the limit is further from the goal than the slack.
    """

    direction: Direction
    figure: Figure = "ratio"
    goal: float | None = None
    limit: float | None = None
    why: str | None = None

    def is_met(self, row: Row) -> bool | None:
        """Return whether *row* reaches the goal; None if either figure is missing."""
        found = row.ratio if self.figure == "ratio" else row.value
        if self.goal is None or found is None:
            return None
        return self._holds(found, self.goal)

    def miss(self, row: Row) -> str | None:
        """Return how *row* misses the limit, or None."""
        if self.limit is None:
            return None
        found = row.ratio
        if found is not None and self._holds(found, self.limit):
            return None
        measured = "no ratio" if found is None else f"{found:.2f}"
        return f"{row.key}: {measured}, {self.describe(self.limit)} ({row.what})"

    def describe(self, bound: float) -> str:
        """Return *bound* as text for a table or a message."""
        return f"{'≤' if self.direction == 'at-most' else '≥'} {bound:g}"

    def slack(self) -> float | None:
        """Return by what part of the goal the limit is laxer, if both are ratios."""
        if self.goal is None or self.limit is None or self.figure == "value":
            return None
        if self.direction == "at-most":
            return self.limit / self.goal - 1
        return 1 - self.limit / self.goal

    def _holds(self, found: float, bound: float) -> bool:
        return found <= bound if self.direction == "at-most" else found >= bound


def read_targets(path: Path = FILE) -> dict[str, Target]:
    """Return the targets in *path*, by key.

    Raises:
        ValueError: A target does not have the form that the head of the file states.
    """
    tables = cast("Mapping[str, Mapping[str, object]]", tomllib.loads(path.read_text()))
    return {key: _target(key, table) for key, table in tables.items()}


def misses(rows: Iterable[Row], targets: Mapping[str, Target]) -> list[str]:
    """Return a line for each of *rows* that misses its limit."""
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
        raise ValueError(
            f"{key} in {FILE.name} does not have the form that its head states"
        )
    return Target(direction=direction, figure=figure, goal=goal, limit=limit, why=why)
