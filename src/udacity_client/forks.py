"""Let what holds locks and connections start anew in a forked child."""

from __future__ import annotations

import os
from typing import Final, Protocol
from weakref import WeakSet


class Renewable(Protocol):
    """Hold something that a child process must not share with its parent."""

    def after_fork(self) -> None:
        """Replace it; called in the child, where no other thread runs yet."""
        ...


_RENEWABLES: Final[WeakSet[Renewable]] = WeakSet()


def renew_after_fork(renewable: Renewable) -> None:
    """Call `after_fork` of *renewable* in every child that is forked while it lives."""
    _RENEWABLES.add(renewable)


def _renew() -> None:
    for renewable in tuple(_RENEWABLES):
        renewable.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
