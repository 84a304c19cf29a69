"""Run `udacity export`: the plan, the progress, and what an export came to."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import typer

from udacity_client.cli.auth import command_cache
from udacity_client.cli.extras import extra
from udacity_client.client import Udacity
from udacity_client.data.domains import Selection
from udacity_client.data.file_format import Format, format_of
from udacity_client.data.moving import MOST_WALKS, Outcome
from udacity_client.endpoints import REQUESTS_PER_MINUTE
from udacity_client.errors import ConfigurationError, InputError, UdacityError

with extra("data"):
    from udacity_client.data.export import Target, export_catalog, export_domain

with extra("cli"):
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from rich.progress import TaskID

_TIMES: Final = {2: "twice", MOST_WALKS: "three times"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options that all exports have."""

    output: Path
    format: Format | None
    columns: str | None
    excel: bool
    resume: bool
    quiet: bool
    url: str | None
    company: str | None

    def target(self) -> Target:
        """Return where the export goes.

        Raises:
            ConfigurationError: The options do not go together.
        """
        path = None if str(self.output) == "-" else self.output
        found = format_of(path, self.format)
        if self.excel and found is not Format.CSV:
            message = f"--excel is for CSV files, and this one is {found.value}."
            raise ConfigurationError(message)
        return Target(
            path=path,
            stream=sys.stdout.buffer if path is None else None,
            format=found,
            excel=self.excel,
            columns=tuple(name.strip() for name in (self.columns or "").split(",")
                          if name.strip()),
        )  # fmt: skip

    def client(self) -> Udacity:
        """Return the client to export with."""
        return Udacity(
            base_url=self.url, company_id=self.company, token_cache=command_cache()
        )


def run_export(selection: Selection, options: Options) -> Outcome:
    """Export a domain, tell how it gets on, and return what it came to.

    Raises:
        BadParameter: A filter does not take this value.
        UdacityError: It failed; nothing was written.
    """
    target = options.target()
    order = selection.order()
    if order not in selection.domain.steady:
        _say(
            f"{order} changes while learners are active, so records may be missed or "
            f"read again; {selection.domain.order_by} does not."
        )
    reporter = _Reporter(quiet=options.quiet, limit=selection.limit)
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
            if reporter.has_pages and target.path is not None:
                reporter.close()
                _say("What was read is kept for an hour; --resume goes on with it.")
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
        _say(f"{target.path or 'Standard output'}: {describe_outcome(outcome)}")


def describe_outcome(outcome: Outcome) -> str:
    """Return a sentence about what an export came to."""
    records, (least, most) = _count(outcome.records, "record"), outcome.totals
    match outcome.kind:
        case "complete":
            again = "" if outcome.walks == 1 else f", read {_TIMES[outcome.walks]}"
            return f"{records}, complete{again}."
        case "part":
            return f"{records}, the first of {most:,}."
        case "merged":
            moved = (
                f" The number moved from {least:,} to {most:,}."
                if least != most
                else ""
            )
            return (
                f"{records}, merged from {outcome.walks} walks, because the data "
                f"changed meanwhile.{moved}"
            )
        case "gap":
            return (
                f"{records}, but there are at least {outcome.missing:,} more: the data "
                f"changed too fast for {outcome.walks} walks. Run it again when fewer "
                "learners are active."
            )


def describe_plan(
    total: int, page_size: int, *, plan: str | None, limit: int | None
) -> str:
    """Return a sentence about how much there is to read.

    Args:
        total: How many records there are.
        page_size: How many of them came on the first page.
        plan: The learning plan, if it is one.
        limit: How many records are wanted at most.
    """
    records = total if limit is None else min(total, limit)
    pages = max(1, -(-records // max(page_size, 1)))
    minutes = pages // REQUESTS_PER_MINUTE
    duration = f"about {minutes} minutes" if minutes > 1 else "a minute or less"
    of_plan = f"Learning plan {plan}: " if plan else ""
    again = "; up to three times as many if the data change" if records == total else ""
    return (
        f"{of_plan}{_count(records, 'record')} on {_count(pages, 'page')}: "
        f"{_count(pages, 'request')}, {duration} at {REQUESTS_PER_MINUTE} a "
        f"minute{again}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _Reporter:
    """Tells on stderr how an export gets on: with a bar, or a line for each page."""

    def __init__(self, *, quiet: bool, limit: int | None) -> None:
        self.has_pages = False
        self._quiet = quiet
        self._limit = limit
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        if not quiet and sys.stderr.isatty():
            self._bar = Progress(
                BarColumn(),
                TextColumn("{task.completed:,.0f} of {task.total:,.0f} records"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()

    def table(self, name: str, company: str) -> None:
        """Print what is read next."""
        if not self._quiet:
            _say(f"Company {company}, {name}:")

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None:
        """Print how much there is to read."""
        if not self._quiet:
            _say(describe_plan(total, page_size, plan=plan, limit=self._limit))

    def page(self, *, records: int, total: int | None) -> None:
        """Show how many records have come."""
        self.has_pages = True
        if self._quiet:
            return
        if self._bar is None:
            of_total = "" if total is None else f" of {total:,}"
            _say(f"{records:,}{of_total} records")
            return
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("", total=total)
        self._bar.update(self._task, completed=records, total=total)

    def note(self, text: str) -> None:
        """Print a sentence."""
        _say(text)


def _say(text: str) -> None:
    typer.echo(text, err=True)
