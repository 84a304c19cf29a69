"""GraphQL requests: an operation and its variables become a JSON body. No I/O.

This is the only place that reveals secrets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from pydantic import RootModel, SecretStr
from pydantic_core import PydanticSerializationError, to_json

from udacity_client.errors import InputError
from udacity_client.protocol.finite_numbers import find_non_finite
from udacity_client.runtime import UNSET, Duration, Input, Operation
from udacity_client.runtime.custom_scalars import FAILURES
from udacity_client.runtime.field_types import REVEALED, Secret, in_whole_minutes
from udacity_client.runtime.held_secrets import HIDDEN, are_hidden
from udacity_client.runtime.models import Variables
from udacity_client.runtime.plain_values import plain_values
from udacity_client.runtime.variables import check_input, check_variables

VariablesT = TypeVar("VariablesT")

ACCEPT: Final = "application/graphql-response+json, application/json;q=0.9"
"""The media types of a response (GraphQL over HTTP, "Legacy watershed")."""


@dataclass(frozen=True, slots=True)
class EncodedRequest:
    """The body of a request.

    Attributes:
        content: The JSON.
        secrets: The secrets in it, to be masked in whatever is shown of the response.
    """

    content: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def encode(
    operation: Operation[VariablesT, Any], variables: VariablesT
) -> EncodedRequest:
    """Encode the request for *operation*. Values that are `UNSET` are left out.

    Raises:
        InputError: A variable is not what the operation takes, or cannot be written as
            JSON; nothing was sent.
    """
    head = _head(operation.document, operation.name)
    plain = plain_values(operation, variables)
    if plain is not None:
        # If a text has half of a surrogate pair, the model says so.
        with suppress(PydanticSerializationError):
            return EncodedRequest(b"%b%b}" % (head, to_json(plain)))
    encoded = _encode_checked(operation, variables, head)
    if isinstance(encoded, EncodedRequest):
        return encoded
    # Raised from here, so no frame has a local variable that holds a revealed secret.
    message = f"A variable of {operation.name} cannot be written as JSON: {encoded}."
    raise InputError(message)


def _encode_checked(
    operation: Operation[Any, Any], variables: object, head: bytes
) -> EncodedRequest | str:
    """Return the request whose *head* is given, or why it cannot be written."""
    revealed, failures = _RevealedSecrets(), list[str]()
    context = {REVEALED: revealed, FAILURES: failures}
    try:
        checked = _checked(operation, variables)
        written = to_json(checked, by_alias=True, context=context)
    except PydanticSerializationError as error:
        return str(error)
    except RecursionError:
        return "it is nested too deeply, or holds itself"
    content = b"%b%b}" % (head, written)
    return (
        next(iter(failures), None)
        or find_non_finite(content)
        or (HIDDEN if are_hidden(checked, written) else None)
        or EncodedRequest(content, revealed.as_tuple())
    )


@lru_cache(maxsize=512)
def _head(document: str, name: str) -> bytes:
    """Return a request up to its variables."""
    request = to_json({"query": document, "operationName": name})
    return request.removesuffix(b"}") + b',"variables":'


class _RevealedSecrets:
    """Secrets that were written. A traceback with local variables does not show them.

    It is not a list: crash reporters show the items of lists.
    """

    def __init__(self) -> None:
        self._values: list[str] = []

    def append(self, secret: str) -> None:
        self._values.append(secret)

    def as_tuple(self) -> tuple[str, ...]:
        return tuple(self._values)


class _SecretVariable(RootModel[Secret]):
    """Gives a secret outside of an input object the serializer that reveals it."""


def _checked(operation: Operation[Any, Any], variables: object) -> object:
    checked = check_variables(operation, variables)
    return checked if isinstance(checked, Variables) else _to_serializable(checked)


def _to_serializable(value: object) -> object:
    """Return *value* without `UNSET`, and with types that pydantic can serialize."""
    match value:
        case SecretStr():
            return _SecretVariable(value)
        case Input():
            return check_input(value)
        case Duration():
            return str(value)
        case Sequence() if not isinstance(value, str | bytes | bytearray):
            items = cast("Sequence[object]", value)
            return [_to_serializable(item) for item in items if item is not UNSET]
        case Mapping():
            pairs = cast("Mapping[str, object]", value)
            return {
                name: _to_serializable(item)
                for name, item in pairs.items()
                if item is not UNSET
            }
        case _:
            return in_whole_minutes(value)
