"""The schema files that ship with the package, and facts that they do not state.

A wheel has them in this folder; an editable install uses `schema/` in its checkout.
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


def schema_directory() -> Path:
    """Return the folder of `<domain>.graphql` files and `provenance.toml`.

    Raises:
        FileNotFoundError: Neither the package nor its checkout holds a schema.
    """
    for folder in (_WHEEL, _WHEEL.parents[3] / "schema"):
        if (folder / "provenance.toml").is_file():
            return folder
    message = (
        f"There are no schema files in {_WHEEL}: the installation is damaged. "
        "Reinstall udacity-client."
    )
    raise FileNotFoundError(message)
