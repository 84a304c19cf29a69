"""How to install an extra of this package."""

from __future__ import annotations

import sys


def install_hint(extra: str) -> str:
    """Return what to run to install *extra*, on lines of its own.

    It names no package: on an index, `udacity-client` might be somebody else's. And it
    names this Python: if its environment is not activated, `pip` is another one's.
    """
    python = sys.executable or "python"  # an embedded one has no name
    quoted = f'"{python}"' if " " in python else python
    return (
        "In a checkout of udacity-client, run:\n\n"
        f"  {quoted} -m pip install '.[{extra}]'"
    )
