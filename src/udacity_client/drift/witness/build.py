"""Attach to each finding the smallest JSON that shows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeAlias

from graphql import (
    DocumentNode,
    GraphQLInputObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_specified_scalar_type,
)

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.lint.valid_part import valid_part
from udacity_client.drift.compatibility.decoder import DecoderModel, field_collector
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import AffectedOperation, Finding, Witness
from udacity_client.drift.impact.impact import NEW_VALUE_RULES, Level
from udacity_client.drift.impact.validation import document_of
from udacity_client.drift.witness.coercion import coercion_error
from udacity_client.drift.witness.responses import ResponseGenerator
from udacity_client.drift.witness.targets import (
    ChangedInput,
    changed_input,
    target_at,
    variables_at,
)
from udacity_client.drift.witness.variables import VariablesGenerator
from udacity_client.schema.documents import Documents
from udacity_client.schema.graphql_types import named_type

Replay: TypeAlias = Callable[[Sequence[Witness]], Sequence[str]]
"""Decode responses with one domain's generated code, and return what became of each."""


def with_witnesses(
    drift: AssessedDrift,
    *,
    old: GraphQLSchema,
    new: GraphQLSchema,
    documents: Documents,
    analysis: DocumentAnalysis | None = None,
    replay: Replay,
) -> AssessedDrift:
    """Return *drift* with a witness for each finding that only certain values meet.

    An operation that the new schema rejects has none: the server never gets to values.

    Args:
        drift: The findings.
        old: The schema that the operations were written for.
        new: The schema that the server has.
        documents: The operations.
        analysis: What is known of them already, if all are valid.
        replay: Decodes responses with the committed code.
    """
    valid = analysis or DocumentAnalysis(old, valid_part(old, documents))
    builder = _WitnessBuilder(old, new, valid.sent, drift.refused)
    made = [builder.witness(finding) for finding in drift.findings]
    responses = [one for one in made if one is not None and one.kind == "answer"]
    outcomes = iter(replay(responses) if responses else ())
    findings = tuple(
        replace(
            finding,
            witness=replace(witness, outcome=next(outcomes))
            if witness is not None and witness.kind == "answer"
            else witness,
        )
        for finding, witness in zip(drift.findings, made, strict=True)
    )
    return replace(drift, findings=findings)


@dataclass(frozen=True)
class _SentOperation:
    """An operation as it is sent, and its document with fragments."""

    operation: OperationDefinitionNode
    document: DocumentNode


class _WitnessBuilder:
    """The builder of one domain's witnesses."""

    def __init__(
        self,
        old: GraphQLSchema,
        new: GraphQLSchema,
        sent: Documents,
        refused: Collection[str],
    ) -> None:
        self._old, self._new, self._refused = old, new, refused
        self._fragments = sent.fragments
        self._operations = {one.name.value: one for one in sent.operations if one.name}
        self._decoder = DecoderModel(old, self._fragments)
        self._closed_decoder = replace(self._decoder, closed=True)
        self._collector = field_collector(new, self._fragments)
        self._requests: dict[str, _SentOperation | None] = {}

    def witness(self, finding: Finding) -> Witness | None:
        """Return the smallest JSON that shows *finding*, if there is one."""
        is_new_value = finding.level is Level.TYPES and finding.rule in NEW_VALUE_RULES
        if finding.certainty != "sometimes":
            return None
        if finding.level is not Level.RUNTIME and not is_new_value:
            return None
        try:
            found = [
                witness
                for affected in finding.affected
                if (affected.level, affected.certainty) == (finding.level, "sometimes")
                for witness in self._of(finding, affected)
            ]
        except RecursionError:  # inputs may be nested deeper than Python's stack
            return None
        return min(found, key=lambda one: len(one.content), default=None)

    def _of(self, finding: Finding, affected: AffectedOperation) -> Iterator[Witness]:
        name = affected.operation
        if name not in self._requests:
            self._requests[name] = self._request(name)
        request = self._requests[name]
        if request is not None:
            yield from self._responses(finding, affected, request)
            yield from self._variables(finding, affected, request)

    def _request(self, name: str) -> _SentOperation | None:
        """Return the operation *name*, if the new schema accepts it."""
        operation = self._operations.get(name)
        if operation is None:
            return None
        document = document_of(operation, self._fragments)
        if document is None or name in self._refused:
            return None
        return _SentOperation(operation, document)

    def _responses(
        self, finding: Finding, affected: AffectedOperation, request: _SentOperation
    ) -> Iterator[Witness]:
        operation = request.operation
        target = target_at(affected.places, operation, self._fragments, finding)
        if target is None:
            return
        is_new_value = finding.level is Level.TYPES
        decoder = self._closed_decoder if is_new_value else self._decoder
        generator = ResponseGenerator(self._new, decoder, self._collector, target)
        for data in generator.failing(operation):
            # A new value decodes as unknown, unless something else makes it fail.
            if self._decoder.decodes_response(data, operation) is is_new_value:
                yield Witness("answer", affected.operation, _json({"data": data}), "")
                return

    def _variables(
        self, finding: Finding, affected: AffectedOperation, request: _SentOperation
    ) -> Iterator[Witness]:
        accepted: dict[str, object] | None = None
        for variables in self._candidates(finding, affected, request):
            words = self._coercion_error(self._new, request, variables)
            if words is not None:
                outcome = f"the other schema refuses it: {words}"
                yield _variables_witness(affected, variables, outcome)
                return
            accepted = variables
        scalar = _unknown_scalar(self._new, changed_input(finding))
        if accepted is not None and scalar is not None:
            outcome = f"not executed: no schema says what `{scalar}` takes"
            yield _variables_witness(affected, accepted, outcome)

    def _candidates(
        self, finding: Finding, affected: AffectedOperation, request: _SentOperation
    ) -> Iterator[dict[str, object]]:
        """Yield variables that callers may send, and only *finding* makes invalid."""
        operation = request.operation
        own, used = variables_at(affected.places, operation, request.document)
        generator = VariablesGenerator(self._old, self._new)
        if not own and not used:
            return
        minimal = generator.minimal(operation)
        if self._coercion_error(self._new, request, minimal) is not None:
            return
        changed = changed_input(finding)
        for variables in chain(
            *(generator.changed(operation, node, changed) for node in own),
            *(generator.with_values(operation, node) for node in used),
        ):
            if self._coercion_error(self._old, request, variables) is None:
                yield variables

    @staticmethod
    def _coercion_error(
        schema: GraphQLSchema, request: _SentOperation, variables: Mapping[str, object]
    ) -> str | None:
        return coercion_error(schema, request.operation, request.document, variables)


def _variables_witness(
    affected: AffectedOperation, variables: dict[str, object], outcome: str
) -> Witness:
    return Witness("variables", affected.operation, _json(variables), outcome)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unknown_scalar(schema: GraphQLSchema, changed: ChangedInput) -> str | None:
    """Return the custom scalar that the input is now, which only its server knows."""
    type_ = schema.type_map.get(changed.owner)
    if isinstance(type_, GraphQLInputObjectType) and changed.member in type_.fields:
        type_ = named_type(type_.fields[changed.member])
    if not isinstance(type_, GraphQLScalarType) or is_specified_scalar_type(type_):
        return None
    return type_.name
