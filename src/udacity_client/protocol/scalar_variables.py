"""Write variables whose scalars have a function for that."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from udacity_client.runtime import UNSET


def with_written_scalars(
    variables: Mapping[str, object], scalars: Mapping[str, str]
) -> Mapping[str, object]:
    """Return *variables* with JSON for those that are of *scalars*.

    Args:
        variables: The variables of an operation.
        scalars: `Operation.scalars`.

    Raises:
        PydanticSerializationError: A function raised an error.
    """
    if not scalars:
        return variables
    written = {**variables}
    for name in scalars.keys() & variables.keys():
        try:
            written[name] = _written(variables[name], scalars[name])
        except PydanticSerializationError as error:
            message = f"{name}: {error}"
            raise PydanticSerializationError(message) from error
    return written


def _written(value: object, scalar: str) -> object:
    if value is None or value is UNSET:
        return value
    if not scalar.startswith("["):
        return _adapter(scalar).dump_python(value, mode="json")
    if isinstance(value, list | tuple):
        items = cast("list[object]", value)
        return [_written(item, scalar[1:-1]) for item in items]
    # GraphQL takes one value for a list of one.
    return _written(value, scalar[1:-1])


@lru_cache(maxsize=512)
def _adapter(scalar: str) -> TypeAdapter[Any]:
    module, _, name = scalar.partition(":")
    return TypeAdapter(getattr(importlib.import_module(module), name))
