"""Find what proposals need: the checkout, the repository, and the schemas seen."""

from __future__ import annotations

import os
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.propose.git import Checkout
from udacity_client.cli.propose.github import GitHub
from udacity_client.cli.settings import GenerateSettings, require_own_schemas

with extra("codegen"):
    from udacity_client.cli.propose.pull_requests import Proposals
    from udacity_client.drift.sources.source import (
        DomainRequest,
        SchemaSnapshot,
        SchemaSource,
    )
    from udacity_client.schema.printer import canonical_sdl


def open_proposals(settings: GenerateSettings, *, base: str | None) -> Proposals:
    """Return the proposals of the project that the command runs in.

    Args:
        settings: Where the project's schemas are.
        base: The branch to propose to, where it is said.

    Raises:
        ConfigurationError: The project has no schemas of its own; or what a
            workflow's environment says is missing.
        GitError: The project is in no checkout.
    """
    require_own_schemas(settings)
    github = GitHub.of_environment()
    project = Path.cwd().resolve()
    root = Checkout(project).root()
    return Proposals(
        github=github,
        checkout=Checkout(root),
        project=project.relative_to(root),
        schemas=settings.schemas.resolve().relative_to(project),
        base=base or os.environ.get("GITHUB_REF_NAME") or "main",
    )


def recording(source: SchemaSource, schemas: dict[str, str]) -> SchemaSource:
    """Return *look*, which notes in *seen* the SDL of each schema that it saw."""

    def look_and_note(asked: DomainRequest) -> SchemaSnapshot:
        sight = source(asked)
        if sight.other is not None:
            schemas[asked.domain] = canonical_sdl(sight.other)
        return sight

    return look_and_note
