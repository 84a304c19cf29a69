"""Propose changed schemas as pull requests, one for each domain."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from udacity_client.cli.fix_commands import SchemaOptions, fixes_for
from udacity_client.cli.propose.git import Checkout
from udacity_client.cli.propose.github import LONGEST_BODY, GitHub, PullRequest
from udacity_client.cli.settings import GenerateSettings
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.fixes import FixCommands
from udacity_client.drift.report.markdown import markdown_report, shortened, size_of
from udacity_client.drift.report.report import Report
from udacity_client.schema.markdown_code import fenced

LABEL: Final = "udacity-drift"

_HEAD: Final = re.compile(r"<!-- udacity-drift head=([0-9a-f]{40,64}) -->")
_TIMEOUT: Final = 300.0

_MAX_OBJECTION: Final = 20_000
"""The maximum length in a body of what `schema accept` says; the report has it, too."""


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """One pull request for each domain whose schema has drifted.

    Its content is made in a temporary worktree, by `udacity schema accept`, and pushed
    to a branch of its own. If somebody else has pushed to that branch, it is left as it
    is.

    Attributes:
        github: The client for pull requests.
        checkout: The caller's checkout, which is not changed.
        project: The project's folder in the checkout.
        schemas: The folder of schemas, relative to the project's.
        base: The branch that pull requests go into.
        settings: The project's settings.
        fixes: The commands that say what to do, with the options of this run.
    """

    github: GitHub
    checkout: Checkout
    project: Path
    schemas: Path
    base: str
    settings: GenerateSettings
    fixes: FixCommands

    def update(self, report: Report, schemas: Mapping[str, str]) -> Iterator[str]:
        """Open, update or close pull requests by *report*, and yield what was done.

        Args:
            report: The result of the check.
            schemas: The loaded schemas, as SDL, by domain.

        Raises:
            GitError: A git command failed.
            GitHubError: A request to GitHub failed.
        """
        for check in report.checks:
            if check.drift is None:
                done = "the schema could not be loaded; nothing was done"
            elif check.drift.findings or check.drift.outside:
                part = replace(report, checks=[check])
                done = self._propose(check, part, schemas[check.domain])
            elif check.accepted:
                done = "all changes are accepted; nothing was done"
            else:
                done = self._close(check.domain)
            yield f"{check.domain}: {done}"

    def _propose(self, check: DomainCheck, report: Report, sdl: str) -> str:
        branch = _branch(check.domain)
        with self.checkout.worktree(commit=self.checkout.head()) as worktree:
            objection = self._accept(worktree, check.domain, sdl)
            commit = worktree.commit(f"Take over the schema of {check.domain}")
            if commit is None:
                return "the change has no SDL; nothing was done"
            opened = self.github.find(branch)
            head = self.checkout.remote_head(branch)
            if opened is None and head and worktree.has_same_files(commit, head):
                return f"{branch} was proposed and closed before; nothing was done"
            text = visible_text(report, objection)
            if opened and head not in {None, _recorded_head(opened)}:
                body = _body(text, _recorded_head(opened), _FOREIGN_COMMITS)
                self._update(opened, check, body)
                return f"{opened.url} is up to date; its branch has commits of others"
            if head is None or not worktree.has_same_files(commit, head):
                worktree.push(commit, branch=branch, over=head)
                head = commit
        return self._open_or_update(opened, check, _body(text, head))

    def _accept(self, worktree: Checkout, domain: str, sdl: str) -> str | None:
        """Accept a schema in *worktree*; return why no code was generated, if so."""
        folder = worktree.folder / self.project
        live = worktree.folder.with_name("live")
        live.mkdir()
        (live / f"{domain}.graphql").write_text(sdl, encoding="utf-8")
        words = ("schema", "accept", domain, "--against", str(live))
        done = subprocess.run(  # noqa: S603 - this program
            # -P: modules of the project must not replace those that are imported here.
            [sys.executable, "-P", "-m", "udacity_client", *words],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIMEOUT,
        )
        if done.returncode == 0:
            return None
        schema = folder / self.schemas / f"{domain}.graphql"
        schema.write_text(sdl, encoding="utf-8")
        text = self._with_fixes(done.stderr, domain, live)
        # The names of temporary folders would change the text at each run.
        for temporary in worktree.folder, live:
            text = text.replace(f"{temporary}/", "")
        return text.strip()

    def _with_fixes(self, text: str, domain: str, live: Path) -> str:
        """Return *text* with the commands of this run for those that name *live*."""
        named = fixes_for(SchemaOptions(against=str(live)), self.settings)
        for command in FixCommands.accept_command, FixCommands.replace_command:
            text = text.replace(command(named, domain), command(self.fixes, domain))
        return text

    def _open_or_update(
        self, opened: PullRequest | None, check: DomainCheck, body: str
    ) -> str:
        if opened is not None:
            self._update(opened, check, body)
            return f"{opened.url} is up to date"
        opened = self.github.open(
            branch=_branch(check.domain), base=self.base, title=_title(check), body=body
        )
        self.github.label(opened.number, _labels(check))
        return f"{opened.url} was opened"

    def _update(self, opened: PullRequest, check: DomainCheck, body: str) -> None:
        if _plain(opened.body) != _plain(body):
            self.github.update(opened.number, title=_title(check), body=body)
            self.github.label(opened.number, _labels(check))

    def _close(self, domain: str) -> str:
        branch = _branch(domain)
        opened, head = self.github.find(branch), self.checkout.remote_head(branch)
        if opened is not None:
            self.github.close(opened.number, comment=_CLOSING_COMMENT)
        if head and opened and head == _recorded_head(opened):
            self.checkout.delete(branch=branch, at=head)
        return f"{opened.url} was closed" if opened else "as committed"


_CLOSING_COMMENT: Final = (
    "The API has the committed schema again, so there is nothing to take over."
)
_FOREIGN_COMMITS: Final = (
    "Somebody has pushed to this branch, so it is left as it is. The report below is "
    "up to date."
)


def _branch(domain: str) -> str:
    return f"udacity-drift/{domain}"


def _title(check: DomainCheck) -> str:
    worst = check.worst
    impact = f"{worst} drift" if worst else "nothing that is used"
    return f"The schema of {check.domain} has changed: {impact}"


def _labels(check: DomainCheck) -> tuple[str, ...]:
    return (LABEL, f"{LABEL}: {check.worst or 'none'}")


def visible_text(report: Report, objection: str | None) -> str:
    """Return the visible text of a pull request.

    Args:
        report: The report on the domain.
        objection: What kept code from being generated; `None` if nothing did.
    """
    if objection is None:
        intro = (
            "The API's schema differs from the committed one. This takes it over, with "
            "the code that follows from it. Once it is merged, the check is clean."
        )
    else:
        intro = (
            "The API's schema differs from the committed one, and **some operations "
            "are no longer valid**. This takes over only the schema; change the "
            "operations on this branch, then run `udacity generate`.\n\n"
            + fenced(shortened(objection.splitlines(), room=_MAX_OBJECTION))
        )
    room = LONGEST_BODY - size_of(intro) - 1_000
    return f"{intro}\n\n{markdown_report(report, limit=room)}"


def _body(text: str, head: str | None, note: str = "") -> str:
    return f"<!-- udacity-drift head={head} -->\n{note}\n\n{text}"


def _recorded_head(opened: PullRequest) -> str | None:
    found = _HEAD.search(opened.body)
    return found[1] if found else None


def _plain(body: str) -> str:
    # GitHub returns bodies with CRLF line ends.
    return body.replace("\r\n", "\n").strip()
