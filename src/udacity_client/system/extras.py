"""How to install an extra of this package."""

from __future__ import annotations


def install_hint(extra: str) -> str:
    """Return what to run to install *extra*, on lines of its own.

    It names no package: on an index, `udacity-client` might be somebody else's.
    """
    return f"In a checkout of udacity-client, run:\n\n  pip install '.[{extra}]'"
