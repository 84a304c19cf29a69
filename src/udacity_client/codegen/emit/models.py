"""`enums.py`, `inputs.py`, `records.py` and `results.py`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from udacity_client.codegen.docstrings import docstring
from udacity_client.codegen.emit.forward_references import (
    late_definitions,
    with_late_names,
)
from udacity_client.codegen.emit.imports import with_imports
from udacity_client.codegen.ir import DomainSpec, EnumModel, Field, Model, RecordModel
from udacity_client.codegen.local_names import LocalNames

ModelT = TypeVar("ModelT", Model, RecordModel)


def module(spec: DomainSpec, title: str, body: str) -> str:
    """Return the text of a module: header, docstring *title*, and *body*."""
    return f"{spec.header}{docstring(title)}\n{body}"


def model_modules(spec: DomainSpec) -> dict[str, str]:
    """Return the module inside the package that defines each model."""
    return {
        **{enum.name: ".enums" for enum in spec.enums},
        **{model.name: ".inputs" for model in spec.inputs},
        **{model.name: ".records" for model in spec.records},
        **{model.name: ".results" for model in spec.results},
    }


def enums_module(spec: DomainSpec) -> str:
    """Return `enums.py`. It imports no pydantic (start-up)."""
    enums = (_enum(enum, spec.local) for enum in spec.enums)
    body = with_imports("\n\n".join(enums), spec.local, {})
    return module(spec, f"Enums of the {spec.domain} domain.", body)


def inputs_module(spec: DomainSpec) -> str:
    """Return `inputs.py`."""
    title = f"Input objects of the {spec.domain} domain."
    inputs, renamed = with_late_names(spec.inputs)
    late = late_definitions(renamed, spec.local)
    return module(spec, title, _models(spec, inputs, _input, *late))


def records_module(spec: DomainSpec) -> str:
    """Return `records.py`: the classes of fragments."""
    title = f"Records of the {spec.domain} domain."
    return module(spec, title, _models(spec, spec.records, _record))


def results_module(spec: DomainSpec) -> str:
    """Return `results.py`: the classes of operations that no fragment has."""
    title = f"Shapes of the answers of the {spec.domain} domain."
    return module(spec, title, _models(spec, spec.results, _record))


def _models(
    spec: DomainSpec,
    models: Iterable[ModelT],
    write: Callable[[ModelT, LocalNames], str],
    *below: str,
) -> str:
    models = tuple(models)
    own = {model.name for model in models}
    others = {
        name: file for name, file in model_modules(spec).items() if name not in own
    }
    return with_imports(
        "\n\n".join([*(write(model, spec.local) for model in models), *below]),
        spec.local,
        others,
        annotations_run=True,
    )


def _input(model: Model, local: LocalNames) -> str:
    head = f"class {model.name}({', '.join(model.bases)}, frozen=True):\n"
    # An input object without fields is no valid one, and is compiled all the same.
    has_constructor = model.is_one_of and model.fields
    constructor = [_one_of_constructor(model, local)] if has_constructor else []
    return "".join([head, *_body(model.doc, model.fields, constructor)])


def _one_of_constructor(model: Model, local: LocalNames) -> str:
    """Return the constructor that type checkers see: exactly one field is given.

    It stands above the fields, whose names could hide the types and `overload`.
    """
    # A field without its wire name and its default is what a caller must give.
    unset = f" | {local('UnsetType')}"
    types = {f.name: f.annotation.removesuffix(unset) for f in model.fields}
    # No field begins with an underscore.
    instance = "_self" if "self" in types else "self"
    variants = [
        f"def __init__({instance}, *, {name}: {type_}) -> None: ...\n"
        for name, type_ in types.items()
    ]
    if len(variants) > 1:
        variants = [f"@overload\n{variant}" for variant in variants]
        every = [
            f"{name}: {type_}{unset} = {local('UNSET')}"
            for name, type_ in types.items()
        ]
        parameters = ", ".join([instance, "*", *every])
        variants.append(f"def __init__({parameters}) -> None: ...\n")
    return textwrap.indent(
        f"if TYPE_CHECKING:\n{textwrap.indent(''.join(variants), '    ')}",
        "    ",
    )


def _record(model: RecordModel, local: LocalNames) -> str:
    bases = ", ".join(base.name for base in model.bases) or local("Record")
    nested = (textwrap.indent(_record(one, local), "    ") for one in model.nested)
    head = f"class {model.name}({bases}, frozen=True):\n"
    return "".join([head, *_body(model.doc, model.fields, nested)])


def _body(
    doc: str | None, fields: Iterable[Field], nested: Iterable[str] = ()
) -> Iterator[str]:
    yield docstring(doc, indent="    ") or "    pass\n"
    yield from nested
    yield from map(_field, fields)


def _field(field: Field) -> str:
    default = f" = {field.default}" if field.default is not None else ""
    doc = docstring(field.doc, indent="    ")
    return f"    {field.name}: {field.annotation}{default}\n{doc}" + (
        "\n" if doc else ""
    )


def _enum(enum: EnumModel, local: LocalNames) -> str:
    head = f"class {enum.name}({local('OpenEnum')}):\n"
    lines = [head, docstring(enum.doc, indent="    ")]
    for member in enum.members:
        doc = docstring(member.doc, indent="    ")
        lines.append(
            f"    {member.name} = {member.value!r}\n{doc}" + ("\n" if doc else "")
        )
    return "".join(lines)
