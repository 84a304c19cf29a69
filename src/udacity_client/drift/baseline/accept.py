"""`schema accept`: make another schema the committed one, all files or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from udacity_client.codegen.domains import (
    Domain,
    find_domains,
    module_problems,
    read_domain,
)
from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.baseline.files import (
    DomainDrift,
    baseline_files,
    staged,
)
from udacity_client.drift.impact.assess import drift_between
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.fixes import DEFAULT_FIXES, FixCommands
from udacity_client.drift.impact.impact import Level, NewValues
from udacity_client.drift.sources.source import DomainRequest, SchemaSource
from udacity_client.errors import Location, Problem, SourceError, UdacityError
from udacity_client.schema.provenance import EndpointOf
from udacity_client.schema.pull import replace_files

CompileFrom: TypeAlias = Callable[[Sources, Sequence[str]], PackageTree]
"""Compile domains from sources that are not yet in their final folder."""


class UnavailableSchemaError(UdacityError):
    """A schema could not be loaded, so nothing was accepted."""


@dataclass(frozen=True, kw_only=True)
class AcceptResult:
    """The result of accepting schemas.

    Attributes:
        domains: The drift of each domain, in order.
        files: The files that were created, removed or changed.
        notes: What is left to do, such as to remove what could not be removed.
    """

    domains: tuple[DomainDrift, ...]
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def accept_domains(
    domains: Sequence[str],
    *,
    sources: Sources,
    target: Path,
    compile_domains: CompileFrom,
    source: SchemaSource,
    today: date,
    endpoint_of: EndpointOf | None = None,
    fixes: FixCommands = DEFAULT_FIXES,
    new_values: NewValues = "types",
) -> AcceptResult:
    """Make the schemas of *source* the committed schemas of *domains*.

    Each schema is written in canonical form and code is generated from it. The
    changelog next to it gets an entry, and acceptances of what has changed are removed.
    If the schema was introspected from the real API, provenance is updated. Operations
    must be valid for the new schema, not for the old one.

    Args:
        domains: The domains; at least one.
        sources: Where the schemas and documents are.
        target: The folder that the generated package is in.
        compile_domains: Compiles domains from sources into the package.
        source: Loads the new schemas.
        today: The date to record.
        endpoint_of: Returns a domain's endpoint, if *source* introspects the real API.
            Then provenance records it.
        fixes: The commands that say what to do instead, if it is refused.
        new_values: What new enum values and members of unions count as.

    Raises:
        ConfigurationError: A file or the package cannot be written.
        SourceError: A domain is unknown, operations are not valid for the new schema,
            or every call of an operation would fail.
        UnavailableSchemaError: A schema could not be loaded.
    """
    drifts = _load_drift(domains, sources, source, fixes, new_values)
    drifted = [one for one in drifts if one.has_changed]
    if not drifted:
        return AcceptResult(domains=tuple(drifts), files=())
    files = baseline_files(drifted, sources, today=today, endpoint_of=endpoint_of)
    with staged(sources, files) as new_sources:
        tree = compile_domains(new_sources, [one.domain for one in drifted])
    notes: list[str] = []
    # In this order, because the old package is removed only after the last step that
    # may fail.
    with tree.replacing(target, note=notes.append) as code, replace_files(files) as put:
        changed = {*code, *put}
    return AcceptResult(
        domains=tuple(drifts), files=tuple(sorted(changed)), notes=tuple(notes)
    )


def _load_drift(
    domains: Sequence[str],
    sources: Sources,
    source: SchemaSource,
    fixes: FixCommands,
    new_values: NewValues,
) -> list[DomainDrift]:
    """Return the drift of each domain, or raise if one cannot be accepted."""
    problems: list[Problem] = []
    names = find_domains(sources, domains, problems)
    problems += module_problems(sources, names)
    if problems:
        raise SourceError(problems)
    found = [read_domain(sources, name) for name in names]
    drifts = [_domain_drift(domain, source, fixes, new_values) for domain in found]
    breaking = [
        _breaking_problem(finding, sources)
        for one in drifts
        for finding in one.drift.findings
        if (finding.level, finding.certainty) == (Level.RUNTIME, "always")
    ]
    if breaking:
        raise SourceError(breaking)
    return drifts


def _domain_drift(
    domain: Domain,
    source: SchemaSource,
    fixes: FixCommands,
    new_values: NewValues,
) -> DomainDrift:
    if domain.schema_file is None:
        raise SourceError(domain.problems)
    schema, documents = domain.schema_file.schema, domain.documents
    snapshot = source(
        DomainRequest(domain=domain.name, schema=schema, documents=documents)
    )
    if snapshot.other is None:
        reasons = snapshot.unavailable or (
            f"{domain.name}: the server does not show its schema.",
        )
        message = "\n".join([*reasons, f"Nothing of {domain.name} was accepted."])
        raise UnavailableSchemaError(message)
    drift = drift_between(
        snapshot.committed,
        snapshot.other,
        domain=domain.name,
        operations=documents.operations,
        fragments=documents.fragments,
        fixes=fixes,
        new_values=new_values,
    )
    return DomainDrift(
        domain=domain.name,
        snapshot=snapshot,
        drift=drift,
        was_valid=set(domain.problems) <= set(domain.schema_problems),
    )


def _breaking_problem(finding: Finding, sources: Sources) -> Problem:
    places = [place for one in finding.affected for place in one.places]
    operations = ", ".join(affected.operation for affected in finding.affected)
    return Problem(
        min(places, default=Location(str(sources.schema_file(finding.domain)))),
        f"{finding.coordinate} cannot be accepted: every call of {operations} would "
        f"fail. {finding.effect} [{finding.rule}]",
        finding.fix,
    )
