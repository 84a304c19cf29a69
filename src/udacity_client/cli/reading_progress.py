"""Tell on stderr what is read: the plan, the progress, and what it came to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, Self

from udacity_client.cli.extras import extra
from udacity_client.cli.printing import say
from udacity_client.data.moving import MOST_WALKS, Outcome
from udacity_client.endpoints import REQUESTS_PER_MINUTE

with extra("cli"):
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from rich.progress import TaskID

_TIMES: Final = {2: "twice", MOST_WALKS: "three times"}


def describe_outcome(outcome: Outcome) -> str:
    """Return a sentence about what an export came to."""
    records, (least, most) = count(outcome.records, "record"), outcome.totals
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
        f"{of_plan}{count(records, 'record')} on {count(pages, 'page')}: "
        f"{count(pages, 'request')}, {duration} at {REQUESTS_PER_MINUTE} a "
        f"minute{again}."
    )


def count(number: int, noun: str) -> str:
    """Return *number* with its noun, such as 1,000 records."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Reporter:
    """Tells on stderr how reading gets on: with a bar, or a line for each page."""

    def __init__(self, *, quiet: bool, limit: int | None) -> None:
        self.has_pages: bool = False
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
            say(f"Company {company}, {name}:")

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None:
        """Print how much there is to read."""
        if not self._quiet:
            say(describe_plan(total, page_size, plan=plan, limit=self._limit))

    def page(self, *, records: int, total: int | None) -> None:
        """Show how many records have come."""
        self.has_pages = True
        if self._quiet:
            return
        if self._bar is None:
            of_total = "" if total is None else f" of {total:,}"
            say(f"{records:,}{of_total} records")
            return
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("", total=total)
        self._bar.update(self._task, completed=records, total=total)

    def note(self, text: str) -> None:
        """Print a sentence."""
        say(text)
