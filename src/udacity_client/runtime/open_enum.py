"""Enums that accept values which the schema did not list. Imports no pydantic."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from udacity_client.runtime.drift_events import record_drift


class OpenEnum(StrEnum):
    """A string enum that accepts new values from the server.

    A value that was unknown when the code was generated becomes a member with
    `is_known` false. Iteration lists the known members only. In a `match`, end with
    `case _` for values to come.
    """

    # `enum` calls this for a value without a member, and takes what it returns. The new
    # member is not registered with the class, so iteration and memory stay the same
    # whatever a server sends. Two of one value are therefore two objects; they are
    # equal because strings compare by value. `test_open_enum.py` holds all this.
    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        record_drift("unknown_enum_value", cls.__name__, value)
        return member

    @property
    def is_known(self) -> bool:
        """Whether the schema that the code was generated from lists this value."""
        # Not `in type(self)`: Python 3.11 refuses strings there, and newer versions may
        # call `_missing_`.
        return self.value in type(self)._value2member_map_

    def known_or(self, default: Self) -> Self:
        """Return the member itself if it is known, else *default*."""
        return self if self.is_known else default
