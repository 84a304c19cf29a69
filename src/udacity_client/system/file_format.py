"""The formats of exported files. Imports no pyarrow (start-up)."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """The format of an exported file."""

    PARQUET = "parquet"
    CSV = "csv"
    NDJSON = "ndjson"
    ARROW = "arrow"
