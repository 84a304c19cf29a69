"""`UNSET`, which tells an argument that was left out from one that is null."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

__all__ = ["UNSET", "UnsetType"]


class UnsetType(Enum):
    """The type of `UNSET`, for annotations such as `str | None | UnsetType`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


# An enum member, because type checkers narrow `value is UNSET` for those.
UNSET: Final = UnsetType.UNSET
"""The value of an argument that was left out: it is not sent at all."""
