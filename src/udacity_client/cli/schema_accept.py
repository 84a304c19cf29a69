"""`schema accept`: make other schemas the committed ones, and list changed files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from udacity_client.cli.extras import extra
from udacity_client.cli.printing import print_line, say
from udacity_client.cli.settings import GenerateSettings, require_own_schemas

with extra("codegen"):
    from udacity_client.codegen.compile import PackageTree, Sources, compile_tree
    from udacity_client.drift.baseline.accept import AcceptResult, accept_domains
    from udacity_client.drift.baseline.files import DomainDrift
    from udacity_client.drift.impact.fixes import DEFAULT_FIXES, FixCommands
    from udacity_client.drift.report.summary import count_of
    from udacity_client.drift.sources.source import SchemaSource
    from udacity_client.schema.provenance import EndpointOf


def accept_schemas(
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    source: SchemaSource,
    endpoint_of: EndpointOf | None,
    fixes: FixCommands = DEFAULT_FIXES,
) -> None:
    """Accept the schemas of *source* for *domains*, and print the result.

    Args:
        domains: The domains.
        settings: Where schemas, operations and generated code are.
        source: Loads the new schemas.
        endpoint_of: Returns the endpoint of a domain, if *source* asks servers.
        fixes: The commands that say what to do instead, if it is refused.

    Raises:
        ConfigurationError: The project has no schemas of its own.
    """
    found = accept_from(source, domains, settings, endpoint_of=endpoint_of, fixes=fixes)
    _print(found)


def accept_from(
    source: SchemaSource,
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    endpoint_of: EndpointOf | None = None,
    fixes: FixCommands = DEFAULT_FIXES,
) -> AcceptResult:
    """Accept the schemas of *source* for *domains*.

    Args:
        source: Loads the new schemas.
        domains: The domains.
        settings: Where schemas, operations and generated code are.
        endpoint_of: Returns the endpoint of a domain, if *source* asks servers.
        fixes: The commands that say what to do instead, if it is refused.

    Raises:
        ConfigurationError: The project has no schemas of its own.
    """
    require_own_schemas(settings)

    def compile_domains(sources: Sources, names: Sequence[str]) -> PackageTree:
        return compile_tree(
            sources,
            package=settings.package.name,
            secrets=settings.secrets,
            domains=settings.domains,
            only=names,
            command=settings.command,
        )

    return accept_domains(
        domains,
        sources=settings.sources,
        target=settings.package.parent,
        compile_domains=compile_domains,
        source=source,
        today=datetime.now(tz=UTC).date(),
        endpoint_of=endpoint_of,
        fixes=fixes,
        new_values=settings.new_values,
    )


def _print(acceptance: AcceptResult) -> None:
    for path in acceptance.files:
        say(str(path))
    for one in acceptance.domains:
        print_line(f"{one.domain}: {_outcome(one)}")
        for note in one.snapshot.notes:
            say(str(note))
    for left in acceptance.notes:
        say(left)


def _outcome(one: DomainDrift) -> str:
    if not one.has_changed:
        return "the schema is the same; there is nothing to accept."
    findings, outside = len(one.drift.findings), len(one.drift.outside)
    if outside and not one.was_valid:
        return (
            f"accepted {count_of(findings + outside, 'change')}; what concerns your "
            "operations is not known, because some of them were not valid for "
            "the committed schema."
        )
    return f"accepted ({findings} in your operations, {outside} outside them)."
