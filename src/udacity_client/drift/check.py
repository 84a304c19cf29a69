"""`schema check`: run the stages for each domain, without a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from udacity_client.codegen.domains import (
    Domain,
    find_domains,
    module_problems,
    read_domain,
)
from udacity_client.codegen.sources import Sources
from udacity_client.codegen.symbols import SymbolTable
from udacity_client.drift.baseline.accepted import apply
from udacity_client.drift.baseline.accepted_file import NOTHING_ACCEPTED, AcceptedDrift
from udacity_client.drift.baseline.operation_problems import operation_problems
from udacity_client.drift.generated.schema_locations import with_declarations
from udacity_client.drift.generated.state import CodeState, GeneratedCode, code_states
from udacity_client.drift.generated.symbols import with_symbols
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.impact.findings import AcceptedFinding
from udacity_client.drift.impact.fixes import DEFAULT_FIXES, FixCommands
from udacity_client.drift.impact.impact import Level, NewValues
from udacity_client.drift.sources.recorded_events import (
    RecordedDrift,
    RecordedEvent,
    still_unknown,
)
from udacity_client.drift.sources.source import (
    DomainRequest,
    SchemaSnapshot,
    SchemaSource,
)
from udacity_client.errors import Problem, SourceError
from udacity_client.schema.gc_paused import gc_paused

if TYPE_CHECKING:
    from udacity_client.drift.witness.build import Replay

ReplayFor: TypeAlias = "Callable[[Path], Replay]"
"""Return what decodes responses with the generated code in a domain's folder."""


@dataclass(frozen=True, kw_only=True)
class DomainCheck:
    """The result of the check of one domain.

    Attributes:
        domain: The API domain.
        operations: How many operations it has.
        problems: Why its operations are not valid for the committed schema. What the
            other schema has no problem with says so.
        code: The state of its generated code.
        drift: The assessed changes; `None` if nothing was compared.
        unavailable: Why the schema to compare with could not be loaded; else empty.
        notes: What the loaded schema does not show, or was passed over among documents.
        invalid_parts: What is not valid in the committed schema, which can be used
            without it.
        refused: The operations that the server refuses, if it does not show its schema.
        accepted: The accepted findings; `drift` does not contain them.
        acceptance_problems: What is wrong with the list of accepted findings.
        recorded: The drift that deployed clients recorded.
        schema_problems: Why the committed schema cannot be used.
        is_probed: Whether a server that does not show its schema validated operations.
        accept_command: What makes the other schema the committed one.
        is_for_other: Whether all operations are valid for the other schema alone.
    """

    domain: str
    operations: int
    problems: tuple[Problem, ...]
    code: CodeState
    drift: AssessedDrift | None
    unavailable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    invalid_parts: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    accepted: tuple[AcceptedFinding, ...] = ()
    acceptance_problems: tuple[Problem, ...] = ()
    recorded: tuple[RecordedDrift, ...] = ()
    schema_problems: tuple[Problem, ...] = ()
    is_probed: bool = False
    accept_command: str = ""
    is_for_other: bool = False

    @property
    def worst(self) -> Level | None:
        """Return the level of the worst finding, or of recorded drift."""
        findings = self.drift.findings if self.drift else ()
        levels = [finding.level for finding in findings]
        levels += [Level.TYPES] if self.recorded else []
        return min(levels, key=lambda level: level.rank, default=None)

    def fails(self, fail_on: Level) -> bool:
        """Return whether there is a problem, or drift at *fail_on* or worse."""
        has_drifted = self.worst is not None and self.worst.rank <= fail_on.rank
        is_stale = self.code not in {"fresh", "unchecked"}
        in_sources = self.schema_problems or self.problems or self.refused
        has_problems = bool(in_sources or self.acceptance_problems)
        return has_problems or is_stale or has_drifted


def check_domains(
    domains: Sequence[str],
    *,
    sources: Sources,
    code: GeneratedCode,
    source: SchemaSource | None,
    today: date,
    accepted: AcceptedDrift = NOTHING_ACCEPTED,
    events: Sequence[RecordedEvent] = (),
    replay_for: ReplayFor | None = None,
    fixes: FixCommands = DEFAULT_FIXES,
    new_values: NewValues = "types",
) -> list[DomainCheck]:
    """Return the result for each of *domains*.

    Args:
        domains: The domains to check; all that have documents if it is empty.
        sources: Where the committed schemas and documents are.
        code: Where the generated code is, and how it is made from *sources*.
        source: Loads the schemas to compare with; `None` compares nothing.
        today: The day that decides which entries of *accepted* have expired.
        accepted: The accepted findings.
        events: The drift events that deployed clients recorded.
        replay_for: Returns what decodes responses with a domain's generated code;
            `None` makes no witnesses.
        fixes: The commands that findings name.
        new_values: What new enum values and members of unions count as.

    Raises:
        SourceError: A domain is unknown, has no documents, or cannot be compiled.
    """
    problems: list[Problem] = []
    names = find_domains(sources, domains, problems)
    # Reports and commands name domains, so none may hold markup or more commands.
    problems += module_problems(sources, names)
    if problems:
        raise SourceError(problems)
    with gc_paused():
        read = [
            read_domain(sources, name, is_known_valid=name in code.known_fresh)
            for name in names
        ]
        states = code_states(read, code, sources)
        inputs = _CheckInputs(
            source, accepted, events, today, code.package, replay_for, fixes, new_values
        )
        return [_check(one, states[one.name], inputs) for one in read]


def exit_code(checks: Sequence[DomainCheck], fail_on: Level) -> int:
    """Return 1 if a check fails, else 3 if a schema could not be loaded, else 0."""
    if any(check.fails(fail_on) for check in checks):
        return 1
    return 3 if any(check.unavailable for check in checks) else 0


@dataclass(frozen=True)
class _CheckInputs:
    """What each domain is checked with."""

    source: SchemaSource | None
    accepted: AcceptedDrift
    events: Sequence[RecordedEvent]
    today: date
    package: Path
    replay_for: ReplayFor | None
    fixes: FixCommands
    new_values: NewValues


def _check(domain: Domain, state: CodeState, inputs: _CheckInputs) -> DomainCheck:
    documents, snapshot, recorded = domain.documents, None, tuple[RecordedDrift, ...]()
    if domain.schema_file is not None:
        schema = domain.schema_file.schema
        recorded = still_unknown(schema, domain.name, inputs.events)
        if inputs.source is not None:
            request = DomainRequest(
                domain=domain.name,
                schema=schema,
                documents=documents,
                schema_file=domain.schema_file,
            )
            snapshot = inputs.source(request)
    applied = apply(
        inputs.accepted,
        domain.name,
        _compare(domain, snapshot, inputs) if snapshot else None,
        # Operations that are not valid were not compared.
        is_whole=not domain.problems and not (snapshot and snapshot.notes),
        today=inputs.today,
        fixes=inputs.fixes,
    )
    accept = inputs.fixes.instead or inputs.fixes.accept_command(domain.name)
    problems, is_for_other = operation_problems(domain, snapshot, accept)
    return DomainCheck(
        domain=domain.name,
        operations=len(documents.operations),
        problems=problems,
        code=state,
        drift=applied.drift,
        unavailable=snapshot.unavailable if snapshot else (),
        notes=(*map(str, documents.notes), *(snapshot.notes if snapshot else ())),
        invalid_parts=domain.schema_file.invalid if domain.schema_file else (),
        refused=snapshot.refused if snapshot else (),
        accepted=applied.accepted,
        acceptance_problems=applied.problems,
        recorded=recorded,
        schema_problems=domain.schema_problems,
        is_probed=snapshot is not None
        and snapshot.other is None
        and not snapshot.unavailable,
        accept_command=accept,
        is_for_other=is_for_other,
    )


def _compare(
    domain: Domain, snapshot: SchemaSnapshot, inputs: _CheckInputs
) -> AssessedDrift | None:
    """Return the assessed drift of a domain, if a schema to compare with was loaded."""
    if snapshot.other is None:
        return None
    old, new, documents = snapshot.committed, snapshot.other, domain.documents
    code = inputs.package / domain.name.replace("-", "_")
    if old is new:
        return AssessedDrift((), ())
    drift = drift_between(
        old,
        new,
        domain=domain.name,
        operations=documents.operations,
        fragments=documents.fragments,
        fixes=inputs.fixes,
        new_values=inputs.new_values,
        are_valid=not domain.problems,
    )
    drift = with_declarations(drift, old)
    analysis = None if domain.problems else domain.analysis
    table = SymbolTable(old, documents, analysis)
    drift = with_symbols(drift, table, package=code)
    if inputs.replay_for is None:
        return drift
    # Imported late: most checks make no witnesses.
    from udacity_client.drift.witness.build import with_witnesses  # noqa: PLC0415

    replay = inputs.replay_for(code)
    return with_witnesses(
        drift, old=old, new=new, documents=documents, analysis=analysis, replay=replay
    )
