"""Which format a command writes: the one that was asked for, or the file name's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from udacity_client.errors import ConfigurationError
from udacity_client.system.file_format import PLAIN, CsvStyle, Format
from udacity_client.system.write_errors import resolve_file

STREAMED: Final = frozenset({Format.CSV, Format.NDJSON})
"""Formats that another program can read from a pipe."""

_SUFFIXES: Final[Mapping[str, Format]] = {
    **{f".{one.value}": one for one in Format},
    ".feather": Format.ARROW,
    ".jsonl": Format.NDJSON,
    ".pq": Format.PARQUET,
}


_SEPARATORS: Final = frozenset(",;|\t")
_STDOUT: Final = frozenset({"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
_INSTEAD: Final = (
    "Give the name of a file, or pass -o - for standard output, which can go into any "
    "pipe: -o - | PROGRAM."
)


def path_of(output: Path | None) -> Path | None:
    """Return the file that `--output` names; `None` is standard output.

    Raises:
        ConfigurationError: It is something else than a file, such as a pipe.
    """
    if output is None or str(output) in _STDOUT:
        return None
    resolve_file(output, advice=_INSTEAD)
    return output


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
        message = f"The name {path} does not show the format; pass --format: {known}."
        if path and path.suffix.lower() in {".xls", ".xlsx"}:
            message = (
                "Excel's own format is not written; pass "
                f"-o {path.with_suffix('.csv')} --excel."
            )
        raise ConfigurationError(message)
    return found


class QueryFormat(StrEnum):
    """The format of a query's result."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    ARROW = "arrow"


def query_format_of(path: Path | None, given: QueryFormat | None) -> QueryFormat:
    """Return the format of a query's result: the *given* one, or that of *path*.

    Args:
        path: The file; `None` is standard output.
        given: What the user asked for.

    Raises:
        ConfigurationError: There is none, or it does not fit.
    """
    if path is not None and given is QueryFormat.TABLE:
        message = "A table is for the terminal; choose another --format for a file."
        raise ConfigurationError(message)
    if path is not None:
        is_json = path.suffix.lower() == ".json"
        return given or QueryFormat(
            QueryFormat.JSON if is_json else format_of(path, None)
        )
    if given in {QueryFormat.PARQUET, QueryFormat.ARROW}:
        message = f"Standard output takes no {given}: name a file with --output."
        raise ConfigurationError(message)
    return given or QueryFormat.TABLE


def require_style(style: CsvStyle, found: Format | QueryFormat) -> None:
    """Check that what is written in the format *found* can have this style.

    Raises:
        ConfigurationError: It is not a CSV, or the separator is none.
    """
    if style != PLAIN and found.value != Format.CSV.value:
        option = "--excel" if style.excel else "--separator"
        message = (
            f"{option} is for CSV, and the format here is {found.value}. Name a file "
            "with -o FILE.csv, or give --format csv."
        )
        raise ConfigurationError(message)
    if style.separator not in _SEPARATORS:
        message = (
            f"--separator is {style.separator!r}; give a comma, a semicolon, a bar (|) "
            "or a tab."
        )
        raise ConfigurationError(message)
