"""Say in pydantic's words why a value was refused, for what only pydantic can know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

from pydantic_core import ErrorDetails

from udacity_client.runtime.unset import UnsetType


def problems_of_pydantic(
    details: Sequence[ErrorDetails],
    values: object,
    names: Mapping[str, str],
    *,
    most: int,
) -> list[str]:
    """Return a sentence for each value that pydantic refused, such as a validator did.

    Args:
        details: What pydantic found.
        values: What it was given.
        names: What the caller calls the values, if it is something else.
        most: How many sentences at most.
    """
    # That a value is not UNSET is not why it is refused.
    own = [one for one in details if UnsetType.__name__ not in one["msg"]]
    reasons: dict[str, dict[str, None]] = {}
    for detail in own or details:
        reason = detail["msg"].removeprefix("Value error, ").rstrip(".")
        reasons.setdefault(_place(detail, values, names), {})[reason] = None
    return [
        f"{place} is refused: {said}." if place else f"{said}."
        for place, alternatives in islice(reasons.items(), most)
        for said in ["; or ".join(alternatives)]
    ]


def _place(detail: ErrorDetails, values: object, names: Mapping[str, str]) -> str:
    """Return the names and indexes that lead to a value.

    Pydantic puts the branches of unions among them, which the value does not hold.
    """
    place, value = "", values
    for part in detail["loc"]:
        held = list(_held_at(part, value))
        if held:
            [value] = held
        elif part != detail["loc"][-1] or detail["type"] != "missing":
            continue
        if isinstance(part, int):
            place += f"[{part}]"
        elif part.isidentifier():
            place += f".{part}" if place else names.get(part, part)
    return place


def _held_at(part: str | int, value: object) -> Iterator[object]:
    attributes: dict[str, object] = getattr(value, "__dict__", {})
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value)
        if part in pairs:
            yield pairs[part]
    elif isinstance(value, list | tuple) and isinstance(part, int):
        yield from cast("Sequence[object]", value)[part : part + 1]
    elif isinstance(part, str) and part in attributes:
        yield attributes[part]
