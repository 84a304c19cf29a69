"""Which entries a report for people shows in full, on one line, or only counted.

What breaks at run time always has a line. The rest shares what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from udacity_client.drift.report.entry import ReportEntry

MAX_LINES: Final = 200
"""How many lines a report for people has, if what breaks does not need more."""


@dataclass(frozen=True)
class Selection:
    """The entries that are shown.

    Attributes:
        full: The identities of those with all their details.
        brief: The identities of those on one line.
        left_out: How many findings of each kind are only counted, the worst first.
    """

    full: frozenset[int]
    brief: frozenset[int]
    left_out: tuple[tuple[str, int], ...]

    def shows(self, entry: ReportEntry) -> bool:
        """Return whether *entry* is shown at all."""
        return id(entry) in self.full or id(entry) in self.brief


def select(
    worst_first: Sequence[ReportEntry],
    lines_of: Callable[[ReportEntry], int],
    *,
    room: int,
) -> Selection:
    """Return which of *worst_first* are shown.

    Args:
        worst_first: The entries, the worst first.
        lines_of: Returns how many lines an entry takes in full.
        room: How many lines there are.
    """
    urgent = [entry for entry in worst_first if entry.severity == "error"]
    full, brief = set[int](), {id(entry) for entry in urgent}
    left: Counter[str] = Counter()
    room -= len(urgent)
    for entry in worst_first:
        is_urgent = entry.severity == "error"
        needed = lines_of(entry) - is_urgent
        if needed <= room:
            full.add(id(entry))
            room -= needed
        elif is_urgent:
            continue
        elif room > 0:
            brief.add(id(entry))
            room -= 1
        else:
            left[entry.label] += entry.count
    return Selection(frozenset(full), frozenset(brief - full), tuple(left.items()))


def left_out_text(selection: Selection) -> str | None:
    """Return a sentence about what is only counted; `None` if all is shown."""
    if not selection.left_out:
        return None
    counts = ", ".join(f"{count:,} {label}" for label, count in selection.left_out)
    return (
        f"Left out here: {counts}. Show them with --level or --operation, or "
        "everything with --format json."
    )
