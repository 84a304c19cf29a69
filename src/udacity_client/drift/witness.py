"""Show findings by the smallest JSON that meets them; what runs it is handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

from udacity_client.codegen.documents import Documents, named
from udacity_client.codegen.typenames import with_typenames
from udacity_client.codegen.types import named_type
from udacity_client.drift.answers import Answers
from udacity_client.drift.caller import document_of
from udacity_client.drift.effects import Level
from udacity_client.drift.findings import Affected, Finding, Witness
from udacity_client.drift.judge import Drift
from udacity_client.drift.reader import Reader
from udacity_client.drift.refusals import refusal
from udacity_client.drift.sent import Sent
from udacity_client.drift.targets import Changed, changed_by, odd_at, variables_at

Feed: TypeAlias = Callable[[Sequence[Witness]], Sequence[str]]
"""Give answers to the code that was generated for one domain; return what it did."""

_NEWCOMERS: Final = frozenset(
    {"enum-value-added", "implementation-added", "union-member-added"}
)


def with_witnesses(
    drift: Drift,
    *,
    old: GraphQLSchema,
    new: GraphQLSchema,
    documents: Documents,
    feed: Feed,
) -> Drift:
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


@dataclass(frozen=True)
class _Maker:
    """Make the witnesses of one domain."""

    old: GraphQLSchema
    new: GraphQLSchema
    documents: Documents

    @cached_property
    def _sent(self) -> Documents:
        return with_typenames(self.old, self.documents)

    @cached_property
    def _asked(self) -> Mapping[str, _Asked]:
        """Return the operations that the new schema runs, by name."""
        found: dict[str, _Asked] = {}
        for operation in self._sent.operations:
            document = document_of(operation, self._sent.fragments)
            if document is not None and not validate(self.new, document):
                found[named(operation)] = _Asked(operation, document)
        return found

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
        asked = self._asked.get(affected.operation)
        if asked is not None:
            yield from self._answers(finding, affected, asked)
            yield from self._variables(finding, affected, asked)

    def _answers(
        self, finding: Finding, affected: Affected, asked: _Asked
    ) -> Iterator[Witness]:
        fragments = self._sent.fragments
        odd = odd_at(affected.places, asked.operation, fragments, finding)
        if odd is None:
            return
        reader = Reader(self.old, fragments, closed=finding.level is Level.TYPES)
        answers = Answers(self.new, reader, fragments, odd)
        for answer in answers.of(asked.operation):
            yield Witness("answer", affected.operation, _json({"data": answer}), "")
            return

    def _variables(
        self, finding: Finding, affected: Affected, asked: _Asked
    ) -> Iterator[Witness]:
        tried = list(self._tried(finding, affected, asked))
        for variables in tried:
            words = refusal(self.new, asked.operation, asked.document, variables)
            if words is not None:
                outcome = f"the other schema refuses it: {words}"
                yield _sent(affected, variables, outcome)
                return
        scalar = _unknown_scalar(self.new, changed_by(finding))
        if tried and scalar is not None:
            outcome = f"not executed: no schema says what `{scalar}` takes"
            yield _sent(affected, tried[-1], outcome)

    def _tried(
        self, finding: Finding, affected: Affected, asked: _Asked
    ) -> Iterable[dict[str, object]]:
        """Yield variables that callers may send, and only *finding* may refuse."""
        sent, operation = Sent(self.old, self.new), asked.operation
        places, document = affected.places, asked.document
        if refusal(self.new, operation, document, sent.least(operation)) is not None:
            return
        own, used = variables_at(places, operation, document)
        made = [
            *(
                v
                for node in own
                for v in sent.odd(operation, node, changed_by(finding))
            ),
            *(v for node in used for v in sent.given(operation, node)),
        ]
        for variables in made:
            if refusal(self.old, operation, document, variables) is None:
                yield variables


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
