"""All modules of a domain's package, and its `__init__.py`."""

from __future__ import annotations

from collections.abc import Iterator

from udacity_client.codegen.annotations import names_in
from udacity_client.codegen.emit.clients import async_client_module, client_module
from udacity_client.codegen.emit.models import (
    enums_module,
    inputs_module,
    module,
    records_module,
    results_module,
)
from udacity_client.codegen.emit.operations import operations_module
from udacity_client.codegen.emit.scalars import scalars_module
from udacity_client.codegen.ir import DomainSpec

RUNTIME_API = 4
"""The version of the contract with `udacity_client.runtime` that the code needs."""

_GETATTR = """
def __getattr__(name: str) -> object:
    if name in _MODULES:
        from importlib import import_module

        value: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
        globals()[name] = value  # so it is found at once from now on
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
"""


def domain_files(spec: DomainSpec) -> dict[str, str]:
    """Return the text of each module of a domain's package, by name."""
    files = {
        "__init__.py": _init(spec),
        "async_client.py": async_client_module(spec),
        "client.py": client_module(spec),
        "enums.py": enums_module(spec),
        "inputs.py": inputs_module(spec),
        "operations.py": operations_module(spec),
        "records.py": records_module(spec),
        "results.py": results_module(spec),
    }
    if spec.scalars:
        files["scalars.py"] = scalars_module(spec)
    return files


def _init(spec: DomainSpec) -> str:
    """Return `__init__.py`, which imports each module when one of its names is used."""
    public, local = dict(sorted(_public(spec))), spec.local
    version, error = local("RUNTIME_API"), local("AttributeError")
    imports = [
        f"    from .{file} import {', '.join(n for n in public if public[n] == file)}"
        for file in sorted(set(public.values()))
    ]
    listed = "".join(f"    {name!r},\n" for name in _as_ruff_sorts(public))
    modules = "".join(f"    {name!r}: {file!r},\n" for name, file in public.items())
    body = "\n".join(
        [
            "from __future__ import annotations",
            "from udacity_client.runtime import require_runtime_api",
            *local.imports({"TYPE_CHECKING", error}),
            "if TYPE_CHECKING:",
            *imports,
            "",
            f"__all__ = [\n{listed}]",
            f"\n{version} = {RUNTIME_API}\n",
            f"require_runtime_api({version}, package=__name__)",
            f"\n_MODULES = {{\n{modules}}}",
            _GETATTR.replace("AttributeError", error),
        ]
    )
    title = f"The {spec.domain} domain: records, inputs, enums, operations and clients."
    return module(spec, title, body)


def _public(spec: DomainSpec) -> Iterator[tuple[str, str]]:
    yield from (("AsyncClient", "async_client"), ("Client", "client"))
    yield from ((enum.name, "enums") for enum in spec.enums)
    yield from ((model.name, "inputs") for model in spec.inputs)
    yield from ((model.name, "records") for model in spec.records)
    yield from ((name, "results") for name in _public_results(spec))
    for operation in spec.operations:
        yield operation.constant, "operations"
        yield operation.variables_class, "operations"


def _public_results(spec: DomainSpec) -> set[str]:
    """Return the results that methods return, or that hold what methods return."""
    returned = {n for operation in spec.operations for n in names_in(operation.returns)}
    return {model.name for model in spec.results} & returned


def _as_ruff_sorts(names: dict[str, str]) -> list[str]:
    """Return *names* with constants first, then classes."""
    return sorted(names, key=lambda name: (not name.isupper(), name))
