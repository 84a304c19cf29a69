"""The result of `schema check`; every output format renders this."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from udacity_client.drift.check import DomainCheck, exit_code
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.causes import causes_of
from udacity_client.drift.report.entries import entries_of
from udacity_client.drift.report.entry import ReportEntry, visible
from udacity_client.drift.report.summary import SummaryRow, count_of, summary_row
from udacity_client.drift.report.verdict import verdict_lines


@dataclass(frozen=True)
class Repository:
    """The folder that reported paths are relative to.

    Attributes:
        root: The root of the repository.
        here: The current folder.
    """

    root: Path
    here: Path

    def path(self, shown: str) -> str:
        """Return the path *shown*, relative to the root with `/`, or absolute."""
        whole = Path(os.path.normpath(self.here / shown))
        if whole.is_relative_to(self.root):
            return whole.relative_to(self.root).as_posix()
        return whole.as_posix()


def repository_of(folder: Path) -> Repository:
    """Return the repository that contains *folder*, or *folder* itself."""
    here = folder.absolute()
    roots = (above for above in (here, *here.parents) if (above / ".git").exists())
    return Repository(next(roots, here), here)


@dataclass(frozen=True, kw_only=True)
class Report:
    """The result of a check, and what is needed to render it.

    Attributes:
        checks: The result for each domain.
        fail_on: The lowest level that fails.
        command: The command that generates code.
        package: The folder of the generated package, as paths are shown.
        repository: What paths are relative to, for readers who start at its root.
        version: The version of this tool.
        level: Only findings at this level or worse are shown; all if `None`.
        operation: Only findings about this operation are shown; all if `None`.
    """

    checks: Sequence[DomainCheck]
    fail_on: Level
    command: str
    package: str
    repository: Repository
    version: str
    level: Level | None = None
    operation: str | None = None

    @property
    def exit_code(self) -> int:
        """Return the exit code of the check."""
        return exit_code(self.checks, self.fail_on)

    @property
    def findings(self) -> list[Finding]:
        """Return the findings that are not accepted, by domain, the worst first."""
        return [f for check in self.checks if check.drift for f in check.drift.findings]

    @property
    def outside(self) -> int:
        """Return how many changes affect no operation."""
        return sum(len(check.drift.outside) for check in self.checks if check.drift)

    @property
    def accepted(self) -> int:
        """Return how many findings are accepted."""
        return sum(len(check.accepted) for check in self.checks)

    @property
    def rows(self) -> list[SummaryRow]:
        """Return the summary row of each domain."""
        return [summary_row(check) for check in self.checks]

    @cached_property
    def entries(self) -> tuple[ReportEntry, ...]:
        """Return an entry for everything that was found, by domain."""
        return tuple(
            entry
            for check in self.checks
            for entry in entries_of(check, package=self.package, command=self.command)
        )

    @cached_property
    def causes(self) -> tuple[ReportEntry, ...]:
        """Return the entries that are shown; findings of one cause are one entry."""
        return tuple(causes_of(filter(self._is_shown, self.entries)))

    def _is_shown(self, entry: ReportEntry) -> bool:
        finding = entry.finding
        if finding is None:
            return True
        is_level = self.level is None or finding.level.rank <= self.level.rank
        names = {one.operation for one in finding.affected}
        return is_level and (self.operation is None or self.operation in names)

    @property
    def verdict(self) -> tuple[str, ...]:
        """Return the answer in a few lines: what breaks, and what to do."""
        return tuple(
            visible(line) for line in verdict_lines(self.checks, code=self.command)
        )

    @property
    def worst_first(self) -> list[ReportEntry]:
        """Return the causes of all domains, the worst first."""
        return sorted(self.causes, key=lambda entry: entry.rank)

    @property
    def shown(self) -> list[ReportEntry]:
        """Return what is shown, each finding on its own, the worst first."""
        entries = filter(self._is_shown, self.entries)
        return sorted(entries, key=lambda entry: entry.rank)

    @property
    def _sums(self) -> str:
        levels = [finding.level for finding in self.findings]
        recorded = sum(len(check.recorded) for check in self.checks)
        if not (levels or recorded or self.accepted or self.outside):
            is_compared = any(check.drift for check in self.checks)
            return "No change was found." if is_compared else "No schema was compared."
        is_whole = not any(check.drift and check.problems for check in self.checks)
        place = "your operations" if is_whole else "the operations that were compared"
        counts = ", ".join(f"{levels.count(level)} {level}" for level in Level)
        return (
            f"{counts}; {self.accepted} accepted; {recorded} recorded; "
            f"{self.outside} outside {place}."
        )

    @property
    def total(self) -> tuple[str, ...]:
        """Return the totals, as sentences."""
        sums = f"{self._sums} Exit {self.exit_code} (--fail-on {self.fail_on})."
        if hidden := sum(not self._is_shown(entry) for entry in self.entries):
            sums += f" {count_of(hidden, 'finding')} hidden by --level or --operation."
        unavailable = sum(bool(check.unavailable) for check in self.checks)
        if not unavailable:
            return (sums,)
        return (
            sums,
            f"{count_of(unavailable, 'schema')} could not be loaded: exit 3 if nothing "
            "else is wrong.",
        )
