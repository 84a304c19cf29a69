"""`scalars.py`: the types that settings give to scalars."""

from __future__ import annotations

from collections.abc import Iterator

from udacity_client.codegen.docstrings import docstring
from udacity_client.codegen.emit.models import module
from udacity_client.codegen.ir import DomainSpec, ScalarSpec
from udacity_client.codegen.local_names import LocalNames
from udacity_client.codegen.scalar_types import split_path


def scalars_module(spec: DomainSpec) -> str:
    """Return `scalars.py`, which imports what settings name.

    Imports have names that nothing else has: two modules may define the same one.
    """
    lines = [line for scalar in spec.scalars for line in _imports(scalar)]
    # The module has names of its own, and none yields.
    lines += LocalNames().imports({"Annotated", "Scalar", "TypeAlias"})
    lines += [_alias(scalar) for scalar in spec.scalars]
    return module(spec, f"Scalars of the {spec.domain} domain.", "\n".join(lines))


def _imports(scalar: ScalarSpec) -> Iterator[str]:
    for role, path in _paths(scalar):
        module_name, name = split_path(path)
        yield f"from {module_name} import {name} as _{scalar.name}{role}"


def _paths(scalar: ScalarSpec) -> Iterator[tuple[str, str]]:
    yield "Type", scalar.type.type
    if scalar.type.parse is not None:
        yield "Parse", scalar.type.parse
    if scalar.type.serialize is not None:
        yield "Serialize", scalar.type.serialize


def _alias(scalar: ScalarSpec) -> str:
    roles = dict(_paths(scalar))
    functions = ", ".join(
        f"{role.lower()}=_{scalar.name}{role}" for role in roles if role != "Type"
    )
    type_ = f"_{scalar.name}Type"
    annotated = f"Annotated[{type_}, Scalar({functions})]"
    return f"{scalar.name}: TypeAlias = {annotated}\n{docstring(scalar.doc)}"
