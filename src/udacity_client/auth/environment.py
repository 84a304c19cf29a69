"""Environment variables, read so that no traceback shows one among its locals."""

from __future__ import annotations

from collections.abc import Mapping

from udacity_client.auth.secret import validation_error_of

__all__ = ["Environment"]


class Environment:
    """The environment variables, as they are at each call."""

    __slots__ = ("_variables",)

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def get(self, name: str) -> str | None:
        """Return the variable's value; an empty one counts as not set."""
        return self._variables.get(name) or None

    def validation_error(self, name: str) -> str | None:
        """Return why the variable cannot be a secret, without showing it."""
        return validation_error_of(self._variables.get(name, ""))

    def given(self, *names: str) -> set[str]:
        """Return those of *names* that are set."""
        return {name for name in names if self.get(name)}
