"""Models that hold each other many levels deep, as input objects do.

Pydantic copies the schemas of all classes below into each class, and reads values by
recursion, so the thread's stack bounds both.
"""

from __future__ import annotations

from collections.abc import MutableMapping, MutableSet
from contextvars import ContextVar
from typing import Final
from weakref import WeakKeyDictionary, WeakSet

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema, to_json

from udacity_client.runtime.annotations import types_in

WHOLE_LEVELS: Final = 8
"""How many levels of models pydantic puts into one schema.

Up to twice as many can come together, and 32 take more than the 512 KiB of stack that a
thread has on macOS.
"""

_DEPTH: Final = ContextVar("_DEPTH", default=0)
"""How many models that are not complete are being built in each other."""

_MOST_APART: Final = 32
"""How many schemas that were left apart may read values in each other.

Python's own bound comes too late: pydantic has used up the thread's stack by then.
"""

_APART: Final = ContextVar("_APART", default=0)
"""How many of them are reading."""

_DESCRIBED: Final = ContextVar("_DESCRIBED", default=frozenset[type[BaseModel]]())
"""The models that were left apart and that a JSON schema is inside of."""

_DEEP: Final[MutableSet[type]] = WeakSet()
"""The models that may hold each other."""

_LEVELS: Final[MutableMapping[type[BaseModel], int]] = WeakKeyDictionary()
"""How many classes deep each model is."""


def deep_schema(
    model: type[BaseModel], source: type[BaseModel], handler: GetCoreSchemaHandler
) -> CoreSchema:
    """Return the schema of *model*, whose fields may hold such models to any depth.

    Each of these models calls it in its own `__get_pydantic_core_schema__`.

    Args:
        model: The model.
        source: What pydantic gave to that method.
        handler: Likewise.
    """
    _DEEP.add(model)
    if model.__pydantic_complete__:
        return handler(source) if _levels(model) % WHOLE_LEVELS else _apart(model)
    # Models that lead back to each other are built in each other.
    depth = _DEPTH.get()
    if depth == WHOLE_LEVELS:
        return _apart(model)
    entered = _DEPTH.set(depth + 1)
    try:
        return handler(source)
    finally:
        _DEPTH.reset(entered)


def _levels(model: type[BaseModel]) -> int:
    """Return how many classes deep *model* is: 1 if no field of it holds another."""
    if model not in _LEVELS:
        held = {
            type_
            for field in model.model_fields.values()
            for type_ in types_in(field.annotation)
            if type_ in _DEEP and type_ is not model
        }
        # What was not complete when *model* was built leads back to it. It may be as
        # deep as is allowed.
        below = (_LEVELS.get(type_, WHOLE_LEVELS - 1) for type_ in held)
        _LEVELS[model] = 1 + max(below, default=0)
    return _LEVELS[model]


def _apart(model: type[BaseModel]) -> CoreSchema:
    """Return the schema of a field that holds *model*, without the schema of *model*.

    Pydantic copies the schemas of all classes below into each class. For a chain of
    1,500 it takes quadratic time, and more of the thread's stack than there is.
    """

    def read(value: object, info: core_schema.ValidationInfo) -> BaseModel:
        if _APART.get() == _MOST_APART:
            message = "input objects are nested too deeply"
            raise RecursionError(message)
        entered = _APART.set(_APART.get() + 1)
        try:
            if info.mode == "json":
                return model.model_validate_json(to_json(value), context=info.context)
            return model.model_validate(value, context=info.context)
        finally:
            _APART.reset(entered)

    def describe(_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = _DESCRIBED.get()
        if model in described:
            # It leads back to itself, and no reference to it can be made from here.
            return {"title": model.__name__, "type": "object"}
        entered = _DESCRIBED.set(described | {model})
        try:
            return handler(model.__pydantic_core_schema__)
        finally:
            _DESCRIBED.reset(entered)

    return core_schema.with_info_plain_validator_function(
        read,
        serialization=core_schema.simple_ser_schema("any"),
        metadata={"pydantic_js_functions": [describe]},
    )
