"""Lint: every problem of a domain's documents, each with its place and a hint.

graphql-core validates the documents. The rest refuses what no model can hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    KnownFragmentNamesRule,
    LoneAnonymousOperationRule,
    NoUnusedFragmentsRule,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    specified_rules,
    validate,
)

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.fragments import fragments_below
from udacity_client.errors import Problem
from udacity_client.schema.documents import (
    NO_LIMIT,
    TOO_DEEP,
    Documents,
    descendants,
    location,
    validation_problem,
)

# `_operation_problems` reports anonymous operations, with a hint.
_RULES = [rule for rule in specified_rules if rule is not LoneAnonymousOperationRule]

# A file that cannot be read may define or use any fragment.
_INCOMPLETE_RULES = [
    rule
    for rule in _RULES
    if rule not in {KnownFragmentNamesRule, NoUnusedFragmentsRule}
]

_COMPARING = [OverlappingFieldsCanBeMergedRule]

_TOO_MANY: Final = (
    "Too many fields have one key here for graphql-core to compare them.",
    "It compares each with each. Select the field once, outside of type conditions.",
)


def lint(analysis: DocumentAnalysis) -> list[Problem]:
    """Return what is wrong with the documents of *analysis*, each problem once."""
    documents = analysis.documents
    rules = _RULES if documents.is_complete else _INCOMPLETE_RULES
    errors = validate(analysis.schema, documents.document, rules, max_errors=NO_LIMIT)
    if any(map(_is_aborted, errors)):
        return _causes_of_abort(analysis)
    problems = [validation_problem(error) for error in errors]
    for operation in documents.operations:
        problems += _operation_problems(analysis.schema, operation)
    problems += _key_problems(documents)
    return list(dict.fromkeys(problems))


def _is_aborted(error: GraphQLError) -> bool:
    """Return whether graphql-core gave up: on its stack, or on too many steps."""
    return error.message == "Validation aborted." and not error.nodes


def _causes_of_abort(analysis: DocumentAnalysis) -> list[Problem]:
    """Return the operations that are to blame for it."""
    operations = analysis.documents.operations
    # Without rules, graphql-core looks at nothing but the depth.
    for rules, problem in (([], TOO_DEEP), (_COMPARING, _TOO_MANY)):
        blamed = [node for node in operations if _aborts(analysis, node, rules)]
        if blamed:
            return [Problem(location(node), *problem) for node in blamed]
    return [Problem(location(analysis.documents.definitions[0]), *TOO_DEEP)]


def _aborts(
    analysis: DocumentAnalysis,
    operation: OperationDefinitionNode,
    rules: Collection[type[ASTValidationRule]],
) -> bool:
    fragments = analysis.documents.fragments
    needed = fragments_below(operation.selection_set, fragments)
    document = DocumentNode(
        definitions=(operation, *(fragments[name] for name in needed))
    )
    return any(map(_is_aborted, validate(analysis.schema, document, rules)))


def _operation_problems(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> Iterator[Problem]:
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
    elif not isinstance(schema.get_root_type(operation.operation), GraphQLObjectType):
        # graphql-core looks at nothing of such an operation.
        kind = {"query": "queries"}.get(operation.operation.value, "mutations")
        yield Problem(
            location(operation),
            f"The schema has no {kind}.",
            "If the API has some, pull its schema again: udacity schema pull",
        )


def _key_problems(documents: Documents) -> Iterator[Problem]:
    """Yield fields under the key `__typename` that are not that meta field."""
    for definition in documents.definitions:
        for node in descendants(definition):
            if not isinstance(node, FieldNode) or node.name.value == "__typename":
                continue
            if node.alias and node.alias.value == "__typename":
                yield Problem(
                    location(node),
                    f"`__typename: {node.name.value}` would hide the name of the "
                    "object's type, by which records are read.",
                    "Give the field another alias.",
                )
