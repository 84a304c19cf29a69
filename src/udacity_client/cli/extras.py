"""The error for a missing extra."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from udacity_client.errors import UdacityError
from udacity_client.system.extras import install_hint


class MissingExtraError(UdacityError):
    """A package that the command needs is not installed.

    Attributes:
        package: The package.
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(
            f"This command needs the extra {extra} ({package} is not installed). "
            f"{install_hint(extra)}"
        )
        self.package: str = package


@contextmanager
def extra(name: str) -> Generator[None]:
    """Turn a failed import in the block into an error that says what to install.

    If the block needs other extras, *name* has to bring these, and is named alone.

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
    except MissingExtraError as error:
        missing = error.package
    if missing is not None:
        raise MissingExtraError(name, missing)
