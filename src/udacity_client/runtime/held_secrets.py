"""Secrets that values hold, and whether they were written as asterisks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias, TypeGuard

from pydantic import Secret, SecretBytes, SecretStr
from pydantic_core import to_json

from udacity_client.runtime.held_values import parts, walk

AnySecret: TypeAlias = "SecretStr | SecretBytes | Secret[Any]"

_ASTERISKS: Final = str(SecretStr("x"))

HIDDEN: Final = (
    "it holds a secret, of which pydantic writes asterisks. Annotate it as "
    "udacity_client.runtime.Secret, or give its scalar a serialize that reveals it"
)
"""Why a request is not sent."""


def is_secret(value: object) -> TypeGuard[AnySecret]:
    """Return whether pydantic writes *value* as asterisks."""
    return isinstance(value, SecretStr | SecretBytes | Secret)


def secrets_in(value: object) -> Iterator[AnySecret]:
    """Yield each secret in *value*, at any depth."""
    for one in walk(value, parts):
        if is_secret(one):
            yield one


def text_of(secret: AnySecret) -> str:
    """Return the text of *secret*."""
    value: object = secret.get_secret_value()
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def are_hidden(value: object, written: bytes) -> bool:
    """Return whether *written*, the JSON of *value*, has asterisks for a secret."""
    if b"*" not in written:
        return False
    secrets = [*secrets_in(value)]
    if not secrets:
        return False
    # Asterisks may also be in what a caller wrote, or in a secret that is revealed. One
    # object counts as often as it is held.
    held = [one for holder in walk(value, _parts) for one in _parts(holder)]
    given = [one for one in held if isinstance(one, str)]
    revealed = (text_of(one) for one in held if is_secret(one))
    given += (one for one in revealed if to_json(one)[1:-1] in written)
    text = written.decode()
    return any(
        text.count(mark) > sum(one.count(mark) for one in given)
        for mark in marks_of(secrets)
    )


def _parts(value: object) -> Iterable[object]:
    return () if is_secret(value) else parts(value)


def marks_of(secrets: Iterable[AnySecret]) -> set[str]:
    """Return what pydantic may write of *secrets*: asterisks, or what a class shows."""
    return {_ASTERISKS, *map(str, secrets)} - {""}
