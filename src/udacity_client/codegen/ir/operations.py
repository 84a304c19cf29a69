"""Build the `OperationSpec` of each operation, from its document and models."""

from __future__ import annotations

from typing import Final

from graphql import OperationDefinitionNode, OperationType

from udacity_client.codegen.annotations import plain_annotation
from udacity_client.codegen.docstrings import (
    deprecated,
    paragraphs,
    sentence,
    unconfirmed,
)
from udacity_client.codegen.documents.aliases import wire_document
from udacity_client.codegen.documents.connections import Connection
from udacity_client.codegen.ir import Argument, Models, OperationSpec
from udacity_client.codegen.ir.arguments import method_arguments, variables
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.ir.page_unwrap import edges_of, unwrap_page
from udacity_client.codegen.ir.unconfirmed import unconfirmed_coordinates
from udacity_client.codegen.naming import (
    iterator_name,
    method_name,
    pascal_case,
)
from udacity_client.schema.documents import operation_name

UNAUTHENTICATED: Final = frozenset({"Mutation.generateToken"})
"""Root fields that need no token. This one makes tokens."""


def build_operation(
    context: Context, models: Models, operation: OperationDefinitionNode
) -> OperationSpec:
    """Return the description of the code for *operation*."""
    name = operation_name(operation)
    method, model = method_name(name), pascal_case(name)
    arguments = method_arguments(context, operation)
    connection = context.analysis.connection(operation)
    returns, record, unwrap = _result(context, models, operation, connection)
    flattened = context.analysis.flattened_input(operation)
    summary, details = _description(context, operation)
    return OperationSpec(
        name=name,
        kind="query" if operation.operation is OperationType.QUERY else "mutation",
        method=method,
        iterator=iterator_name(method) if record and _is_pageable(arguments) else None,
        constant=method.upper(),
        variables_class=f"{model}Variables",
        variables=variables(context, operation),
        arguments=arguments,
        input_class=flattened.name if flattened else None,
        document=_document(context, operation),
        authenticated=_needs_token(context, operation),
        model=model,
        record=record,
        returns=returns,
        unwrap=unwrap,
        edges=edges_of(models, model, connection) if connection else None,
        summary=summary,
        details=details,
        deprecated=_deprecation(context, operation),
    )


def _result(
    context: Context,
    models: Models,
    operation: OperationDefinitionNode,
    connection: Connection | None,
) -> tuple[str, str | None, str]:
    """Return the annotation of the result, that of a record, and the unwrap body."""
    model = pascal_case(operation_name(operation))
    if connection is not None:
        record, unwrap = unwrap_page(models, model, connection)
        return f"Page[{record}]", record, unwrap
    root = context.analysis.root(operation)
    if root is None:
        return model, None, "return data"
    annotation = plain_annotation(models.find(model, root.attribute).annotation)
    return annotation, None, f"return data.{root.attribute}"


def _is_pageable(arguments: tuple[Argument, ...]) -> bool:
    """Whether the first page needs no cursor, and later pages take one."""
    return any(
        argument.wire == "after"
        and not argument.required
        and argument.annotation == "str | None"
        for argument in arguments
    )


def _needs_token(context: Context, operation: OperationDefinitionNode) -> bool:
    root_type = context.analysis.selections.root_type(operation)
    if root_type is None:
        return True
    fields = context.analysis.selections.all(operation.selection_set, root_type)
    return any(field.coordinate not in UNAUTHENTICATED for field in fields)


def _document(context: Context, operation: OperationDefinitionNode) -> str:
    sent = context.sent_operations[operation_name(operation)]
    return wire_document(sent, context.sent_fragments)


def _deprecation(context: Context, operation: OperationDefinitionNode) -> str | None:
    """Return why *operation* is deprecated, from its root fields."""
    root_type = context.analysis.selections.root_type(operation)
    if root_type is None:
        return None
    reasons = {
        field.node.name.value: field.definition.deprecation_reason
        for field in context.analysis.selections.all(operation.selection_set, root_type)
        if field.definition.deprecation_reason
    }
    if context.analysis.root(operation) is not None:
        return next(iter(reasons.values()), None)
    return sentence(*(f"`{name}`: {reason}" for name, reason in reasons.items()))


def _description(
    context: Context, operation: OperationDefinitionNode
) -> tuple[str, str | None]:
    """Return the first paragraph of the description, and the rest."""
    root = context.analysis.root(operation)
    of_root = root.definition.description if root else None
    written = operation.description.value if operation.description else None
    text = paragraphs(
        written or of_root or f"Run the operation `{operation_name(operation)}`.",
        unconfirmed(unconfirmed_coordinates(context, operation)),
        deprecated(_deprecation(context, operation)),
    )
    summary, _, details = (text or "").partition("\n\n")
    return summary, details or None
