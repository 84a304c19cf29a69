"""The formats of exported files, and which a file name asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from udacity_client.errors import ConfigurationError


class Format(StrEnum):
    """The format of an exported file."""

    PARQUET = "parquet"
    CSV = "csv"
    NDJSON = "ndjson"
    ARROW = "arrow"


STREAMED: Final = frozenset({Format.CSV, Format.NDJSON})
"""Formats that another program can read from a pipe."""

_SUFFIXES: Final[Mapping[str, Format]] = {
    **{f".{one.value}": one for one in Format},
    ".feather": Format.ARROW,
    ".jsonl": Format.NDJSON,
    ".pq": Format.PARQUET,
}


def format_of(path: Path | None, given: Format | None) -> Format:
    """Return the format of *path*: the *given* one, or that of its suffix.

    Args:
        path: The file; `None` is standard output.
        given: What the user asked for.

    Raises:
        ConfigurationError: There is none, or it cannot be written to a stream.
    """
    known = ", ".join(Format)
    if path is None and given not in STREAMED:
        message = (
            "Standard output takes csv and ndjson: pass --format csv, for example."
        )
        raise ConfigurationError(message)
    found = given or _SUFFIXES.get(path.suffix.lower() if path else "")
    if found is None:
        message = f"The name {path} does not tell the format; pass --format: {known}."
        raise ConfigurationError(message)
    return found
