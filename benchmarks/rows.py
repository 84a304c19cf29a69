"""`Row`: one measured figure, and its JSON form.

A section prints one row on each line; `run.py` reads them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias, cast

Spread: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured figure.

    Attributes:
        key: Its key in `targets.toml`.
        what: What was measured, and what the ratio is over, in words.
        ratio: The figure over a peer or a lower bound; None without a comparison.
        spread: The quartiles of the ratios of all rounds.
        value: The absolute figure.
        unit: The unit of the value.
    """

    key: str
    what: str
    ratio: float | None = None
    spread: Spread | None = None
    value: float | None = None
    unit: str | None = None


def print_row(row: Row) -> None:
    """Print *row* as a line of JSON."""
    print(json.dumps(asdict(row), ensure_ascii=False), flush=True)


def read_rows(output: str) -> list[Row]:
    """Return the rows that a section printed.

    Raises:
        ValueError: A line is not a row.
    """
    return [read_row(line) for line in output.splitlines() if line.strip()]


def read_row(line: str) -> Row:
    """Return the row in *line*.

    Raises:
        ValueError: It is not a row.
    """
    try:
        found = cast("dict[str, object]", json.loads(line))
        return Row(
            key=_text(found["key"]),
            what=_text(found["what"]),
            ratio=_number(found.get("ratio")),
            spread=_spread(found.get("spread")),
            value=_number(found.get("value")),
            unit=None if found.get("unit") is None else _text(found["unit"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = f"A section printed a line that is not a row: {line!r}"
        raise ValueError(message) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _spread(value: object) -> Spread | None:
    if value is None:
        return None
    low, high = (_number(end) for end in cast("Sequence[object]", value))
    if low is None or high is None:
        raise TypeError
    return low, high
