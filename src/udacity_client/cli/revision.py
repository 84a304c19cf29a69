"""Read schemas of another git revision; nothing is checked out."""

from __future__ import annotations

import subprocess
from pathlib import Path

from udacity_client.drift.sources.source import DomainRequest, ReadSchema
from udacity_client.errors import ConfigurationError, Location, Problem
from udacity_client.schema.documents import display_path
from udacity_client.schema.sdl import SchemaFile, parse_schema


def revision_reader(revision: str, schemas: Path) -> ReadSchema:
    """Return a function that reads the schemas of *revision*.

    Args:
        revision: A commit, a branch or a tag.
        schemas: The folder of the committed schemas, in a git checkout.

    Raises:
        ConfigurationError: There is no such revision, or no checkout, or no git.
    """
    known = _git(
        schemas, "rev-parse", "--verify", "--quiet", "--end-of-options", revision
    )
    if known.returncode:
        raise ConfigurationError(
            f"git does not know the revision {revision} in {display_path(schemas)}. "
            "Name a commit, a branch or a tag of its checkout; a shallow clone lacks "
            "most of them."
        )
    commit = known.stdout.decode().strip()

    def read(request: DomainRequest, problems: list[Problem]) -> SchemaFile | None:
        name = f"{request.domain}.graphql"
        shown = _git(schemas, "show", f"{commit}:./{name}")
        where = f"{revision}:{display_path(schemas / name)}"
        if shown.returncode:
            message = f"The revision has no such file: {shown.stderr.decode().strip()}"
            problems.append(Problem(Location(where), message))
            return None
        text = shown.stdout.decode("utf-8", "replace")
        return parse_schema(text, where, problems, known=request.schema_file)

    return read


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - no shell, and the revision is verified
            ["git", "-C", str(folder), *words],  # noqa: S607 - the caller's own git
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise ConfigurationError(
            "--against git:REVISION needs git, which cannot be run here."
        ) from error
