"""Check documents against their schema, naming every problem at once."""

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
from udacity_client.codegen.lint.names import name_problems
from udacity_client.codegen.lint.selections import node_problems, selection_problems
from udacity_client.errors import Problem
from udacity_client.schema.documents import location, validation_problem

# An operation without a name has a rule of its own, which tells how to mend it.
_RULES = [rule for rule in specified_rules if rule is not LoneAnonymousOperationRule]

# What a file that cannot be read defines or uses is not known.
_RULES_OF_A_PART = [
    rule
    for rule in _RULES
    if rule not in {KnownFragmentNamesRule, NoUnusedFragmentsRule}
]


def lint(analysis: DocumentAnalysis) -> list[Problem]:
    """Return what is wrong with the documents of *analysis*, each problem once."""
    documents = analysis.documents
    rules = _RULES if documents.is_whole else _RULES_OF_A_PART
    errors = validate(analysis.schema, documents.document, rules, max_errors=None)
    problems = [validation_problem(error) for error in errors]
    for operation in documents.operations:
        problems += _operation_problems(operation)
    problems += node_problems(documents)
    problems += selection_problems(analysis)
    problems += name_problems(analysis)
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
