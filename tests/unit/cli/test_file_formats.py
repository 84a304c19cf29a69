"""The format that a file's name or an option asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from udacity_client.cli.file_formats import format_of, path_of
from udacity_client.errors import ConfigurationError
from udacity_client.system.file_format import Format


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("a.parquet", None, Format.PARQUET),
        ("a.PQ", None, Format.PARQUET),
        ("a.jsonl", None, Format.NDJSON),
        ("a.feather", None, Format.ARROW),
        ("a.csv", Format.NDJSON, Format.NDJSON),
        (None, Format.CSV, Format.CSV),
    ],
)
def test_the_format_of_a_file(
    name: str | None, given: Format | None, expected: Format, tmp_path: Path
) -> None:
    path = None if name is None else tmp_path / name
    assert format_of(path, given) is expected


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_each_name_of_standard_output_is_no_file(name: str) -> None:
    assert path_of(Path(name)) is None
    assert path_of(Path(f"{name}.csv")) == Path(f"{name}.csv")


@pytest.mark.parametrize("given", [None, Format.PARQUET, Format.ARROW])
def test_a_stream_takes_text_only(given: Format | None) -> None:
    with pytest.raises(
        ConfigurationError, match="Standard output takes csv and ndjson"
    ):
        format_of(None, given)


def test_an_excel_file_is_written_as_csv(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"-o \S+/learners\.csv --excel\."):
        format_of(tmp_path / "learners.xlsx", None)


def test_a_name_that_tells_no_format(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not show the format"):
        format_of(tmp_path / "learners", None)
