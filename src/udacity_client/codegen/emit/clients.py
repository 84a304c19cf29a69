"""`client.py` and `async_client.py`; the former is derived from the latter."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from udacity_client.codegen.docstrings import docstring, paragraphs, section
from udacity_client.codegen.emit.imports import with_imports
from udacity_client.codegen.emit.models import model_modules, module
from udacity_client.codegen.emit.sync_client import derive_synchronous
from udacity_client.codegen.ir import Argument, DomainSpec, OperationSpec
from udacity_client.codegen.ir.page_unwrap import record_class_argument
from udacity_client.codegen.local_names import LocalNames
from udacity_client.codegen.naming import is_class_key, unused_name
from udacity_client.codegen.source_text import string_literal

_DEADLINE = ("deadline", "Seconds that the call may take, retries included.")
_PAGE_DEADLINE = ("deadline", "Seconds that each page may take, retries included.")
_RAISES = (
    ("GraphQLError", "The API answered with errors."),
    ("UdacityError", "The call failed in another way; its subclasses tell how."),
)
_PAGE_SIZE = (
    "How many records each page shall have. Left out, the largest that the server "
    "gives is found out."
)
_PAGE_RAISES = (
    ("GraphQLError", "The API answered with errors."),
    (
        "UdacityError",
        "It failed in another way; `progress` tells how far it came.",
    ),
)
_NOT_PAGED: Mapping[str, str] = MappingProxyType({})


def async_client_module(spec: DomainSpec) -> str:
    """Return `async_client.py`."""
    doc = f"The async operations of the {spec.domain} domain."
    body = with_imports(_class(spec, doc), spec.local, model_modules(spec))
    return module(spec, f"The async client of the {spec.domain} domain.", body)


def client_module(spec: DomainSpec) -> str:
    """Return `client.py`, derived from the async client."""
    text = _class(spec, f"The operations of the {spec.domain} domain.")
    derived = ast.unparse(derive_synchronous(ast.parse(text), spec.local))
    body = with_imports(derived, spec.local, model_modules(spec))
    return module(spec, f"The client of the {spec.domain} domain.", body)


def _class(spec: DomainSpec, doc: str) -> str:
    methods = (
        text
        for operation in spec.operations
        for text in _methods(operation, spec.local)
    )
    base = spec.local("AsyncDomainClient")
    head = f"class AsyncClient({base}):\n{docstring(doc, indent='    ')}"
    return "\n".join([head, *methods])


def _methods(operation: OperationSpec, local: LocalNames) -> Iterator[str]:
    yield _method(operation, local)
    if operation.iterator is not None:
        yield _iterator(operation, operation.iterator, local)


def _method(operation: OperationSpec, local: LocalNames) -> str:
    by_position = [a for a in operation.arguments if a.positional]
    by_keyword = [a for a in operation.arguments if not a.positional]
    parameters = ["self", *_parameters(by_position, local), "*"]
    parameters += [*_parameters(by_keyword, local), _deadline(local)]
    lines = [
        *_decorators(operation),
        f"    async def {operation.method}({', '.join(parameters)})"
        f" -> {operation.returns}:",
        _doc(
            operation.summary,
            _hint_of_iterator(operation),
            operation.details,
            _arguments_section([*operation.arguments], _DEADLINE),
            section("Raises", _RAISES),
        ),
        *_imports(operation, indent="        "),
        *_run(operation, local, returning="        return await "),
    ]
    return "\n".join(lines)


def _hint_of_iterator(operation: OperationSpec) -> str | None:
    if operation.iterator is None:
        return None
    return f"This is one page of many: `{operation.iterator}` fetches them all."


def _iterator(operation: OperationSpec, name: str, local: LocalNames) -> str:
    others = [a for a in operation.arguments if a.wire != "after"]
    taken = {argument.name for argument in others}
    fetch, cursor = unused_name("fetch", taken), unused_name("cursor", taken)
    size, first = unused_name("size", taken), operation.page_size
    unset = local("UNSET")
    paged = {"after": f"{unset} if {cursor} is None else {cursor}"}
    page_size = ""
    if first is not None:
        paged[first.wire] = f"{first.name} if {size} is None else {size}"
        page_size = f", page_size=self._page_size if {first.name} is {unset} else None"
    record, pager = operation.record, local("AsyncPager")
    record_class = ""
    if operation.record_class is not None:
        record_class = f", {record_class_argument(operation.record_class)}"
    lines = [
        *_decorators(operation),
        f"    def {name}({_iterator_parameters(others, local)}) -> {pager}[{record}]:",
        _iterator_doc(operation, others),
        f"        def {fetch}({cursor}: str | None, {size}: int | None)"
        f" -> {local('Awaitable')}[{local('Page')}[{record}]]:",
        *_imports(operation, indent="            "),
        *_run(operation, local, paged, returning="            return "),
        f"        return {pager}({fetch}, after=after, max_items=max_items"
        f"{page_size}{record_class})\n",
    ]
    return "\n".join(lines)


def _iterator_parameters(others: list[Argument], local: LocalNames) -> str:
    parameters = [
        "self",
        *_parameters([one for one in others if one.positional], local),
        "*",
        "after: str | None = None",
        *_parameters([one for one in others if not one.positional], local),
        "max_items: int | None = None",
        _deadline(local),
    ]
    return ", ".join(parameters)


def _iterator_doc(operation: OperationSpec, others: list[Argument]) -> str:
    options = (
        ("max_items", "Stop after so many; left out, go on to the last page."),
        _PAGE_DEADLINE,
    )
    after = (
        "after",
        "Cursor after which to start, as in the `.progress` of an error.",
    )
    return _doc(
        f"Iterate over what `{operation.method}` returns, page after page.",
        "Nothing is sent before the first item is asked for.",
        operation.details,
        section("Args", [after, *_page_arguments(operation, others), *options]),
        section("Raises", _PAGE_RAISES),
    )


def _page_arguments(
    operation: OperationSpec, others: list[Argument]
) -> Iterator[tuple[str, str | None]]:
    for argument in others:
        is_size = argument is operation.page_size
        yield argument.name, _PAGE_SIZE if is_size else argument.doc


def _doc(*parts: str | None) -> str:
    return docstring(paragraphs(*parts), indent="        ").rstrip("\n")


def _arguments_section(
    arguments: list[Argument], *options: tuple[str, str]
) -> str | None:
    return section("Args", [*((a.name, a.doc) for a in arguments), *options])


def _parameters(arguments: Iterable[Argument], local: LocalNames) -> Iterator[str]:
    unset_type, unset = local("UnsetType"), local("UNSET")
    for argument in arguments:
        required = f"{argument.name}: {argument.annotation}"
        default = argument.default if argument.default is not None else unset
        optional = f"{required} | {unset_type} = {default}"
        yield required if argument.required else optional


def _deadline(local: LocalNames) -> str:
    return f"deadline: float | {local('UnsetType')} = {local('UNSET')}"


def _decorators(operation: OperationSpec) -> list[str]:
    if operation.deprecated is None:
        return []
    return [f"    @deprecated({string_literal(operation.deprecated)})"]


def _imports(operation: OperationSpec, *, indent: str) -> list[str]:
    """Return the imports inside a method, which keep the client quick to import."""
    names = f"{operation.constant}, {operation.variables_class}"
    lines = [f"{indent}from .operations import {names}"]
    if operation.input_class is not None:
        lines.insert(0, f"{indent}from .inputs import {operation.input_class}")
    return lines


def _run(
    operation: OperationSpec,
    local: LocalNames,
    paged: Mapping[str, str] = _NOT_PAGED,
    *,
    returning: str,
) -> Iterator[str]:
    """Yield the lines that run *operation*; the last one begins with *returning*.

    *paged* replaces the expressions of some arguments, by their wire names.
    """
    variables = _variables(operation, paged)
    indent = returning[: len(returning) - len(returning.lstrip())]
    renamed = {a.field: a.name for a in operation.arguments if a.field != a.name}
    if operation.input_class is not None and renamed:
        made = unused_name("variables", {a.name for a in operation.arguments})
        yield f"{indent}with {local('name_arguments')}({renamed}):"
        yield f"{indent}    {made} = {variables}"
        variables = made
    yield f"{returning}self._run({operation.constant}, {variables}, deadline)"


def _variables(operation: OperationSpec, paged: Mapping[str, str]) -> str:
    """Return the expression that makes the variables from the method's arguments."""

    def value(argument: Argument) -> str:
        return paged.get(argument.wire, argument.name)

    if operation.input_class is not None:
        fields = ", ".join(f"{a.field}={value(a)}" for a in operation.arguments)
        wire = operation.variables[0].wire
        return f"{operation.variables_class}({wire}={operation.input_class}({fields}))"
    variables = operation.variables
    if not all(is_class_key(variable.wire) for variable in variables):
        entries = ", ".join(f"{v.wire!r}: {value(v)}" for v in variables)
        return f"{operation.variables_class}({{{entries}}})"
    entries = ", ".join(f"{v.wire}={value(v)}" for v in variables)
    return f"{operation.variables_class}({entries})"
