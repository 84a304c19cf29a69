"""Make another schema the baseline: schema, code and records of it, or none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.codegen.sources import Domain, Sources, find_domains, read_domain
from udacity_client.drift.baseline.files import DomainDrift, baseline_files, staged
from udacity_client.drift.impact.assess import drift_between
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.source import DomainRequest, SchemaSource
from udacity_client.errors import Location, Problem, SourceError, UdacityError
from udacity_client.schema.pull import replace_files

Compile: TypeAlias = Callable[[Sources, Sequence[str]], PackageTree]
"""Compile some domains of sources that are not in their places yet."""


class UnavailableSchemaError(UdacityError):
    """Report that a schema could not be looked at, so that nothing was accepted."""


@dataclass(frozen=True, kw_only=True)
class AcceptResult:
    """Say what an acceptance did.

    Attributes:
        domains: What was seen of each domain, in order.
        files: The files that are new, gone, or hold something else now.
    """

    domains: tuple[DomainDrift, ...]
    files: tuple[Path, ...]


def accept_domains(
    domains: Sequence[str],
    *,
    sources: Sources,
    target: Path,
    compile_domains: Compile,
    source: SchemaSource,
    today: date,
    base_url: str | None = None,
) -> AcceptResult:
    """Make what *look* sees the committed schema of *domains*, with all that follows.

    Each schema is written in canonical form, code is generated from it, the changelog
    beside it tells what changed, and acceptances of what has changed are dropped. Where
    the schema was introspected from the real API, provenance confirms it. Operations
    have to fit the new schema, not the old one.

    Args:
        domains: The domains; at least one.
        sources: Where the schemas and documents are.
        target: The folder that the generated package is in.
        compile_domains: Compiles domains from sources, into a package of *target*.
        look: Sees the other schemas.
        today: The day to note.
        base_url: What *look* asks, if it asks a server.

    Raises:
        ConfigurationError: A file or the package cannot be written.
        SourceError: A domain is unknown, operations do not fit the new schema, or a
            finding strikes every call of one.
        UnseenError: A schema could not be looked at.
    """
    seen = _load_drift(domains, sources, source)
    drifted = [one for one in seen if one.has_changed]
    if not drifted:
        return AcceptResult(domains=tuple(seen), files=())
    files = baseline_files(drifted, sources, today=today, base_url=base_url)
    with staged(sources, files) as tried:
        tree = compile_domains(tried, [one.domain for one in drifted])
    with replace_files(files) as changed:
        generated = tree.write(target)
    return AcceptResult(
        domains=tuple(seen), files=tuple(sorted({*changed, *generated}))
    )


def _load_drift(
    domains: Sequence[str], sources: Sources, source: SchemaSource
) -> list[DomainDrift]:
    """Return what is seen of each domain, or raise why one cannot be accepted."""
    problems: list[Problem] = []
    names = find_domains(sources, domains, problems)
    if problems:
        raise SourceError(problems)
    seen = [_domain_drift(read_domain(sources, name), source) for name in names]
    breaking = [
        _breaking_problem(finding, sources)
        for one in seen
        for finding in one.drift.findings
        if (finding.level, finding.certainty) == (Level.RUNTIME, "always")
    ]
    if breaking:
        raise SourceError(breaking)
    return seen


def _domain_drift(domain: Domain, source: SchemaSource) -> DomainDrift:
    if domain.schema_file is None:
        raise SourceError(domain.problems)
    schema, documents = domain.schema_file.schema, domain.documents
    snapshot = source(
        DomainRequest(domain=domain.name, schema=schema, documents=documents)
    )
    if snapshot.other is None:
        reasons = snapshot.unavailable or (
            f"{domain.name}: the server told no schema.",
        )
        message = "\n".join([*reasons, f"Nothing of {domain.name} was accepted."])
        raise UnavailableSchemaError(message)
    drift = drift_between(
        snapshot.committed,
        snapshot.other,
        domain=domain.name,
        operations=documents.operations,
        fragments=documents.fragments,
    )
    return DomainDrift(domain=domain.name, snapshot=snapshot, drift=drift)


def _breaking_problem(finding: Finding, sources: Sources) -> Problem:
    places = [place for one in finding.affected for place in one.places]
    operations = ", ".join(affected.operation for affected in finding.affected)
    return Problem(
        min(places, default=Location(str(sources.schema_file(finding.domain)))),
        f"{finding.coordinate} cannot be accepted: every call of {operations} would "
        f"fail. {finding.effect} [{finding.rule}]",
        finding.fix,
    )
