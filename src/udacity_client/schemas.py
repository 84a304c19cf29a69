"""Find the schema files that ship with the package, without reading them.

A wheel carries them in `udacity_client/schema/`; an editable install finds them in
`schema/` at the root of the checkout that it points to.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def schema_directory() -> Path:
    """Return the folder of `<domain>.graphql` files and `provenance.toml`.

    Raises:
        FileNotFoundError: Neither the package nor its checkout holds a schema.
    """
    for folder in (_PACKAGE / "schema", _PACKAGE.parents[1] / "schema"):
        if (folder / "provenance.toml").is_file():
            return folder
    message = (
        f"No schema files beside {_PACKAGE}: the installation is damaged. "
        "Reinstall udacity-client."
    )
    raise FileNotFoundError(message)
