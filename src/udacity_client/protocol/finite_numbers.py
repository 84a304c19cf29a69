"""Find NaN and infinities, which JSON has no numbers for, in a request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import cast


def find_non_finite(content: bytes) -> str | None:
    """Return which variable in the request *content* is NaN or infinite, if one is.

    Pydantic writes them as NaN, Infinity and -Infinity. Content without these words is
    not read.
    """
    if b"NaN" not in content and b"Infinity" not in content:
        return None
    # A string may hold the words too.
    variables = json.loads(content, parse_constant=_NonFinite)["variables"]
    return next(_non_finite("", variables), None)


class _NonFinite(str):
    """The word for what is not a finite number."""

    __slots__ = ()


def _non_finite(path: str, value: object) -> Iterator[str]:
    if isinstance(value, _NonFinite):
        yield f"{path} is {value}, which JSON has no number for; write a finite number"
    elif isinstance(value, Mapping):
        for name, item in cast("Mapping[str, object]", value).items():
            yield from _non_finite(f"{path}.{name}" if path else name, item)
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _non_finite(f"{path}[{index}]", item)
