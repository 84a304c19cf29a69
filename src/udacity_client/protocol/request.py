"""Write GraphQL requests: an operation and its variables become a JSON body. No I/O.

This is the only place that reveals secrets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from pydantic import RootModel, SecretStr
from pydantic_core import PydanticSerializationError, to_json

from udacity_client.errors import ConfigurationError
from udacity_client.runtime import UNSET, Duration, Operation
from udacity_client.runtime.models import REVEALED, Secret

VariablesT = TypeVar("VariablesT")

ACCEPT: Final = "application/graphql-response+json, application/json;q=0.9"
"""The media types of an answer (GraphQL over HTTP, "Legacy watershed")."""


@dataclass(frozen=True, slots=True)
class EncodedRequest:
    """Hold the bytes of a request, and the secrets that they spell out."""

    content: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def encode(
    operation: Operation[VariablesT, Any], variables: VariablesT
) -> EncodedRequest:
    """Write the request that asks for *operation*; the only place that reveals secrets.

    What is `UNSET` is left out, at every level.

    Raises:
        ConfigurationError: A variable cannot be written as JSON; nothing was sent.
    """
    revealed = _Revealed()
    request = {
        "query": operation.document,
        "operationName": operation.name,
        "variables": _wire(cast("Mapping[str, object]", variables)),
    }
    try:
        content = to_json(request, by_alias=True, context={REVEALED: revealed})
    except PydanticSerializationError as error:
        reason = str(error)
    else:
        return EncodedRequest(content, tuple(revealed))
    message = f"A variable of {operation.name} cannot be written as JSON: {reason}."
    raise ConfigurationError(message)


class _Revealed(list[str]):
    """Receive the secrets that are written, without showing them in a traceback."""

    def __repr__(self) -> str:
        return f"<{len(self)} secrets>"


class _SecretVariable(RootModel[Secret]):
    """Write a secret that stands in no input object."""


def _wire(value: object) -> object:
    """Return *value* in a form that JSON has, where pydantic alone would not know."""
    match value:
        case SecretStr():
            return _SecretVariable(value)
        case Duration():
            return str(value)
        case list() | tuple():
            items = cast("Sequence[object]", value)
            return [_wire(item) for item in items if item is not UNSET]
        case Mapping():
            pairs = cast("Mapping[str, object]", value)
            return {
                name: _wire(item) for name, item in pairs.items() if item is not UNSET
            }
        case _:
            return value
