"""Checks of what a caller gives for the client's options, and the defaults of some.

Imports only the exceptions (start-up).
"""

from __future__ import annotations

from os import PathLike, fspath
from typing import Final, cast

from udacity_client.errors import ConfigurationError
from udacity_client.system.option_kinds import (
    OptionKind,
    describe,
    instance_of,
    is_int,
    is_number,
    is_plain_function,
    show_number,
)

DEADLINE: Final = 120.0
"""Seconds that a call may take, retries and waiting included."""

CONCURRENCY: Final = 8
"""Requests that may be out at once; plain httpx slows down badly with many."""

MAX_ANSWER_BYTES: Final = 64 * 1024 * 1024
"""How long an answer may be, once it is unpacked."""

MOST_AT_ONCE: Final = 10_000
"""The highest concurrency; a place for each takes memory, and a connection a file."""

HIGHEST_LIMIT: Final = 100_000
"""The highest rate limit; a limiter keeps an entry for each request of a minute."""

# A lock cannot wait for much longer than a year.
_LONGEST_SECONDS: Final = 31_536_000.0

_STORE_METHODS: Final = ("acquire", "release", "give_back", "pause", "reconcile")
_METHODS_FOR_AUTO: Final = ("load_limit", "store_limit")


class ClientOption(OptionKind):
    """What an option of the client takes. No error shows text: it may be secret."""

    __slots__ = ()

    def require(self, name: str, value: object) -> None:
        """Refuse *value* for the option *name*, unless it fits.

        Raises:
            ConfigurationError: It has another type, or cannot work.
        """
        problem = self.type_problem(value) or self.value_problem(value, self._show)
        if problem:
            raise ConfigurationError(f"{name} is {problem}")

    def _show(self, value: object) -> str:
        return show_number(value) if is_number(value) else self.flaw


def is_path(value: object) -> bool:
    """Return whether *value* names a file or a folder in text."""
    if isinstance(value, PathLike):
        # It may be of bytes, which pathlib refuses.
        named = cast("PathLike[str]", value)
        return isinstance(cast("object", named.__fspath__()), str)
    return isinstance(value, str)


def _has_no_nul(path: str | PathLike[str]) -> bool:
    return "\0" not in fspath(path)


def _is_positive(number: float) -> bool:
    return number >= 1


def _is_short(seconds: float) -> bool:
    return 0 < seconds < _LONGEST_SECONDS


def _is_auto(value: object) -> bool:
    return isinstance(value, str) and value == "auto"


def _is_limit(value: object) -> bool:
    return is_int(value) or _is_auto(value)


def _is_rate_limit(value: object) -> bool:
    return value is None or _is_limit(value) or _is_store(value)


def _is_few(number: int) -> bool:
    return 1 <= number <= MOST_AT_ONCE


def _lets_through(limit: object) -> bool:
    return not isinstance(limit, int) or 1 <= limit <= HIGHEST_LIMIT


def _is_store(value: object) -> bool:
    """Return whether *value* may be meant for a shared limit; a lock is not one."""
    return not isinstance(value, type) and all(
        hasattr(value, name) for name in ("acquire", "pause")
    )


COUNT: Final = ClientOption("an int", is_int, "give 1 or more", _is_positive)
"""How many there are of something."""

AT_ONCE: Final = ClientOption("an int", is_int, f"give 1 to {MOST_AT_ONCE:,}", _is_few)
"""How many requests may be out at once."""

SECONDS: Final = ClientOption(
    "a number", is_number, "give seconds above 0, up to a year", _is_short
)
"""A duration."""

TEXT: Final = ClientOption("a str", instance_of(str), "give text")
"""Any text."""

FUNCTION: Final = ClientOption(
    "a plain function", is_plain_function, "give a function that is not async"
)
"""A function or a method that nobody awaits."""

PATH: Final = ClientOption(
    "a path",
    is_path,
    "give a str or a Path",
    _has_no_nul,
    flaw="text with a NUL character",
)
"""Where a file or a folder is."""

LIMIT: Final = ClientOption(
    "an int",
    _is_limit,
    f"give 1 to {HIGHEST_LIMIT:,}, or 'auto'",
    _lets_through,
)
"""Requests in a window."""

RATE_LIMIT: Final = ClientOption(
    "an int or a shared limit",
    _is_rate_limit,
    f"give 1 to {HIGHEST_LIMIT:,}, 'auto' for the limit that the API states, a shared "
    "limit such as FileRateLimit(), or None for no limit",
    _lets_through,
)
"""The rate limit of a client."""


def require_store(name: str, store: object) -> None:
    """Refuse a caller's shared rate limit that lacks a method.

    Raises:
        ConfigurationError: It lacks one, or its limit cannot work.
    """
    if store is None or isinstance(store, int | str):
        return
    limit: object = getattr(store, "limit", None)
    LIMIT.require(f"{name}.limit", limit)
    needed = (*_STORE_METHODS, *(_METHODS_FOR_AUTO if _is_auto(limit) else ()))
    missing = [one for one in needed if not callable(getattr(store, one, None))]
    if missing:
        message = (
            f"{name} is {describe(store)}, which lacks {', '.join(missing)}; write all "
            "methods of SharedRateLimit."
        )
        raise ConfigurationError(message)
