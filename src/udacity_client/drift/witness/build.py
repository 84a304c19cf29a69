"""Show findings by the smallest JSON that meets them; what runs it is handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

from graphql import (
    DocumentNode,
    GraphQLInputObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_specified_scalar_type,
    validate,
)

from udacity_client.codegen.documents.typenames import add_typenames
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import Affected, Finding, Witness
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.impact.operation import document_of
from udacity_client.drift.witness.coercion import refusal
from udacity_client.drift.witness.decoder import Decoder
from udacity_client.drift.witness.responses import Answers
from udacity_client.drift.witness.targets import (
    Changed,
    changed_by,
    target_at,
    variables_at,
)
from udacity_client.drift.witness.variables import Variables
from udacity_client.schema.documents import Documents
from udacity_client.schema.graphql_types import named_type

Feed: TypeAlias = Callable[[Sequence[Witness]], Sequence[str]]
"""Give answers to the code that was generated for one domain; return what it did."""

_NEWCOMERS: Final = frozenset(
    {"enum-value-added", "implementation-added", "union-member-added"}
)


def with_witnesses(
    drift: AssessedDrift,
    *,
    old: GraphQLSchema,
    new: GraphQLSchema,
    documents: Documents,
    feed: Feed,
) -> AssessedDrift:
    """Return *drift* with a witness for each finding that some values alone meet.

    An operation that the new schema refuses has none: no value comes so far.

    Args:
        drift: What the way from *old* to *new* does.
        old: The schema that the operations were written for.
        new: The schema that the server has.
        documents: The operations.
        feed: What shows the answers to the committed code.
    """
    maker = _Maker(old, new, documents)
    made = [maker.witness(finding) for finding in drift.findings]
    answers = [one for one in made if one is not None and one.kind == "answer"]
    outcomes = iter(feed(answers) if answers else ())
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
class _Asked:
    """Hold an operation as it is sent, and the same with its fragments."""

    operation: OperationDefinitionNode
    document: DocumentNode


class _Maker:
    """Make the witnesses of one domain."""

    def __init__(
        self, old: GraphQLSchema, new: GraphQLSchema, documents: Documents
    ) -> None:
        self._old, self._new = old, new
        self._documents = documents
        self._asked: dict[str, _Asked | None] = {}

    def witness(self, finding: Finding) -> Witness | None:
        """Return the smallest JSON that meets *finding*, where there is any."""
        is_newcomer = finding.level is Level.TYPES and finding.rule in _NEWCOMERS
        if finding.certainty != "sometimes":
            return None
        if finding.level is not Level.RUNTIME and not is_newcomer:
            return None
        found = [
            witness
            for affected in finding.affected
            if (affected.level, affected.certainty) == (finding.level, "sometimes")
            for witness in self._of(finding, affected)
        ]
        return min(found, key=lambda one: len(one.content), default=None)

    def _of(self, finding: Finding, affected: Affected) -> Iterator[Witness]:
        name = affected.operation
        if name not in self._asked:
            self._asked[name] = self._ask(name)
        asked = self._asked[name]
        if asked is not None:
            yield from self._answers(finding, affected, asked)
            yield from self._variables(finding, affected, asked)

    def _ask(self, name: str) -> _Asked | None:
        """Return the operation *name*, where the new schema runs it."""
        operation = self._operations.get(name)
        document = document_of(operation, self._sent.fragments) if operation else None
        if operation is None or document is None or validate(self._new, document):
            return None
        return _Asked(operation, document)

    @cached_property
    def _operations(self) -> Mapping[str, OperationDefinitionNode]:
        return {one.name.value: one for one in self._sent.operations if one.name}

    @cached_property
    def _sent(self) -> Documents:
        return add_typenames(self._old, self._documents)

    def _answers(
        self, finding: Finding, affected: Affected, asked: _Asked
    ) -> Iterator[Witness]:
        fragments = self._sent.fragments
        odd = target_at(affected.places, asked.operation, fragments, finding)
        if odd is None:
            return
        decoder = Decoder(self._old, fragments)
        is_newcomer = finding.level is Level.TYPES
        closed = replace(decoder, closed=True) if is_newcomer else decoder
        answers = Answers(self._new, closed, fragments, odd)
        for answer in answers.of(asked.operation):
            # What comes new is read, unless something else keeps it from being.
            if decoder.reads_answer(answer, asked.operation) is is_newcomer:
                yield Witness("answer", affected.operation, _json({"data": answer}), "")
                return

    def _variables(
        self, finding: Finding, affected: Affected, asked: _Asked
    ) -> Iterator[Witness]:
        taken: dict[str, object] | None = None
        for variables in self._tried(finding, affected, asked):
            words = self._refusal(self._new, asked, variables)
            if words is not None:
                outcome = f"the other schema refuses it: {words}"
                yield _sent(affected, variables, outcome)
                return
            taken = variables
        scalar = _unknown_scalar(self._new, changed_by(finding))
        if taken is not None and scalar is not None:
            outcome = f"not executed: no schema says what `{scalar}` takes"
            yield _sent(affected, taken, outcome)

    def _tried(
        self, finding: Finding, affected: Affected, asked: _Asked
    ) -> Iterator[dict[str, object]]:
        """Yield variables that callers may send, and only *finding* may refuse."""
        maker, operation = Variables(self._old, self._new), asked.operation
        if self._refusal(self._new, asked, maker.least(operation)) is not None:
            return
        own, used = variables_at(affected.places, operation, asked.document)
        changed = changed_by(finding)
        for variables in (
            *(made for node in own for made in maker.odd(operation, node, changed)),
            *(made for node in used for made in maker.given(operation, node)),
        ):
            if self._refusal(self._old, asked, variables) is None:
                yield variables

    @staticmethod
    def _refusal(
        schema: GraphQLSchema, asked: _Asked, variables: Mapping[str, object]
    ) -> str | None:
        return refusal(schema, asked.operation, asked.document, variables)


def _sent(affected: Affected, variables: dict[str, object], outcome: str) -> Witness:
    return Witness("variables", affected.operation, _json(variables), outcome)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unknown_scalar(schema: GraphQLSchema, changed: Changed) -> str | None:
    """Return the scalar that *changed* is now, where only its server knows it."""
    type_ = schema.type_map.get(changed.owner)
    if isinstance(type_, GraphQLInputObjectType) and changed.member in type_.fields:
        type_ = named_type(type_.fields[changed.member])
    if not isinstance(type_, GraphQLScalarType) or is_specified_scalar_type(type_):
        return None
    return type_.name
