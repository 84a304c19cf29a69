"""Commit and push from a temporary worktree, next to the caller's checkout."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from udacity_client.errors import UdacityError

_COMMITTER: Final = ("udacity-client", "udacity-client@users.noreply.github.com")
_PASSWORD: Final = re.compile(r"//[^/@\s]+@")
_TIMEOUT: Final = 300.0
_NOTHING: Final[Mapping[str, str]] = {}


class GitError(UdacityError):
    """A git command failed."""


class Checkout:
    """A git checkout, and the remote that it pushes to.

    Args:
        folder: A folder in the checkout.
        remote: The remote.
        network: Variables for the commands that reach the remote; see
            `token_environment`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        remote: str = "origin",
        network: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self._remote = remote
        self._network = dict(network or {})

    def root(self) -> Path:
        """Return the root folder of the checkout.

        Raises:
            GitError: The folder is not in a checkout.
        """
        return Path(self._git("rev-parse", "--show-toplevel")).resolve()

    @contextmanager
    def worktree(self, *, commit: str) -> Generator[Checkout]:
        """Check *commit* out in a temporary folder, for the block."""
        with tempfile.TemporaryDirectory(prefix="udacity-checkout-") as parent:
            folder = Path(parent) / "checkout"
            self._git("worktree", "add", "--quiet", "--detach", str(folder), commit)
            try:
                yield Checkout(folder, remote=self._remote, network=self._network)
            finally:
                self._git("worktree", "remove", "--force", str(folder))

    def head(self) -> str:
        """Return the commit that is checked out."""
        return self._git("rev-parse", "HEAD")

    def remote_head(self, branch: str) -> str | None:
        """Return the head of *branch* on the remote, if it has that branch."""
        found = self._reach("ls-remote", self._remote, f"refs/heads/{branch}")
        return found.partition("\t")[0] or None

    def has_same_files(self, commit: str, other: str) -> bool:
        """Return whether two commits have the same files; *other* is fetched."""
        self._reach("fetch", "--quiet", self._remote, other)
        trees = self._git("rev-parse", f"{commit}^{{tree}}", f"{other}^{{tree}}")
        return len(set(trees.split())) == 1

    def commit(self, message: str) -> str | None:
        """Commit all changes, and return the commit; `None` if nothing changed."""
        # Caches are never committed, even if the project does not ignore them.
        self._git("add", "--all", "--", ".", ":(exclude,glob)**/__pycache__/**")
        if not self._git("diff", "--cached", "--name-only"):
            return None
        self._git(*self._identity(), "commit", "--quiet", "--message", message)
        return self.head()

    def push(self, commit: str, *, branch: str, over: str | None) -> None:
        """Set *branch* of the remote to *commit*, if it is still *over*.

        Raises:
            GitError: Somebody has pushed to the branch meanwhile.
        """
        ref = f"refs/heads/{branch}"
        lease = f"--force-with-lease={ref}:{over or ''}"
        self._reach("push", "--quiet", lease, self._remote, f"{commit}:{ref}")

    def delete(self, *, branch: str, at: str) -> None:
        """Delete *branch* of the remote, if it is still *at* that commit."""
        ref = f"refs/heads/{branch}"
        lease = f"--force-with-lease={ref}:{at}"
        self._reach("push", "--quiet", lease, self._remote, f":{ref}")

    def _identity(self) -> tuple[str, ...]:
        """Return options that name a committer, if none is configured."""
        named = self._run("config", "user.email").stdout.strip()
        name, email = _COMMITTER
        return () if named else ("-c", f"user.name={name}", "-c", f"user.email={email}")

    def _reach(self, *arguments: str) -> str:
        """Run a git command that reaches the remote."""
        return self._git(*arguments, environment=self._network)

    def _git(self, *arguments: str, environment: Mapping[str, str] = _NOTHING) -> str:
        done = self._run(*arguments, environment=environment)
        if done.returncode == 0:
            return done.stdout.strip()
        reason = _PASSWORD.sub("//", done.stderr.strip()) or "no reason given"
        raise GitError(f"git {arguments[0]} failed in {self.folder}: {reason}")

    def _run(
        self, *arguments: str, environment: Mapping[str, str] = _NOTHING
    ) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - our own arguments
                ["git", "-C", str(self.folder), *arguments],  # noqa: S607 - the caller's own git
                capture_output=True,
                text=True,
                check=False,
                timeout=_TIMEOUT,
                env={**os.environ, **environment},
            )
        except subprocess.TimeoutExpired:
            message = (
                f"git {arguments[0]} did not end within {_TIMEOUT:g} s in "
                f"{self.folder}. Can its server be reached?"
            )
        raise GitError(message)


def token_environment(
    token: str, *, server: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return variables that let git send *token* to *server*, and nowhere else.

    So no checkout has to keep it in a file, where later steps of a job could read it.

    Args:
        token: A token of GitHub's.
        server: The URL that repositories are below, such as `https://github.com`.
        environ: The environment, which may give options to git already.
    """
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    first = int(environ.get("GIT_CONFIG_COUNT") or 0)
    key = f"http.{server.rstrip('/')}/.extraheader"
    # The empty one takes back what a checkout kept: GitHub refuses two.
    values = ("", f"AUTHORIZATION: basic {basic}")
    variables = {"GIT_CONFIG_COUNT": str(first + len(values))}
    for number, value in enumerate(values, first):
        variables[f"GIT_CONFIG_KEY_{number}"] = key
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables
