"""Check schemas, operations and generated code against one another, and tell of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.generate import is_known_fresh, note_fresh
from udacity_client.cli.replay.runner import feed_of
from udacity_client.cli.settings import GenerateSettings
from udacity_client.cli.terminal import encodable, wants_colour, width_of
from udacity_client.drift.report.formats import FORMATS
from udacity_client.drift.report.report import Report
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


with extra("codegen"):
    from udacity_client.cli.schema_check import outputs_of, write_outputs
    from udacity_client.codegen.package.package_tree import PackageTree
    from udacity_client.codegen.sources import Domain, Sources, find_domains
    from udacity_client.drift.baseline.accepted import (
        LEDGER_FILE,
        NOTHING_ACCEPTED,
        AcceptedDrift,
        read_ledger,
    )
    from udacity_client.drift.check import check_domains
    from udacity_client.drift.generated.state import Code
    from udacity_client.drift.impact.impact import Level
    from udacity_client.drift.report.formats import FORMATS
    from udacity_client.drift.report.json_report import json_schema
    from udacity_client.drift.report.report import Report, repository_of
    from udacity_client.drift.report.text import coloured, plain, text_report
    from udacity_client.drift.sources.recorded_events import read_events
    from udacity_client.drift.sources.source import SchemaSource, look_in
    from udacity_client.schema.documents import display_path


def check_schemas(
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    look: SchemaSource | None,
    events: Path | None,
    fail_on: str,
    witness: bool,
) -> Report:
    """Return what is found about *domains*.

    Args:
        domains: Which; all that have operations where none is named.
        settings: Where schemas, operations and generated code are.
        look: Sees the schemas to compare with; none is compared where it is `None`.
        events: The file of what deployed clients met.
        fail_on: The least level of drift that fails.
        witness: Whether the committed code is shown answers that it may not read.

    Raises:
        ConfigurationError: *events* is no file of events.
        SourceError: A domain is unknown, or has no documents; or the list of accepted
            findings cannot be read.
    """
    sources = Sources(settings.schemas, settings.queries)
    checks = check_domains(
        domains or settings.domains,
        sources=sources,
        code=code_of(settings, sources),
        look=look,
        today=datetime.now(tz=UTC).date(),
        ledger=ledger_of(settings),
        events=read_events(events, sources.domains) if events else (),
        feed=feed_of if witness else None,
    )
    return Report(
        checks=checks,
        fail_on=Level(fail_on),
        command=settings.command,
        package=display_path(settings.package),
        repository=repository_of(Path()),
        version=version("udacity-client"),
    )


class ReportWriter:
    """Tell of a report, in one format on stdout and in others to files.

    Args:
        output: The format of what is printed.
        files: What to write beside, as `FORMAT=FILE`.

    Raises:
        ConfigurationError: One of *files* means nothing.
    """

    def __init__(self, *, output: str, files: Sequence[str]) -> None:
        self._output = output
        self._files = outputs_of(files)

    def tell(self, report: Report) -> None:
        """Write *report*, the files first.

        Raises:
            ConfigurationError: A file cannot be written.
        """
        write_outputs(report, self._files)
        _print(report, self._output)


def print_json_schema() -> None:
    """Print the JSON Schema of the JSON report."""
    sys.stdout.write(json_schema())


def _print(report: Report, output: str) -> None:
    if output == "text":
        paint = coloured if wants_colour(sys.stdout, os.environ) else plain
        text = text_report(report, paint=paint, width=width_of(sys.stdout))
    else:
        text = FORMATS[output](report)
    sys.stdout.write(encodable(text, sys.stdout))


def look_against(folder: Path | None) -> SchemaSource | None:
    """Return how to see the schemas in *folder*, where there is one to compare with.

    Raises:
        ConfigurationError: It is no folder.
    """
    if folder is None:
        return None
    if not folder.is_dir():
        raise ConfigurationError(
            f"There is no folder {folder} of schemas to compare with. Make one with: "
            "udacity schema pull --out FOLDER"
        )
    return look_in(folder)


def ledger_of(settings: GenerateSettings) -> AcceptedDrift:
    """Return what the project accepts; what came with this package is not its word."""
    if not settings.owns_schemas:
        return NOTHING_ACCEPTED
    domains = Sources(settings.schemas, settings.queries).domains
    return read_ledger(settings.schemas / LEDGER_FILE, domains)


def code_of(settings: GenerateSettings, sources: Sources) -> Code:
    """Return the code of *settings*; what is found fresh as a whole is remembered."""

    def compile_read(domains: Sequence[Domain]) -> PackageTree:
        # The compiler is imported where code has to be compiled, which is seldom.
        from udacity_client.codegen.compile import compile_domains  # noqa: PLC0415

        names = [domain.name for domain in domains]
        is_whole = names == find_domains(sources, settings.domains, [])
        tree = compile_domains(
            domains,
            sources=sources,
            package=settings.package.name,
            secrets=settings.secrets,
            is_whole_package=is_whole,
            command=settings.command,
        )
        if is_whole and not tree.diff(settings.package.parent):
            note_fresh(settings)
        return tree

    return Code(
        package=settings.package,
        compile_domains=compile_read,
        secrets=settings.secrets,
        command=settings.command,
        is_known_fresh=is_known_fresh(settings),
    )
