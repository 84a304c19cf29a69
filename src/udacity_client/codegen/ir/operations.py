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
from udacity_client.codegen.documents.page_arguments import page_argument
from udacity_client.codegen.documents.sent_documents import document_text
from udacity_client.codegen.ir import Argument, Models, OperationSpec
from udacity_client.codegen.ir.arguments import method_arguments, variables
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.ir.page_unwrap import edges_of, unwrap_page
from udacity_client.codegen.ir.unconfirmed import unconfirmed_coordinates
from udacity_client.schema.documents import operation_name
from udacity_client.schema.shipped import UNAUTHENTICATED


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
    is_paged = bool(record) and _is_pageable(context, operation, arguments)
    flattened = context.analysis.flattened_input(operation)
    summary, details = _description(context, operation)
    return OperationSpec(
        name=name,
        kind="query" if operation.operation is OperationType.QUERY else "mutation",
        method=names.method,
        iterator=names.iterator if is_paged else None,
        constant=names.constant,
        variables_class=names.variables,
        variables=variables(context, operation),
        arguments=arguments,
        page_size=_page_size(context, operation, arguments),
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


def _is_pageable(
    context: Context,
    operation: OperationDefinitionNode,
    arguments: tuple[Argument, ...],
) -> bool:
    """Whether the first page needs no cursor, and later pages take one."""
    root = context.analysis.root(operation)
    after = _given_to(context, operation, arguments, "after")
    if root is not None and page_argument(root, "after") is None:
        # The API calls it otherwise, and the document calls it `$after`.
        after = next((one for one in arguments if one.wire == "after"), None)
    return (
        after is not None
        and after.wire == "after"
        and not after.required
        and after.annotation in {"str", "str | None"}
    )


def _page_size(
    context: Context,
    operation: OperationDefinitionNode,
    arguments: tuple[Argument, ...],
) -> Argument | None:
    """Return the optional argument for the page size, which a pager may set."""
    first = _given_to(context, operation, arguments, "first")
    if first is None or first.required or first.default is not None:
        return None
    root = context.analysis.root(operation)
    found = page_argument(root, "first") if root else None
    if found is not None and context.analysis.is_shared(operation, found):
        return None
    return first if first.annotation in {"int", "int | None"} else None


def _given_to(
    context: Context,
    operation: OperationDefinitionNode,
    arguments: tuple[Argument, ...],
    name: str,
) -> Argument | None:
    """Return the argument of the method that *operation* gives to its root's *name*."""
    root = context.analysis.root(operation)
    found = page_argument(root, name) if root else None
    if found is None:
        return None
    is_field = found.container and context.analysis.flattened_input(operation)
    wire = name if is_field else found.variable
    return next((one for one in arguments if one.wire == wire), None)


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
