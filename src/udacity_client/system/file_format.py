"""The formats of exported files. Imports no pyarrow (start-up)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Format(StrEnum):
    """The format of an exported file."""

    PARQUET = "parquet"
    CSV = "csv"
    NDJSON = "ndjson"
    ARROW = "arrow"


class CsvStyle(NamedTuple):
    """How a CSV is written: whether for Excel, and what is between two values."""

    excel: bool = False
    separator: str = ","


PLAIN: Final = CsvStyle()
"""With commas, as RFC 4180 has it."""
