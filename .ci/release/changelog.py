"""The changelog: its sections, and which names of the interface its entries name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

UNRELEASED = "Unreleased"

_HEADING = re.compile(r"^## +\[?([^\]\s]+)\]?.*$", re.MULTILINE)
_ENTRY = re.compile(r"^- .*(?:\n(?: +\S.*|))*", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"\w+")


def sections(text: str) -> Mapping[str, str]:
    """Return the text of each section, by its version or `Unreleased`."""
    _introduction, *rest = _HEADING.split(text)
    return {
        name: body.strip() for name, body in zip(rest[::2], rest[1::2], strict=True)
    }


def entries(section: str) -> list[str]:
    """Return the entries of a section, each with the lines that continue it."""
    return _ENTRY.findall(section)


def is_named(name: str, entries: Iterable[str]) -> bool:
    """Return whether an entry names *name*, such as `Pager.resume`, in code.

    Both parts may stand apart in one entry: `Pager` has `resume` and `pages`. An async
    class is named by its blocking twin too: they have the same methods.
    """
    parts = name.split(".")
    wanted = [set(parts), {parts[0].removeprefix("Async"), *parts[1:]}]
    for entry in entries:
        words = {word for code in _CODE.findall(entry) for word in _WORD.findall(code)}
        if any(each <= words for each in wanted):
            return True
    return False
