"""Keep a member of a union that the schema did not know, without pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
