"""Lint: every problem of a domain's documents, each with its place and a hint.

graphql-core validates the documents. `selections` refuses what no model can hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    KnownFragmentNamesRule,
    LoneAnonymousOperationRule,
    NoUnusedFragmentsRule,
    OperationDefinitionNode,
    OperationType,
    specified_rules,
    validate,
)

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.lint.selections import key_problems
from udacity_client.errors import Problem
from udacity_client.schema.documents import location, validation_problem

# `_operation_problems` reports anonymous operations, with a hint.
_RULES = [rule for rule in specified_rules if rule is not LoneAnonymousOperationRule]

# A file that cannot be read may define or use any fragment.
_INCOMPLETE_RULES = [
    rule
    for rule in _RULES
    if rule not in {KnownFragmentNamesRule, NoUnusedFragmentsRule}
]


def lint(analysis: DocumentAnalysis) -> list[Problem]:
    """Return what is wrong with the documents of *analysis*, each problem once."""
    documents = analysis.documents
    rules = _RULES if documents.is_complete else _INCOMPLETE_RULES
    errors = validate(analysis.schema, documents.document, rules, max_errors=None)
    problems = [validation_problem(error) for error in errors]
    for operation in documents.operations:
        problems += _operation_problems(operation)
    problems += key_problems(documents)
    return list(dict.fromkeys(problems))


def _operation_problems(operation: OperationDefinitionNode) -> Iterator[Problem]:
    if operation.name is None:
        yield Problem(
            location(operation),
            "The operation has no name.",
            f"Name it, such as: {operation.operation.value} ListThings {{ … }}; the "
            "method that runs it takes its name.",
        )
    if operation.operation is OperationType.SUBSCRIPTION:
        yield Problem(
            location(operation),
            "Subscriptions are not supported: the API answers each request once.",
            "Ask with a query instead.",
        )
