"""Drift events: values in a response that the schema did not list."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

DriftKind: TypeAlias = Literal["unknown_enum_value", "unknown_union_member"]


@dataclass(frozen=True, slots=True)
class DriftEvent:
    """One value that shows that the API has changed since the code was generated.

    Attributes:
        kind: What was found.
        domain: The domain of the operation.
        operation: The operation; its response holds the value.
        type_name: The enum, union or interface.
        value: The enum value, or the name of the member type.
    """

    kind: DriftKind
    domain: str
    operation: str
    type_name: str
    value: str


@dataclass(frozen=True, slots=True)
class UnknownMember:
    """A member of a union or an interface, of a type that the schema did not list.

    Attributes:
        typename: The name of its type.
        data: Its fields by the API's names, as the API sent them, unchecked.
    """

    typename: str
    # It may be personal data, so it does not print.
    data: Mapping[str, object] = field(repr=False, hash=False)


_Finding: TypeAlias = tuple[DriftKind, str, str]

# Unknown values are found deep inside a decoder, in `OpenEnum._missing_` for one, which
# pydantic-core and msgspec call with the value and nothing else: there is no argument
# to pass a collector in. So the collector is ambient. A context variable keeps apart
# what several threads and tasks decode at the same time; a global would mix it. A dict
# is used as an ordered set. It also makes a second decoding harmless, which happens
# when a fast decoder gives up in the middle of a response. `test_open_enum.py` holds
# that threads are kept apart, `test_dicts.py` that each value is recorded once.
_findings: ContextVar[dict[_Finding, None] | None] = ContextVar(
    "findings", default=None
)


class collect_drift_events:  # noqa: N801 - used like a function
    """Collect what `record_drift` is called with in the block, in order, once each.

    It gives a list, which is filled when the block ends.

    Args:
        domain: The domain of the operation.
        operation: The operation; its response is decoded in the block.
    """

    # Not a generator: each call pays for it, and would pay twice as much.
    __slots__ = ("_domain", "_events", "_findings", "_operation", "_token")

    def __init__(self, *, domain: str, operation: str) -> None:
        self._domain = domain
        self._operation = operation
        self._findings: dict[_Finding, None] = {}
        self._events: list[DriftEvent] = []

    def __enter__(self) -> list[DriftEvent]:
        self._token = _findings.set(self._findings)
        return self._events

    def __exit__(self, *_error: object) -> None:
        _findings.reset(self._token)
        for kind, type_name, value in self._findings:
            event = DriftEvent(kind, self._domain, self._operation, type_name, value)
            self._events.append(event)


def record_drift(kind: DriftKind, type_name: str, value: str) -> None:
    """Record an unknown value, if `collect_drift_events` is active."""
    findings = _findings.get()
    if findings is not None:
        findings[kind, type_name, value] = None
