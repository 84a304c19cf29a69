"""Secrets that values hold, and whether they were written as asterisks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import SecretBytes, SecretStr

from udacity_client.runtime.held_values import parts, walk

_ASTERISKS: Final = str(SecretStr("x"))
"""What pydantic writes of any secret."""


def secrets_in(value: object) -> Iterator[SecretStr | SecretBytes]:
    """Yield each secret in *value*, at any depth."""
    for one in walk(value, parts):
        if isinstance(one, SecretStr | SecretBytes):
            yield one


def text_of(secret: SecretStr | SecretBytes) -> str:
    """Return the text of *secret*."""
    value = secret.get_secret_value()
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def are_hidden(value: object, written: bytes) -> bool:
    """Return whether *written*, the JSON of *value*, has asterisks for a secret."""
    if _ASTERISKS.encode() not in written:
        return False
    secrets = [*map(text_of, secrets_in(value))]
    texts = (one for one in walk(value, parts) if isinstance(one, str))
    # A caller may have written asterisks.
    given = any(_ASTERISKS in one for one in (*secrets, *texts))
    return bool(secrets) and not given
