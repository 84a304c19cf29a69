"""Compare the findings about an operation with the outcomes of real calls."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graphql import GraphQLScalarType

from support.drift.adversarial_server import AdversarialServer
from support.drift.call_outcomes import CallOutcomes, call_outcomes
from support.drift.compiled_clients import CallRunner, ClientCompiler
from support.drift.sample_schema import drift_to, schema_of
from support.drift.scalar_json import SAMPLES
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import AffectedOperation
from udacity_client.drift.impact.impact import Level


def differences(
    compiler: ClientCompiler,
    runner: CallRunner,
    old: str,
    new: str,
    documents: str,
) -> Iterator[str]:
    """Yield each difference between the findings and the calls of the *old* client."""
    client, server = compiler.client(old, documents), AdversarialServer(new, old)
    found = drift_to(new, old, documents)
    unknown = {
        type_.name
        for schema in (schema_of(old), schema_of(new))
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLScalarType) and type_.name not in SAMPLES
    }
    for name in client.operations:
        met = call_outcomes(runner, client, name, server)
        if not met.sent:
            continue  # even the old server answers no call of it
        yield from (
            *unreported_effects(found, name, met),
            *unobserved_findings(found, name, met),
        )
        yield from understated_findings(found, name, met, unknown)


def unreported_effects(
    drift: AssessedDrift, name: str, outcomes: CallOutcomes
) -> Iterator[str]:
    """Yield each effect on calls of *name* that *drift* does not report."""
    levels = {one.level for one in _of(drift, name)}
    if outcomes.has_failed and Level.RUNTIME not in levels:
        yield (
            f"{name}: {outcomes.refused} refused, "
            f"not decoded: {outcomes.unreadable[:1]}"
        )
    if outcomes.changed_arguments and not levels & {Level.RUNTIME, Level.BEHAVIOUR}:
        yield f"{name}: other arguments: {outcomes.changed_arguments}"


def unobserved_findings(
    drift: AssessedDrift, name: str, outcomes: CallOutcomes
) -> Iterator[str]:
    """Yield each effect that *drift* reports for *name* and that no call has."""
    for one in _of(drift, name):
        if one.level is Level.RUNTIME and not outcomes.has_failed:
            yield f"{name}: none of {outcomes.sent} calls failed"
        if one.level is Level.BEHAVIOUR and not (
            outcomes.changed_arguments or outcomes.has_failed
        ):
            yield f"{name}: none of {outcomes.sent} calls has other arguments"
        if _is_certain(one) and not outcomes.always_fails:
            yield f"{name}: {outcomes.sent - outcomes.lost} calls can work"


def understated_findings(
    drift: AssessedDrift,
    name: str,
    outcomes: CallOutcomes,
    unknown: Collection[str] = (),
) -> Iterator[str]:
    """Yield an entry if every call failed and *drift* calls that uncertain.

    Nobody knows what a scalar of the new schema is, so nothing about it is certain.
    """
    if any(
        f"{finding.old}".strip("!") in unknown or f"{finding.new}".strip("!") in unknown
        for finding in drift.findings
        if any(one.operation == name for one in finding.affected)
    ):
        return
    if outcomes.always_fails and not any(map(_is_certain, _of(drift, name))):
        yield f"{name}: all of {outcomes.sent} calls fail"


def _is_certain(one: AffectedOperation) -> bool:
    return one.level is Level.RUNTIME and one.certainty == "always"


def _of(drift: AssessedDrift, name: str) -> list[AffectedOperation]:
    return [
        one
        for finding in drift.findings
        for one in finding.affected
        if one.operation == name
    ]
