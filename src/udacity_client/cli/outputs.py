"""Write a report to the files that were asked for, in the format of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from udacity_client.drift.formats import FORMATS
from udacity_client.drift.report import Report
from udacity_client.errors import ConfigurationError


@dataclass(frozen=True)
class Output:
    """Hold a file to write, and its format."""

    format: str
    file: Path


def outputs_of(wishes: Sequence[str]) -> list[Output]:
    """Return what each `FORMAT=FILE` of *wishes* asks for.

    Raises:
        ConfigurationError: One is not of that form, or names no format or a file that
            cannot be one; two name the same file.
    """
    outputs = [_output(wish) for wish in wishes]
    files = [output.file.absolute() for output in outputs]
    for file in files:
        if files.count(file) > 1:
            raise ConfigurationError(
                f"--output names {file} twice. Give each format a file of its own."
            )
    return outputs


def write_outputs(report: Report, outputs: Sequence[Output]) -> None:
    """Write *report* to each of *outputs*.

    Raises:
        ConfigurationError: A file cannot be written.
    """
    for output in outputs:
        text = FORMATS[output.format](report)
        try:
            output.file.write_text(
                text, encoding="utf-8", errors="backslashreplace", newline="\n"
            )
        except OSError as error:
            raise ConfigurationError(
                f"--output: {output.file} cannot be written: {error.strerror}. Name a "
                "file in a folder that exists and is yours."
            ) from error


def _output(wish: str) -> Output:
    format_, equals, file = wish.partition("=")
    if not equals or not file or format_ not in FORMATS:
        raise ConfigurationError(
            f"--output {wish} means nothing. Say FORMAT=FILE, where the format is one "
            f"of {', '.join(FORMATS)}."
        )
    return Output(format_, Path(file))
