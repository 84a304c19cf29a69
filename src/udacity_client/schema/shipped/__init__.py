"""The folder of the schema files that are part of the package.

A wheel has them in this folder; an editable install uses `schema/` in its checkout.
"""

from __future__ import annotations

from pathlib import Path

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
