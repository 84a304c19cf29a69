"""Run `udacity export`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import typer

from udacity_client.cli.auth import command_cache
from udacity_client.cli.extras import extra
from udacity_client.cli.file_formats import format_of, path_of, require_style
from udacity_client.cli.printing import output_of_csv, output_of_json, say
from udacity_client.cli.reading_progress import Reporter, describe_outcome
from udacity_client.client import Udacity
from udacity_client.data.domains import Selection
from udacity_client.errors import ConfigurationError, InputError, UdacityError
from udacity_client.system.file_format import CsvStyle, Format
from udacity_client.system.write_errors import resolve_file

with extra("data"):
    from udacity_client.data.export import Target, export_catalog, export_domain
    from udacity_client.data.moving import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options that all exports have."""

    output: Path
    format: Format | None
    columns: str | None
    style: CsvStyle
    resume: bool
    quiet: bool
    url: str | None
    company: str | None

    def target(self) -> Target:
        """Return where the export goes.

        Raises:
            ConfigurationError: The options do not go together.
        """
        path = path_of(self.output)
        found = format_of(path, self.format)
        require_style(self.style, found)
        output_of = output_of_csv if found is Format.CSV else output_of_json
        names = [name.strip() for name in (self.columns or "").split(",")]
        columns = tuple(filter(None, names))
        if twice := [name for name, times in Counter(columns).items() if times > 1]:
            message = f"--columns names {', '.join(twice)} twice; name each once."
            raise ConfigurationError(message)
        return Target(
            path=path,
            stream=output_of(sys.stdout) if path is None else None,
            format=found,
            style=self.style,
            columns=columns,
        )

    def client(self) -> Udacity:
        """Return the client to export with."""
        return Udacity(
            base_url=self.url, company_id=self.company, token_cache=command_cache()
        )


def run_export(selection: Selection, options: Options) -> Outcome:
    """Export a domain, report the progress, and return the outcome.

    Raises:
        BadParameter: A filter does not take this value.
        UdacityError: It failed; nothing was written.
    """
    target = options.target()
    order = selection.order()
    if order not in selection.domain.steady:
        say(
            f"{order} changes while learners are active, so records may be missed or "
            f"read again; {selection.domain.order_by} does not."
        )
    reporter = Reporter(quiet=options.quiet, limit=selection.limit)
    with options.client() as udacity, reporter:
        try:
            outcome = export_domain(
                udacity,
                selection,
                target,
                reporter,
                resume=options.resume,
                now=time.time(),
            )
        except InputError as error:
            raise typer.BadParameter(str(error)) from None
        except (UdacityError, KeyboardInterrupt):
            if target.path is not None:
                file = resolve_file(target.path)
                folder = file.with_name(f".{file.name}.spool")
                reporter.interrupted(folder, resumed_by="--resume")
            raise
    _tell(outcome, target, quiet=options.quiet)
    return outcome


def run_catalog_export(table: str, options: Options) -> None:
    """Export a table of the catalog.

    Raises:
        UdacityError: It failed; nothing was written.
    """
    target = options.target()
    with options.client() as udacity:
        outcome = export_catalog(udacity, table, target, now=time.time())
    _tell(outcome, target, quiet=options.quiet)


def _tell(outcome: Outcome, target: Target, *, quiet: bool) -> None:
    if not quiet or outcome.kind == "gap":
        say(f"{target.path or 'Standard output'}: {describe_outcome(outcome)}")
