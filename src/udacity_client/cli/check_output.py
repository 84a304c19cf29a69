"""Where the report of a check goes: to stdout in one format, to files in others."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from udacity_client.cli.display import display_of
from udacity_client.cli.extras import extra
from udacity_client.cli.printing import encodable
from udacity_client.errors import ConfigurationError
from udacity_client.system.same_file import require_other_file
from udacity_client.system.write_errors import require_writable, write_report

with extra("codegen"):
    from udacity_client.drift.report.formats import FORMATS
    from udacity_client.drift.report.json_report import json_schema
    from udacity_client.drift.report.report import Report
    from udacity_client.drift.report.text import text_report


@dataclass(frozen=True)
class ReportFile:
    """A file to write, and its format."""

    format: str
    file: Path


def parse_outputs(values: Sequence[str]) -> list[ReportFile]:
    """Return the files that *values*, each `FORMAT=FILE`, ask for.

    Raises:
        ConfigurationError: A value has another form, or names an unknown format or
            something that is not a file; or two values name the same file.
    """
    outputs = [_parse_output(value) for value in values]
    files = [output.file.absolute() for output in outputs]
    for file in files:
        if files.count(file) > 1:
            raise ConfigurationError(
                f"--output names {file} twice. Give each format a file of its own."
            )
    return outputs


def write_outputs(report: Report, outputs: Sequence[ReportFile]) -> None:
    """Write *report* to each of *outputs*, each complete or not at all.

    Raises:
        UdacityError: A file cannot be written.
    """
    for output in outputs:
        write_report(output.file, FORMATS[output.format](report))


def _parse_output(value: str) -> ReportFile:
    format_, equals, file = value.partition("=")
    if not equals or not file or format_ not in FORMATS:
        raise ConfigurationError(
            f"--output {value} is invalid. Use FORMAT=FILE, where the format is one "
            f"of {', '.join(FORMATS)}."
        )
    if file == "-":
        raise ConfigurationError(
            f"--output {value} names no file. For standard output, pass --format "
            f"{format_}."
        )
    require_writable(Path(file))
    return ReportFile(format_, Path(file))


class ReportWriter:
    """The writer of a report: to stdout in one format, to files in others.

    Args:
        output: The format of stdout.
        files: The files, each as `FORMAT=FILE`.

    Raises:
        ConfigurationError: One of *files* is invalid.
    """

    def __init__(self, *, output: str, files: Sequence[str]) -> None:
        self._output = output
        self._files = parse_outputs(files)

    def require_others_than(self, read: Iterable[Path]) -> None:
        """Refuse a file of *read*, before anything is checked.

        Raises:
            ConfigurationError: A report would replace it.
        """
        known = [*read] if self._files else []
        for output in self._files:
            require_other_file(output.file, known)

    def write(self, report: Report) -> None:
        """Write *report*, the files first.

        Raises:
            UdacityError: A file cannot be written.
        """
        write_outputs(report, self._files)
        _print(report, self._output)


def print_json_schema() -> None:
    """Print the JSON Schema of the JSON report."""
    sys.stdout.write(json_schema())


def _print(report: Report, output: str) -> None:
    if output == "text":
        text = text_report(report, display_of(sys.stdout, os.environ))
    else:
        text = FORMATS[output](report)
    sys.stdout.write(encodable(text, sys.stdout))
