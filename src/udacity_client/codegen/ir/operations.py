"""Build the `OperationSpec` of each operation, from its document and models."""

from __future__ import annotations

from graphql import OperationDefinitionNode, OperationType

from udacity_client.codegen.docstrings import (
    deprecated,
    paragraphs,
    sentence,
    unconfirmed,
)
from udacity_client.codegen.documents.connections import Connection
from udacity_client.codegen.documents.sent_documents import document_text
from udacity_client.codegen.ir import Argument, Models, OperationSpec
from udacity_client.codegen.ir.arguments import method_arguments, variables
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.ir.page_unwrap import edges_of, unwrap_page
from udacity_client.codegen.ir.unconfirmed import unconfirmed_coordinates
from udacity_client.schema.documents import operation_name
from udacity_client.schema.shipped import UNAUTHENTICATED

"""Root fields that need no token. This one makes tokens."""


def build_operation(
    context: Context, models: Models, operation: OperationDefinitionNode
) -> OperationSpec:
    """Return the description of the code for *operation*."""
    name = operation_name(operation)
    names, model = context.names.operations[name], models.results[name]
    arguments = method_arguments(context, operation)
    connection = context.analysis.connection(operation)
    returns, record, record_class, unwrap = _result(
        context, models, operation, connection
    )
    flattened = context.analysis.flattened_input(operation)
    summary, details = _description(context, operation)
    return OperationSpec(
        name=name,
        kind="query" if operation.operation is OperationType.QUERY else "mutation",
        method=names.method,
        iterator=names.iterator if record and _is_pageable(arguments) else None,
        constant=names.constant,
        variables_class=names.variables,
        variables=variables(context, operation),
        arguments=arguments,
        input_class=context.names.types[flattened.name] if flattened else None,
        document=document_text(operation, context.analysis.fragments),
        authenticated=_needs_token(context, operation),
        model=model.qualname,
        record=record,
        record_class=record_class,
        returns=returns,
        unwrap=unwrap,
        edges=edges_of(model, connection) if connection else None,
        summary=summary,
        details=details,
        deprecated=_deprecation(context, operation),
    )


def _result(
    context: Context,
    models: Models,
    operation: OperationDefinitionNode,
    connection: Connection | None,
) -> tuple[str, str | None, str | None, str]:
    """Return the annotation of the result, a record's, its class, and the unwrap."""
    model = models.results[operation_name(operation)]
    if connection is not None:
        local = context.local
        record, record_class, unwrap = unwrap_page(model, connection, models, local)
        return f"{local('Page')}[{record}]", record, record_class, unwrap
    root = context.analysis.root(operation)
    if root is None:
        return model.qualname, None, None, "return data"
    field = model.find(root.key)
    return field.qualified, None, None, f"return data.{field.name}"


def _is_pageable(arguments: tuple[Argument, ...]) -> bool:
    """Whether the first page needs no cursor, and later pages take one."""
    return any(
        argument.wire == "after"
        and not argument.required
        and argument.annotation in {"str", "str | None"}
        for argument in arguments
    )


def _needs_token(context: Context, operation: OperationDefinitionNode) -> bool:
    fields = context.analysis.roots(operation)
    return any(field.coordinate not in UNAUTHENTICATED for field in fields)


def _deprecation(context: Context, operation: OperationDefinitionNode) -> str | None:
    """Return why *operation* is deprecated, from its root fields."""
    reasons = {
        field.name: field.definition.deprecation_reason
        for field in context.analysis.roots(operation)
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
