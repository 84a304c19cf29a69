"""Let enums meet values that the schema did not know, without pydantic."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from udacity_client.runtime.drift_events import record_drift


class OpenEnum(StrEnum):
    """Be a string enum that a new value on the server cannot crash.

    A value unknown when the code was generated becomes a member of its own, with
    `is_known` false. Iteration lists the known members only. In a `match`, end with
    a `case _` for the values to come.
    """

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
        return self.value in type(self)._value2member_map_

    def known_or(self, default: Self) -> Self:
        """Return the member itself where it is known, else *default*."""
        return self if self.is_known else default
