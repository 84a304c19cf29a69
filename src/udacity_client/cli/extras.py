"""Say which extra to install where a command's packages are missing."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from udacity_client.errors import UdacityError


class MissingExtraError(UdacityError):
    """Refuse a command whose packages are not installed."""


@contextmanager
def extra(name: str) -> Generator[None]:
    """Turn a missing package, imported in the block, into the line that installs it.

    Raises:
        MissingExtraError: A package outside this project is missing.
    """
    missing: str | None = None
    try:
        yield
    except ModuleNotFoundError as error:
        missing = error.name or "a package"
        if missing.partition(".")[0] in {"udacity_client", "udacity_graphql"}:
            raise
    if missing is not None:
        message = (
            f"This command needs an extra ({missing} is not installed):\n\n"
            f"  pip install 'udacity-client[{name}]'"
        )
        raise MissingExtraError(message)
