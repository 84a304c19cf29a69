"""The files that `schema check` reads, which its reports must not replace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from udacity_client.cli.extras import extra

with extra("codegen"):
    from udacity_client.cli.schema_source import GIT
    from udacity_client.cli.settings import GenerateSettings
    from udacity_client.drift.baseline.accepted_file import ACCEPTED_FILE
    from udacity_client.schema.provenance import PROVENANCE_FILE


def checked_files(
    settings: GenerateSettings,
    *,
    against: str | None = None,
    events: Path | None = None,
) -> Iterator[Path]:
    """Yield the files that are read.

    Args:
        settings: Where schemas, operations and generated code are.
        against: What `--against` names.
        events: The file of drift events.
    """
    yield settings.root / "pyproject.toml"
    yield from settings.schemas.glob("*.graphql")
    yield from (settings.schemas / one for one in (PROVENANCE_FILE, ACCEPTED_FILE))
    yield from settings.queries.rglob("*.graphql")
    yield from settings.package.rglob("*")
    if events is not None:
        yield events
    if against is not None and not against.startswith(GIT):
        yield from _compared(settings, Path(against))


def _compared(settings: GenerateSettings, against: Path) -> Iterator[Path]:
    yield against
    for domain in settings.sources.domains:
        yield from (against / f"{domain}.{suffix}" for suffix in ("graphql", "json"))
