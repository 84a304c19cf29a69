"""Find out what a cursor names, with one read-only request.

A record of the first page is chosen, and its cursor is used with a filter that leaves
this record out: its row is not in the selection any more. Say it was at place p, and q
of the records that pass the filter come before it. If a cursor names a place in the
order, the next record is number q + 1 of those that pass; if it counts records, number
p + 1; if it names a row, there is an error that is about the cursor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from udacity_client.cli.confirm.answers import Answer
from udacity_client.schema.json_objects import Json, objects

_MENTIONS_CURSOR: Final = re.compile(r"(?i:cursor)|\bafter\b")

CursorKind: TypeAlias = Literal["row", "keyset", "offset"]


@dataclass(frozen=True, slots=True)
class CursorTest:
    """A cursor, a filter, and the record that comes next for two kinds of cursors.

    Attributes:
        cursor: The cursor of a record that the filter leaves out.
        statuses: The filter.
        by_place: The next record, if cursors name a place in the order.
        by_count: The next record, if cursors count records.
    """

    cursor: str = field(repr=False)
    statuses: tuple[str, ...]
    by_place: Json = field(repr=False)
    by_count: Json = field(repr=False)

    def kind(self, answer: Answer) -> CursorKind | None:
        """Return what cursors name, by the answer; `None` if that is not clear."""
        if answer.errors:
            return "row" if _is_about_the_cursor(answer) else None
        found = answer.nodes("page")[:1]
        if found == [self.by_place]:
            return "keyset"
        return "offset" if found == [self.by_count] else None


def _is_about_the_cursor(answer: Answer) -> bool:
    """Return whether the page failed, and the server says that its cursor is why.

    A field may also fail because of the filter, or because the server has a bug.
    """
    paths = [error.get("path") for error in answer.errors]
    said = (*answer.messages, *answer.codes)
    return (
        answer.failed_fields
        and all(path == ["page"] for path in paths)
        and any(map(_MENTIONS_CURSOR.search, said))
    )


def cursor_test(page: Answer, statuses: Sequence[str]) -> CursorTest | None:
    """Return the test that the records of *page* allow, if they allow one."""
    edges, nodes = objects(page.connection("page"), "edges"), page.nodes("page")
    for place, (edge, node) in enumerate(zip(edges, nodes, strict=True), start=1):
        cursor, status = edge.get("cursor"), node.get("enrollmentStatus")
        others = [one for one in nodes if one.get("enrollmentStatus") != status]
        before = sum(one.get("enrollmentStatus") != status for one in nodes[:place])
        if not isinstance(cursor, str) or len(others) <= place:
            continue
        if others[before] != others[place]:
            wanted = tuple(one for one in statuses if one != status)
            return CursorTest(cursor, wanted, others[before], others[place])
    return None
