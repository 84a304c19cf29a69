"""`operations.py`: constants, types of variables, functions that unwrap results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from udacity_client.codegen.docstrings import docstring, paragraphs
from udacity_client.codegen.emit.imports import with_imports
from udacity_client.codegen.emit.models import model_modules, module
from udacity_client.codegen.ir import Argument, DomainSpec, OperationSpec
from udacity_client.codegen.local_names import LocalNames
from udacity_client.codegen.naming import is_class_key

_PIECES = re.compile(r"[^\s{}()]*[\s{}()]?")
_PIECE_LENGTH: Final = 64


def operations_module(spec: DomainSpec) -> str:
    """Return `operations.py`. It imports no pydantic until a response is decoded."""
    blocks = [
        block for operation in spec.operations for block in _blocks(spec, operation)
    ]
    body = with_imports("\n\n".join(blocks), spec.local, model_modules(spec))
    title = f"Operations of the {spec.domain} domain, for `Udacity.execute`."
    return module(spec, title, body)


def _blocks(spec: DomainSpec, operation: OperationSpec) -> Iterator[str]:
    yield _variables(operation, spec.local)
    body = "\n".join(f"    {line}" for line in operation.unwrap.splitlines())
    yield (
        f"def _{operation.method}(data: {operation.model}) -> {operation.returns}:\n"
        f"{body}\n"
    )
    yield _constant(spec, operation)


def _variables(operation: OperationSpec, local: LocalNames) -> str:
    """Return the `TypedDict` of the operation's variables."""
    name, base = operation.variables_class, local("TypedDict")
    if not all(is_class_key(variable.wire) for variable in operation.variables):
        entries = (f"{v.wire!r}: {_entry(v, local)!r}" for v in operation.variables)
        return f"{name} = {base}({name!r}, {{{', '.join(entries)}}})\n"
    doc = docstring(
        f"Variables of `{operation.name}`, by their names on the wire.", indent="    "
    )
    entries = (f"    {v.wire}: {_entry(v, local)}\n" for v in operation.variables)
    return f"class {name}({base}):\n{doc}\n{''.join(entries)}"


def _entry(variable: Argument, local: LocalNames) -> str:
    if variable.required:
        return variable.annotation
    optional, unset = local("NotRequired"), local("UnsetType")
    return f"{optional}[{variable.annotation} | {unset}]"


def _constant(spec: DomainSpec, operation: OperationSpec) -> str:
    made_by = spec.local("Operation")
    annotation = f"{made_by}[{operation.variables_class}, {operation.returns}]"
    authenticated = "" if operation.authenticated else "    authenticated=False,\n"
    edges = f"    edges={operation.edges!r},\n" if operation.edges else ""
    doc = docstring(paragraphs(operation.summary, operation.details))
    return (
        f"{operation.constant}: {annotation} = {made_by}(\n"
        f"    domain={spec.domain!r},\n"
        f"    name={operation.name!r},\n"
        f"    kind={operation.kind!r},\n"
        f"    document=({_literal(operation.document)}),\n"
        f'    model=f"{{__package__}}.results:{operation.model}",\n'
        f"    unwrap=_{operation.method},\n"
        f"{authenticated}{edges}"
        f"    variables={operation.variables_class},\n"
        f"{_arguments(operation)})\n{doc}"
    )


def _arguments(operation: OperationSpec) -> str:
    """Return what the method calls the variables that it calls something else."""
    renamed = {v.wire: v.name for v in operation.variables if v.wire != v.name}
    return f"    arguments={renamed},\n" if renamed else ""


def _literal(document: str) -> str:
    """Return *document* as string literals, one a line, broken between tokens."""
    lines = [""]
    for piece in _PIECES.findall(document):
        if len(lines[-1]) + len(piece) > _PIECE_LENGTH:
            lines.append("")
        lines[-1] += piece
    return "\n".join(repr(line) for line in lines)
