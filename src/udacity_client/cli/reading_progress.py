"""Print to stderr what is read: the plan, the progress and the outcome."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from udacity_client.cli.extras import extra
from udacity_client.cli.printing import count, say
from udacity_client.endpoints import DEFAULT_PAGE_SIZE, REQUESTS_PER_MINUTE
from udacity_client.runtime.page_size import INITIAL_PAGE_SIZE

with extra("data"):
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from udacity_client.data.moving import MOST_WALKS, Outcome

if TYPE_CHECKING:
    from rich.progress import TaskID

_PAUSE: Final = 10.0
"""Seconds between two lines about progress: a log needs no line for each page."""

_AGAIN: Final = "; up to three times as many if the data change"
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
    pages = _pages(records, page_size)
    of_plan = f"Learning plan {plan}: " if plan else ""
    again = _AGAIN if records == total else ""
    return (
        f"{of_plan}{count(records, 'record')} on {count(pages, 'page')}: "
        f"{count(pages, 'request')}, {_duration(pages)}{again}."
    )


def describe_run(company: str, records: Mapping[str, int], plans: int) -> str:
    """Return a sentence about how much there is to read of a company, in all tables.

    No page has come yet, so it is not known how large a page the API allows.

    Args:
        company: Its ID.
        records: How many records the domains have, by their names.
        plans: How many learning plans are read.
    """
    tables = [f"{count(total, 'record')} of {name}" for name, total in records.items()]
    tables.append(count(plans, "learning plan"))
    pages = sum(_pages(total, INITIAL_PAGE_SIZE) for total in records.values()) + plans
    may_be_more = max(records.values(), default=0) > DEFAULT_PAGE_SIZE
    if_large = f"with pages of {INITIAL_PAGE_SIZE:,}, which the API may not allow, "
    return (
        f"Company {company}: {', '.join(tables)}; {if_large if may_be_more else ''}"
        f"at least {count(pages, 'request')}, {_duration(pages)}{_AGAIN}."
    )


def _pages(records: int, page_size: int) -> int:
    return max(1, -(-records // max(page_size, 1)))


def _duration(requests: int) -> str:
    minutes = requests // REQUESTS_PER_MINUTE
    duration = f"about {minutes} minutes" if minutes > 1 else "a minute or less"
    return f"{duration} at {REQUESTS_PER_MINUTE} a minute"


class Reporter:
    """The progress of reading, on stderr: as a bar, or as a line now and then.

    Args:
        quiet: Whether only warnings are printed.
        limit: How many records are wanted at most.
        now: Returns the time in seconds.
    """

    def __init__(
        self,
        *,
        quiet: bool,
        limit: int | None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.has_pages: bool = False
        self._quiet = quiet
        self._limit = limit
        self._now = now
        self._said = now()
        self._has_plan = False
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
            with suppress(OSError):  # as with `say`, the bar is not what matters
                self._bar.stop()

    def company(self, name: str, *, records: Mapping[str, int], plans: int) -> None:
        """Print how much there is to read of a company."""
        self._has_plan = True
        if not self._quiet:
            say(describe_run(name, records, plans))

    def table(self, name: str, company: str) -> None:
        """Print what is read next."""
        if not self._quiet:
            say(f"Reading {name} of company {company}.")

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None:
        """Print how much there is to read, unless that was said of the whole run."""
        if self._quiet:
            return
        is_small = page_size < min(total, INITIAL_PAGE_SIZE)
        if is_small or not self._has_plan:
            say(describe_plan(total, page_size, plan=plan, limit=self._limit))
        elif plan:
            say(f"Reading learning plan {plan}.")

    def page(self, *, records: int, total: int | None) -> None:
        """Show how many records have come."""
        self.has_pages = True
        if self._quiet:
            return
        if self._bar is None:
            self._say_now_and_then(records, total)
            return
        with suppress(OSError):
            if self._task is None:
                self._task = self._bar.add_task("", total=total)
                self._bar.start()
            self._bar.update(self._task, completed=records, total=total)

    def _say_now_and_then(self, records: int, total: int | None) -> None:
        if (now := self._now()) - self._said >= _PAUSE:
            self._said = now
            of_all = "" if total is None else f"{records:,} of "
            most = count(records if total is None else total, "record")
            say(f"{of_all}{most} so far.")

    def note(self, text: str) -> None:
        """Print a sentence on how it gets on."""
        if not self._quiet:
            say(text)

    def warn(self, text: str) -> None:
        """Print a sentence that the user needs to know, even if little is printed."""
        say(text)

    def interrupted(self, folder: Path, *, resumed_by: str) -> None:
        """Print where the pages that came are, and how to go on with them."""
        if self.has_pages:
            self.close()
            say(
                f"What was read is in {folder}: within an hour, {resumed_by} goes on "
                "with it. Remove the folder if you do not want that."
            )
