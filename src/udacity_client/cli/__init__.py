"""The entry point of the `udacity` command; says what to install if it cannot start."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, and exit with its exit code."""
    try:
        from udacity_client.cli.app import run
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich"}:
            raise
    else:
        sys.exit(run())
    sys.stderr.write(
        "The udacity command needs an extra:\n\n  pip install 'udacity-client[cli]'\n"
    )
    sys.exit(2)
