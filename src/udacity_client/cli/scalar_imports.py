"""Check the import paths that `[tool.udacity-client.scalars]` names."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, cast

from pydantic import PydanticSchemaGenerationError, SecretStr, TypeAdapter

from udacity_client.codegen.scalar_types import SCALARS_TABLE, ScalarType, split_path
from udacity_client.errors import ConfigurationError
from udacity_client.runtime import Scalar


def check_scalars(scalars: Mapping[str, ScalarType], root: Path) -> None:
    """Import what each of *scalars* names, also from the folder *root*.

    Raises:
        ConfigurationError: One names what cannot be imported, is not a type, or is not
            a function; or pydantic cannot read and write the type.
    """
    with _importing_from(root):
        for name, scalar in scalars.items():
            _check(f"{SCALARS_TABLE} {name}", scalar)


def _check(place: str, scalar: ScalarType) -> None:
    type_ = _imported(place, scalar.type)
    if inspect.isroutine(type_) or inspect.ismodule(type_):
        raise ConfigurationError(
            f"{place}: {scalar.type} is not a type. Name a class, such as "
            "datetime.date; functions are named as parse and serialize."
        )
    _require_readable(place, scalar, type_)
    # Of the type alone: what a `Scalar` adds writes as pydantic does.
    if scalar.serialize is None and _hides_value(TypeAdapter(type_).core_schema):
        raise ConfigurationError(
            f"{place}: pydantic writes {scalar.type} as asterisks, so its value would "
            "not be sent. Name udacity_client.runtime.Secret, or a function that "
            "reveals it, as serialize."
        )


def _require_readable(place: str, scalar: ScalarType, type_: Any) -> None:
    """Refuse a type that pydantic cannot use, with the functions that are named."""
    functions = {"parse": scalar.parse, "serialize": scalar.serialize}
    named = {key: _function(place, path) for key, path in functions.items() if path}
    try:
        annotated: Any = Annotated[type_, Scalar(**named)]
        TypeAdapter(annotated)
    except PydanticSchemaGenerationError as error:
        raise ConfigurationError(
            f"{place}: pydantic cannot read and write {scalar.type}. Name functions "
            "for both, as parse and as serialize."
        ) from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{place}: {error}") from error
    except Exception as error:
        raise ConfigurationError(
            f"{place}: {scalar.type} cannot be the type of a field: {_said(error)}."
        ) from error


def _hides_value(schema: object) -> bool:
    """Return whether a core schema writes one of pydantic's secrets, at any depth."""
    if isinstance(schema, dict):
        node = cast("dict[str, object]", schema)
        function = _serializer(node)
        if function is not None:
            # Of another module, it writes what is below as well.
            is_pydantics = getattr(function, "__module__", "") == SecretStr.__module__
            return is_pydantics and "secret" in getattr(function, "__name__", "")
        return any(map(_hides_value, node.values()))
    if isinstance(schema, list | tuple):
        return any(map(_hides_value, cast("list[object]", schema)))
    return False


def _serializer(node: dict[str, object]) -> object:
    writing = node.get("serialization")
    found = cast("dict[str, object]", writing) if isinstance(writing, dict) else {}
    return found.get("function")


def _function(place: str, path: str) -> Any:
    found = _imported(place, path)
    if not callable(found):
        raise ConfigurationError(
            f"{place}: {path} is of type {type(found).__name__}, not a function. Name "
            "one that takes one value and returns another."
        )
    return found


def _imported(place: str, path: str) -> Any:
    module, name = split_path(path)
    try:
        found = importlib.import_module(module)
    except Exception as error:
        raise ConfigurationError(
            f"{place}: {module} cannot be imported: {_said(error)}. Write module.name, "
            "and name a module that does not import the generated package."
        ) from error
    if not hasattr(found, name) and "." not in path:
        raise ConfigurationError(
            f"{place}: {path} is not built into Python. Write module.name, such as "
            "datetime.date."
        )
    if not hasattr(found, name):
        raise ConfigurationError(
            f"{place}: {module} has no {name}. Write module.name, such as "
            "datetime.date."
        )
    return getattr(found, name)


def _said(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")


@contextmanager
def _importing_from(root: Path) -> Generator[None]:
    """Let modules be imported from *root* too, which a console script does not do.

    Those of the project are forgotten: the next time, they may be different.
    """
    path, imported = [*sys.path], {*sys.modules}
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = path
        for name in sys.modules.keys() - imported:
            if _is_below(root, sys.modules[name]):
                del sys.modules[name]


def _is_below(root: Path, module: ModuleType) -> bool:
    file = Path(module.__file__ or "")
    # An environment may stand in the project's folder.
    return file.is_relative_to(root) and "site-packages" not in file.parts
