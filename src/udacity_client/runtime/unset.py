"""`UNSET`, which tells an argument that was left out from one that is null."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, cast

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["UNSET", "UnsetType"]


class UnsetType(Enum):
    """The type of `UNSET`, for annotations such as `str | None | UnsetType`."""

    UNSET = "UNSET"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: type[UnsetType], _handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        # Each optional field of each input has it; pydantic would make it every time.
        # Pydantic may write into what it gets, so each gets a copy.
        return cast("CoreSchema", {**_shared_schema()})

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


# An enum member, because type checkers narrow `value is UNSET` for those.
UNSET: Final = UnsetType.UNSET
"""The value of an argument that was left out: it is not sent at all."""


@cache
def _shared_schema() -> CoreSchema:
    from pydantic_core import core_schema  # noqa: PLC0415 - start-up

    return core_schema.enum_schema(UnsetType, [UNSET])
