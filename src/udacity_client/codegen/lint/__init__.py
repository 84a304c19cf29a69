"""Lint: every problem of a domain's documents, each with its place and a hint.

graphql-core validates the documents. `selections` refuses what no model can hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    GraphQLError,
    KnownFragmentNamesRule,
    LoneAnonymousOperationRule,
    NoUnusedFragmentsRule,
    OperationDefinitionNode,
    OperationType,
    specified_rules,
    validate,
)

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.fragments import fragments_below
from udacity_client.codegen.lint.selections import key_problems
from udacity_client.errors import Problem
from udacity_client.schema.documents import TOO_DEEP, location, validation_problem

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
    if any(map(_is_aborted, errors)):
        return _too_deep(analysis)
    problems = [validation_problem(error) for error in errors]
    for operation in documents.operations:
        problems += _operation_problems(operation)
    problems += key_problems(documents)
    return list(dict.fromkeys(problems))


def _is_aborted(error: GraphQLError) -> bool:
    """Return whether graphql-core stopped because its stack was not deep enough."""
    return error.message == "Validation aborted." and not error.nodes


def _too_deep(analysis: DocumentAnalysis) -> list[Problem]:
    """Return the operations that are to blame for it."""
    operations = analysis.documents.operations
    blamed = [node for node in operations if _is_too_deep(analysis, node)]
    nodes = blamed or analysis.documents.definitions[:1]
    return [Problem(location(node), *TOO_DEEP) for node in nodes]


def _is_too_deep(
    analysis: DocumentAnalysis, operation: OperationDefinitionNode
) -> bool:
    fragments = analysis.documents.fragments
    needed = fragments_below(operation.selection_set, fragments)
    definitions = (operation, *(fragments[name] for name in needed))
    # Without rules, graphql-core looks at nothing but the depth.
    errors = validate(analysis.schema, DocumentNode(definitions=definitions), [])
    return any(map(_is_aborted, errors))


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
