"""Find the operations that use what a change is about."""

from __future__ import annotations

from collections.abc import Iterable

from udacity_client.drift.diff.change import Change
from udacity_client.drift.usage.operation_usage import OperationUsage


class UsageIndex:
    """The operations, by number, that use each name or coordinate.

    Args:
        usages: What each operation uses; numbers count from 0.
    """

    def __init__(self, usages: Iterable[OperationUsage]) -> None:
        self._count = 0
        self._users: dict[str, set[int]] = {}
        for number, usage in enumerate(usages):
            self._count = number + 1
            for name in usage.names:
                self._users.setdefault(name, set()).add(number)

    @property
    def everyone(self) -> range:
        """The numbers of all operations."""
        return range(self._count)

    def users(self, change: Change) -> Iterable[int]:
        """Return, in order, the operations that use a name of *change*."""
        if change.element in {"root", "schema"}:
            return self.everyone
        return self.using(change.coordinate, change.owner, change.member, change.field)

    def using(self, *names: str) -> list[int]:
        """Return, in order, the operations that use any of *names*."""
        return sorted(set[int]().union(*(self._users.get(one, ()) for one in names)))
