"""Be the one model that every format of a check's outcome is made from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from udacity_client.drift.check import DomainCheck, exit_code
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.entries import ReportEntry, entries_of
from udacity_client.drift.report.summary import SummaryRow, count_of, summary_row


@dataclass(frozen=True)
class Repository:
    """Hold where a repository is, and from where in it paths are shown.

    Attributes:
        root: Its topmost folder.
        here: The folder that relative paths start from.
    """

    root: Path
    here: Path

    def path(self, shown: str) -> str:
        """Return *shown* from the root on, with `/`; absolute where it is outside."""
        whole = Path(os.path.normpath(self.here / shown))
        if whole.is_relative_to(self.root):
            return whole.relative_to(self.root).as_posix()
        return whole.as_posix()


def repository_of(folder: Path) -> Repository:
    """Return the repository that holds *folder*; *folder* itself where none does."""
    here = folder.absolute()
    roots = (above for above in (here, *here.parents) if (above / ".git").exists())
    return Repository(next(roots, here), here)


@dataclass(frozen=True, kw_only=True)
class Report:
    """Hold what a check found, and what is needed to tell of it.

    Attributes:
        checks: What was found, by domain.
        fail_on: The least level that fails.
        command: What generates code again.
        package: The folder of the generated package, as paths are shown.
        repository: Where the paths are, for readers who start at its root.
        version: The version of this tool.
    """

    checks: Sequence[DomainCheck]
    fail_on: Level
    command: str
    package: str
    repository: Repository
    version: str

    @property
    def exit_code(self) -> int:
        """Return what the check exits with."""
        return exit_code(self.checks, self.fail_on)

    @property
    def findings(self) -> list[Finding]:
        """Return the findings that count, by domain, the worst first."""
        return [f for check in self.checks if check.drift for f in check.drift.findings]

    @property
    def outside(self) -> int:
        """Return how many changes strike no operation."""
        return sum(len(check.drift.outside) for check in self.checks if check.drift)

    @property
    def accepted(self) -> int:
        """Return how many findings are accepted."""
        return sum(len(check.accepted) for check in self.checks)

    @property
    def rows(self) -> list[SummaryRow]:
        """Return a row for each domain."""
        return [summary_row(check) for check in self.checks]

    @cached_property
    def entries(self) -> tuple[ReportEntry, ...]:
        """Return all that was found, by domain."""
        return tuple(
            entry
            for check in self.checks
            for entry in entries_of(check, package=self.package, command=self.command)
        )

    @property
    def worst_first(self) -> list[ReportEntry]:
        """Return all that was found, the worst first."""
        return sorted(self.entries, key=lambda entry: entry.rank)

    @property
    def total(self) -> tuple[str, ...]:
        """Return what all of it comes to, in sentences."""
        levels = [finding.level for finding in self.findings]
        counts = ", ".join(f"{levels.count(level)} {level}" for level in Level)
        recorded = sum(len(check.recorded) for check in self.checks)
        sums = (
            f"{counts}; {self.accepted} accepted; {recorded} recorded; "
            f"{self.outside} outside your operations. "
            f"Exit {self.exit_code}, failing on {self.fail_on} and worse."
        )
        unseen = sum(bool(check.unavailable) for check in self.checks)
        if not unseen:
            return (sums,)
        return (
            sums,
            f"{count_of(unseen, 'schema')} could not be looked at, which exits with 3 "
            "where nothing else is wrong.",
        )
