"""Note what an answer holds that the schema did not know, without telling anybody."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, TypeAlias

DriftKind: TypeAlias = Literal["unknown_enum_value", "unknown_union_member"]


@dataclass(frozen=True, slots=True)
class DriftEvent:
    """Tell that the API has moved on from the schema that the code was made from.

    Attributes:
        kind: What was met.
        domain: In which domain, such as `catalog`.
        operation: In the answer to which operation.
        type_name: The enum, union or interface.
        value: The enum value, or the member type's name.
    """

    kind: DriftKind
    domain: str
    operation: str
    type_name: str
    value: str


_Note: TypeAlias = tuple[DriftKind, str, str]
_NOTES: ContextVar[dict[_Note, None] | None] = ContextVar("notes", default=None)


@contextmanager
def noting(*, domain: str, operation: str) -> Generator[list[DriftEvent]]:
    """Collect, in order and once each, what `note` is told in the block."""
    events: list[DriftEvent] = []
    notes: dict[_Note, None] = {}
    token = _NOTES.set(notes)
    try:
        yield events
    finally:
        _NOTES.reset(token)
        events.extend(
            DriftEvent(kind, domain, operation, type_name, value)
            for kind, type_name, value in notes
        )


def note(kind: DriftKind, type_name: str, value: str) -> None:
    """Note one thing, if an answer is being read."""
    notes = _NOTES.get()
    if notes is not None:
        notes[kind, type_name, value] = None
