"""Write the modules of enums, inputs, records and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from udacity_client.codegen.docstrings import docstring
from udacity_client.codegen.emit.imports import with_imports
from udacity_client.codegen.ir import DomainSpec, EnumModel, Field, Model

RUNTIME_NAMES: Final[Mapping[str, str]] = dict.fromkeys(
    (
        "UNSET",
        "AsyncDomainClient",
        "AsyncPager",
        "DomainClient",
        "Duration",
        "Input",
        "OpenEnum",
        "OpenUnion",
        "Operation",
        "Page",
        "Pager",
        "Record",
        "Secret",
        "Time",
        "UnknownMember",
        "UnsetType",
        "deprecated",
        "or_null",
    ),
    "udacity_client.runtime",
)
"""Where the names that every generated module may use come from."""


_OTHERS: Final = {"Annotated": "typing", "Field": "pydantic", "Literal": "typing"}


def module(spec: DomainSpec, title: str, body: str) -> str:
    """Return the text of a module of *spec*, its header and docstring above *body*."""
    return f"{spec.header}{docstring(title)}\n{body}"


def model_origins(spec: DomainSpec) -> dict[str, str]:
    """Return which module of the package each model is in."""
    return {
        **{enum.name: ".enums" for enum in spec.enums},
        **{model.name: ".inputs" for model in spec.inputs},
        **{model.name: ".records" for model in spec.records},
        **{model.name: ".results" for model in spec.results},
    }


def enums_module(spec: DomainSpec) -> str:
    """Return `enums.py`, which needs no pydantic."""
    body = with_imports("\n\n".join(map(_enum, spec.enums)), RUNTIME_NAMES)
    return module(spec, f"Enums of the {spec.domain} domain.", body)


def inputs_module(spec: DomainSpec) -> str:
    """Return `inputs.py`."""
    title = f"Input objects of the {spec.domain} domain."
    return module(spec, title, _models(spec, spec.inputs))


def records_module(spec: DomainSpec) -> str:
    """Return `records.py`: what fragments select."""
    return module(
        spec, f"Records of the {spec.domain} domain.", _models(spec, spec.records)
    )


def results_module(spec: DomainSpec) -> str:
    """Return `results.py`: what operations select beside fragments."""
    title = f"Shapes of the answers of the {spec.domain} domain."
    return module(spec, title, _models(spec, spec.results))


def _models(spec: DomainSpec, models: Iterable[Model]) -> str:
    models = tuple(models)
    own = {model.name for model in models}
    elsewhere: Mapping[str, str] = {
        name: origin for name, origin in model_origins(spec).items() if name not in own
    }
    origins = {**RUNTIME_NAMES, **elsewhere, **_OTHERS}
    return with_imports("\n\n".join(map(_model, models)), origins, annotations_run=True)


def _model(model: Model) -> str:
    lines = [f"class {model.name}({', '.join(model.bases)}, frozen=True):\n"]
    lines.append(docstring(model.doc, indent="    "))
    lines += map(_field, model.fields)
    if not model.fields and not model.doc:
        lines.append("    pass\n")
    return "".join(lines)


def _field(field: Field) -> str:
    default = f" = {field.default}" if field.default is not None else ""
    doc = docstring(field.doc, indent="    ")
    return f"    {field.name}: {field.annotation}{default}\n{doc}" + (
        "\n" if doc else ""
    )


def _enum(enum: EnumModel) -> str:
    lines = [f"class {enum.name}(OpenEnum):\n", docstring(enum.doc, indent="    ")]
    for member in enum.members:
        doc = docstring(member.doc, indent="    ")
        lines.append(
            f"    {member.name} = {member.value!r}\n{doc}" + ("\n" if doc else "")
        )
    return "".join(lines)
