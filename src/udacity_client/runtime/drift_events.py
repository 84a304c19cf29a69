"""What a response holds that the schema did not know, and how it is collected."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
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


@dataclass(frozen=True, slots=True)
class UnknownMember:
    """Hold a member of a union or an interface that the schema did not know.

    Attributes:
        typename: The name of its type.
        data: What the API sent, by the names of Python; nothing of it was checked.
    """

    typename: str
    # It may be personal data, so that it does not print.
    data: Mapping[str, object] = field(repr=False, hash=False)


_Note: TypeAlias = tuple[DriftKind, str, str]
_NOTES: ContextVar[dict[_Note, None] | None] = ContextVar("notes", default=None)


class DriftCollector:
    """Collect, in order and once each, what `note` is told in the block.

    Args:
        domain: In which domain, such as `catalog`.
        operation: In the answer to which operation.
    """

    __slots__ = ("_domain", "_events", "_notes", "_operation", "_token")

    def __init__(self, *, domain: str, operation: str) -> None:
        self._domain = domain
        self._operation = operation
        self._notes: dict[_Note, None] = {}
        self._events: list[DriftEvent] = []

    def __enter__(self) -> list[DriftEvent]:
        self._token = _NOTES.set(self._notes)
        return self._events

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _NOTES.reset(self._token)
        for found, type_name, value in self._notes:
            event = DriftEvent(found, self._domain, self._operation, type_name, value)
            self._events.append(event)


def record_drift(kind: DriftKind, type_name: str, value: str) -> None:
    """Note one thing, if an answer is being read."""
    notes = _NOTES.get()
    if notes is not None:
        notes[kind, type_name, value] = None
