"""Decode many timestamps at once.

A `Time` costs pydantic about six times as much as a string, and records have several.
The texts of a column mostly have the same *shape*: the text with 0 for each digit. So
shapes are checked instead of texts, often one for a whole column.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from pydantic_core import SchemaValidator, core_schema

_TO_ZERO: Final = str.maketrans("123456789", "000000000")
_SEPARATOR: Final = '","'  # joined texts, in brackets and quotes, are a JSON array
_RFC3339_SHAPE: Final = re.compile(r"0000-00-00[Tt]00:00:00(?:\.0+)?(?:[Zz]|[+-]00:00)")
_UTC_SHAPE: Final = re.compile(r"0000-00-00T00:00:00(?:\.0{1,6})?Z")
_END_OF_DAY: Final = "T24"  # accepted by Python from 3.14 on, refused by pydantic

_VALIDATOR: Final = SchemaValidator(
    core_schema.list_schema(
        core_schema.datetime_schema(tz_constraint="aware", strict=False)
    )
)


class TimestampError(ValueError):
    """A text that is not a timestamp, or is left to pydantic."""

    def __init__(self) -> None:
        super().__init__("This is left to pydantic, which may take it or not.")


def decode_timestamps(texts: list[str]) -> list[Any]:
    """Return the aware `datetime` of each text, equal to what pydantic would return.

    In the common form, in UTC with up to six digits after the second, Python's own
    parser is faster and gives equal values; only their `tzinfo` is `datetime.UTC`
    instead of pydantic's class. Every other form is decoded by pydantic, from JSON as
    usual.

    Raises:
        ValueError: One is not the text of a `Time`.
    """
    if not texts:
        return texts
    joined = _SEPARATOR.join(texts)
    shapes = _distinct_shapes(joined.translate(_TO_ZERO), len(texts))
    if all(map(_UTC_SHAPE.fullmatch, shapes)) and _END_OF_DAY not in joined:
        return list(map(datetime.fromisoformat, texts))
    if not all(map(_RFC3339_SHAPE.fullmatch, shapes)):
        raise TimestampError
    # The shapes have no quote and no backslash, so this is well-formed JSON.
    moments: list[Any] = _VALIDATOR.validate_json(f'["{joined}"]')
    if len(moments) != len(texts):
        raise TimestampError  # a text held the separator
    return moments


def _distinct_shapes(joined: str, count: int) -> set[str]:
    first, _, _ = joined.partition(_SEPARATOR)
    # One comparison in C, for the common case that all are the same.
    if joined == _SEPARATOR.join([first] * count):
        return {first}
    return set(joined.split(_SEPARATOR))
