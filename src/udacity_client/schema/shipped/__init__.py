"""The schemas and operations that ship with the package, and facts not stated in them.

A wheel has them in this folder; an editable install uses those of its checkout.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

SECRETS: Final = frozenset(
    {
        "GenerateTokenInput.clientSecret",
        "GeneratedToken.unredactedToken",
        "NewClientCredential.clientSecret",
        "NewToken.unredactedToken",
    }
)
"""Coordinates whose values never print, in inputs and in records."""

UNAUTHENTICATED: Final = frozenset({"Mutation.generateToken"})
"""Root fields that need no token."""

_WHEEL = Path(__file__).resolve().parent
_CHECKOUT = _WHEEL.parents[3]


def schema_directory() -> Path:
    """Return the folder of `<domain>.graphql` files and `provenance.toml`.

    Raises:
        FileNotFoundError: Neither the package nor its checkout holds a schema.
    """
    return _find("schema", "provenance.toml")


def queries_directory() -> Path:
    """Return the folder of `<domain>/*.graphql` operations.

    Raises:
        FileNotFoundError: Neither the package nor its checkout holds operations.
    """
    return _find("queries", "tokens")


def _find(name: str, member: str) -> Path:
    for root in (_WHEEL, _CHECKOUT):
        if (root / name / member).exists():
            return root / name
    message = (
        f"There is no folder {name} in {_WHEEL}: the installation is damaged. "
        "Reinstall udacity-client."
    )
    raise FileNotFoundError(message)
