"""Check the variables of an operation against their types, before they are sent.

The types are the annotations of the operation's `TypedDict`. They are read when the
operation is sent for the first time: what they name imports pydantic (start-up).
"""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import (
    Any,
    Final,
    ForwardRef,
    NotRequired,
    Required,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import Field, ValidationError, create_model

from udacity_client import runtime
from udacity_client.errors import ConfigurationError, InputError
from udacity_client.runtime.input_errors import make_input_error
from udacity_client.runtime.models import Input, Variables
from udacity_client.runtime.operation import Operation
from udacity_client.runtime.unset import UNSET

_NAME: Final = re.compile(r"[^\W\d]\w*")
_GRAPHQL_NAMES: Final[Mapping[str, str]] = {}


def check_variables(
    operation: Operation[Any, Any],
    variables: object,
    names: Mapping[str, str] = _GRAPHQL_NAMES,
) -> Mapping[str, object] | Variables:
    """Return *variables* as they may be sent.

    Args:
        operation: The operation. If it has no types, only input objects are checked.
        variables: Its variables, by their names in GraphQL.
        names: What an error calls them, if it is something else.

    Raises:
        InputError: A value is not what its variable takes.
        ConfigurationError: The annotation of a variable cannot be resolved.
    """
    if not isinstance(variables, Mapping):
        message = (
            f"The variables of {operation.name} are of type {type(variables).__name__}."
            " Give a dict, by the names in GraphQL."
        )
        raise InputError(message)
    values = cast("Mapping[str, object]", variables)
    model = _model_of(operation)
    if model is None:
        return values
    try:
        return model.model_validate({**values})
    except ValidationError as error:
        failure = make_input_error(model, values, error, names)
    # Outside the handler: as a context, the first error would print as well.
    raise failure


def check_input(given: Input) -> Input:
    """Return *given* as it may be sent, for `model_copy` checks nothing.

    Raises:
        InputError: A value is not what its field takes.
    """
    model = type(given)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        failure = make_input_error(model, vars(given), error)
    raise failure


@lru_cache(maxsize=512)
def _model_of(operation: Operation[Any, Any]) -> type[Variables] | None:
    """Return the model of the variables, if the operation says what they are."""
    if operation.variables is None:
        return None
    fields: dict[str, Any] = {
        operation.arguments.get(wire, wire): (annotation, _field(wire, is_required))
        for wire, (annotation, is_required) in variables_of(operation.variables).items()
    }
    model = create_model(Variables.__name__, __base__=Variables, **fields)
    # Not before: pydantic would take the name `dict` in annotations for this class.
    model.__name__ = operation.name
    return model


def _field(wire: str, is_required: bool) -> object:  # noqa: FBT001 - a value
    default: Any = ... if is_required else UNSET
    return Field(default=default, validation_alias=wire, serialization_alias=wire)


def variables_of(variables: type[object]) -> dict[str, tuple[object, bool]]:
    """Return the annotation of each variable, and whether it is required."""
    # Python sees no `NotRequired` in an annotation that is a text, so it comes first.
    required: frozenset[str] = getattr(variables, "__required_keys__", frozenset())
    found: dict[str, tuple[object, bool]] = {}
    for name, annotation in _annotations(variables).items():
        origin = get_origin(annotation)
        if origin is Required or origin is NotRequired:
            (inner,) = get_args(annotation)
            found[name] = inner, origin is Required
        else:
            found[name] = annotation, name in required
    return found


def _annotations(variables: type[object]) -> dict[str, object]:
    """Return the annotations of a `TypedDict`, evaluated.

    The module of a generated one imports what they name for type checkers only.
    """
    annotations = variables.__annotations__.values()
    texts = [one.__forward_arg__ for one in annotations if isinstance(one, ForwardRef)]
    named = {name for text in texts for name in _NAME.findall(text)}
    package = variables.__module__.rpartition(".")[0]
    found = {name: value for name in named for value in _values_of(name, package)}
    try:
        return get_type_hints(variables, localns=found, include_extras=True)
    except NameError as error:
        unknown = error.name
    message = (
        f"An annotation of {variables.__qualname__} names {unknown}, which is not "
        f"defined at the top of {variables.__module__}. Define or import it there, "
        "not in a function and not only for type checkers."
    )
    raise ConfigurationError(message)


def _values_of(name: str, package: str) -> Iterator[object]:
    """Yield what *name* is in annotations of *package*, unless it is built in.

    The names of the schema come first. An import that meets one gets an underscore, and
    the types of scalars always have one; see `codegen/local_names.py`.
    """
    plain = name.removeprefix("_")
    if plain == name:
        own = sys.modules.get(package)
        modules = [own] if name in getattr(own, "__all__", ()) else []
    else:
        scalars = f"{package}.scalars"
        modules = [import_module(scalars)] if find_spec(scalars) else []
    for module in (*modules, runtime, typing):
        if hasattr(module, plain):
            yield getattr(module, plain)
            return
