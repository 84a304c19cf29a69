"""The error for a missing extra."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from udacity_client.errors import UdacityError
from udacity_client.system.extras import install_hint


class MissingExtraError(UdacityError):
    """A package that the command needs is not installed."""


@contextmanager
def extra(name: str) -> Generator[None]:
    """Turn a failed import in the block into an error that says what to install.

    Raises:
        MissingExtraError: A package of the extra *name* is missing.
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
            f"This command needs the extra {name} ({missing} is not installed). "
            f"{install_hint(name)}"
        )
        raise MissingExtraError(message)
