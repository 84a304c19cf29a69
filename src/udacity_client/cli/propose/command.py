"""Set up `schema propose`: the checkout, the repository, the loaded schemas."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.propose.git import Checkout, token_environment
from udacity_client.cli.propose.github import GitHub
from udacity_client.cli.settings import GenerateSettings, require_own_schemas
from udacity_client.errors import ConfigurationError

with extra("codegen"):
    from udacity_client.cli.propose.pull_requests import Proposals
    from udacity_client.drift.impact.fixes import DEFAULT_FIXES, FixCommands
    from udacity_client.drift.sources.source import (
        DomainRequest,
        SchemaSnapshot,
        SchemaSource,
    )
    from udacity_client.schema.printer import canonical_sdl


def open_proposals(
    settings: GenerateSettings, *, base: str | None, fixes: FixCommands = DEFAULT_FIXES
) -> Proposals:
    """Return the proposals of the project that the command runs in.

    Args:
        settings: Where the project's schemas are.
        base: The branch that pull requests go into; else the one that the workflow runs
            on.
        fixes: The commands that say what to do, with the options of this run.

    Raises:
        ConfigurationError: The project has no schemas of its own, or they are not in
            the checkout; or the environment lacks a variable that workflows set.
        GitError: The project is not in a checkout.
    """
    require_own_schemas(settings, then="commit both, and run this again")
    github = GitHub.of_environment()
    project, schemas = Path.cwd().resolve(), settings.schemas.resolve()
    root = Checkout(project).root()
    if not schemas.is_relative_to(root):
        message = (
            f"The schemas are in {schemas}, which is not in the checkout {root}, so no "
            "pull request can change them. Move them there, and set schema_folder."
        )
        raise ConfigurationError(message)
    return Proposals(
        github=github,
        checkout=Checkout(root, network=_network(os.environ)),
        project=project.relative_to(root),
        schemas=Path(os.path.relpath(schemas, project)),
        base=base or os.environ.get("GITHUB_REF_NAME") or "main",
        settings=settings,
        fixes=fixes,
    )


def _network(environ: Mapping[str, str]) -> dict[str, str]:
    server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
    return token_environment(environ["GITHUB_TOKEN"], server=server, environ=environ)


def recording(source: SchemaSource, schemas: dict[str, str]) -> SchemaSource:
    """Return *source*, which also stores the SDL of loaded schemas in *schemas*."""

    def load(request: DomainRequest) -> SchemaSnapshot:
        snapshot = source(request)
        if snapshot.other is not None:
            schemas[request.domain] = canonical_sdl(snapshot.other)
        return snapshot

    return load
