"""`schema check`: check schemas, operations and generated code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.generate import is_known_fresh, note_fresh
from udacity_client.cli.settings import GenerateSettings
from udacity_client.errors import ConfigurationError, Problem

with extra("codegen"):
    from graphql.pyutils import did_you_mean, suggestion_list

    from udacity_client.codegen.domains import Domain, find_domains
    from udacity_client.codegen.package.package_tree import PackageTree
    from udacity_client.codegen.sources import Sources
    from udacity_client.drift.baseline.accepted_file import (
        ACCEPTED_FILE,
        NOTHING_ACCEPTED,
        AcceptedDrift,
        read_accepted_drift,
    )
    from udacity_client.drift.check import ReplayFor, check_domains
    from udacity_client.drift.generated.state import GeneratedCode
    from udacity_client.drift.impact.fixes import DEFAULT_FIXES, FixCommands
    from udacity_client.drift.impact.impact import Level
    from udacity_client.drift.report.report import Report, repository_of
    from udacity_client.drift.sources.recorded_events import read_events
    from udacity_client.drift.sources.source import SchemaSource
    from udacity_client.schema.documents import display_path, read_documents


def check_schemas(
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    source: SchemaSource | None,
    events: Path | None,
    fail_on: str,
    witness: bool,
    fixes: FixCommands | None = None,
    level: str | None = None,
    operation: str | None = None,
) -> Report:
    """Return the report on *domains*.

    Args:
        domains: The domains to check; all that have operations if it is empty.
        settings: Where schemas, operations and generated code are.
        source: Loads the schemas to compare with; `None` compares nothing.
        events: The file of drift events that clients recorded.
        fail_on: The lowest level of drift that fails.
        witness: Whether to make witnesses and decode them with the committed code.
        fixes: The commands that findings name; those for --live by default.
        level: Only findings at this level or worse are shown.
        operation: Only findings about this operation are shown.

    Raises:
        ConfigurationError: *events* is not a file of events, or *operation* is unknown.
        SourceError: A domain is unknown, or has no documents; or the list of accepted
            findings cannot be read.
    """
    sources = settings.sources
    wanted = domains or settings.domains
    if operation is not None:
        _require_operation(operation, wanted, sources)
    checks = check_domains(
        wanted,
        sources=sources,
        code=generated_code_of(settings, sources),
        source=source,
        today=datetime.now(tz=UTC).date(),
        accepted=accepted_drift_of(settings),
        events=read_events(events, sources.domains) if events else (),
        replay_for=_replay_for() if witness else None,
        fixes=fixes or DEFAULT_FIXES,
        new_values=settings.new_values,
    )
    return Report(
        checks=checks,
        fail_on=Level(fail_on),
        command=settings.command,
        package=display_path(settings.package),
        repository=repository_of(Path()),
        version=version("udacity-client"),
        level=Level(level) if level else None,
        operation=operation,
    )


def _require_operation(name: str, wanted: Sequence[str], sources: Sources) -> None:
    """Refuse an operation that no domain of *wanted* has.

    Raises:
        ConfigurationError: There is none of this name. If not all could be read, it may
            be among the others, so nothing is raised.
    """
    problems: list[Problem] = []
    domains = find_domains(sources, wanted, problems)
    read = [read_documents(sources.queries / one, problems) for one in domains]
    known = [
        operation.name.value
        for documents in read
        for operation in documents.operations
        if operation.name
    ]
    if name in known or problems:
        return
    have = "has" if len(domains) == 1 else "have"
    raise ConfigurationError(
        f"--operation: {', '.join(domains)} {have} no operation {name!r}."
        f"{did_you_mean(suggestion_list(name, known))} Give the name that is in its "
        ".graphql file."
    )


def _replay_for() -> ReplayFor:
    # Imported late: it needs the client's models, which most checks do without.
    from udacity_client.cli.replay.runner import replay_for  # noqa: PLC0415

    return replay_for


def accepted_drift_of(settings: GenerateSettings) -> AcceptedDrift:
    """Return what the project accepts; nothing if it has no schemas of its own."""
    if not settings.owns_schemas:
        return NOTHING_ACCEPTED
    domains = settings.sources.domains
    return read_accepted_drift(settings.schemas / ACCEPTED_FILE, domains)


def generated_code_of(settings: GenerateSettings, sources: Sources) -> GeneratedCode:
    """Return the project's generated code. If all of it is fresh, that is cached."""
    own = find_domains(sources, settings.domains, [])

    def compile_read(domains: Sequence[Domain]) -> PackageTree:
        # Imported late: code rarely has to be compiled.
        from udacity_client.codegen.compile import compile_domains  # noqa: PLC0415

        names = [domain.name for domain in domains]
        is_whole = names == own
        tree = compile_domains(
            domains,
            sources=sources,
            package=settings.package.name,
            secrets=settings.secrets,
            is_whole_package=is_whole,
            command=settings.command,
        )
        if is_whole and not tree.diff(settings.package.parent):
            note_fresh(settings)
        return tree

    return GeneratedCode(
        package=settings.package,
        compile_domains=compile_read,
        secrets=settings.secrets,
        command=settings.command,
        known_fresh=frozenset(own if is_known_fresh(settings) else ()),
    )
