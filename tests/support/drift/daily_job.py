"""Run the daily `udacity schema propose` with real git and a fake GitHub."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.drift.project_copy import copy_project
from support.edited_sdl import edit_sdl
from support.fake_github import Forge
from support.udacity_command import run_captured
from udacity_client.emulator import Emulator

IDENTITY = {
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_AUTHOR_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    # Ignore the machine's own settings.
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
}


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words],  # noqa: S607 - the one that the job uses
        env={**os.environ, **IDENTITY},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout.strip()


@dataclass
class DailyJob:
    """A checkout of a project, the GitHub it pushes to, and the schemas of its API."""

    root: Path
    forge: Forge
    live: Path
    _environment: dict[str, str]

    def change_schema(self, domain: str, old: str, new: str) -> None:
        """Make the API's schema the committed one with *old* replaced by *new*."""
        text = (self.root / f"schema/{domain}.graphql").read_text(encoding="utf-8")
        path = self.live / f"{domain}.graphql"
        path.write_text(edit_sdl(text, old, new), encoding="utf-8")

    def restore_schema(self, domain: str) -> None:
        (self.live / f"{domain}.graphql").unlink()

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the daily job against the API as it is now."""
        with Emulator(learners=1, rate_limit=None, schemas=self.live) as emulator:
            environment = {
                **self._environment,
                "UDACITY_BASE_URL": emulator.base_url,
                "UDACITY_CLIENT_ID": emulator.client_id,
                "UDACITY_CLIENT_SECRET": emulator.client_secret,
                **more,
            }
            return self.command("propose", "--live", *words, env=environment)

    def command(
        self, *words: str, env: dict[str, str] | None = None, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return run_captured(
            "schema",
            *words,
            folder=folder or self.root,
            env=env or self._environment,
        )

    def head(self, branch: str) -> str:
        return git(self.forge.git, "rev-parse", branch)

    @contextmanager
    def clone_branch(self, name: str) -> Generator[Path]:
        """Yield a clone in which *name* is checked out."""
        folder = self.root.parent / f"clone-{name.replace('/', '-')}-{self.head(name)}"
        git(
            self.root.parent,
            "clone",
            "-q",
            "-b",
            name,
            str(self.forge.git),
            str(folder),
        )
        yield folder


def prepare_daily_job(folder: Path, forge: Forge) -> DailyJob:
    """Create a project, commit it, and push it to GitHub."""
    root = folder / "checkout"
    root.mkdir()
    copy_project(root)
    for path in (root / "live").iterdir():
        path.unlink()
    (root / "live").rmdir()
    # A module of the project that the job must not import in place of its own.
    (root / "typer.py").write_text("raise ImportError", encoding="utf-8")
    live = folder / "live"
    live.mkdir()
    git(folder, "init", "-q", "--bare", "-b", "main", str(forge.git))
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", str(forge.git))
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "A project")
    git(root, "push", "-q", "origin", "main")
    dropped = ("UDACITY", "XDG", "GIT_", "GITHUB")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    environment = {
        **kept,
        **{k: v for k, v in IDENTITY.items() if "CONFIG" in k},
        **forge.environment,
        "HOME": str(folder),
    }
    return DailyJob(root, forge, live, environment)
