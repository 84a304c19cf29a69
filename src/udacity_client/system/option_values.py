"""Checks of the values and the names that a caller gives for options, and defaults.

Imports only the exceptions (start-up).
"""

from __future__ import annotations

from functools import wraps
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from udacity_client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FunctionType

FunctionT = TypeVar("FunctionT", bound="Callable[..., Any]")

DEADLINE: Final = 120.0
"""Seconds that a call may take, retries and waiting included."""

CONCURRENCY: Final = 8
"""Requests that may be out at once; plain httpx slows down badly with many."""

MAX_ANSWER_BYTES: Final = 64 * 1024 * 1024
"""How long an answer may be, once it is unpacked."""

# A lock cannot wait for much longer than a year.
_LONGEST_SECONDS: Final = 31_536_000.0
_LONGEST_SHOWN: Final = 10**15

_STORE_METHODS: Final = ("acquire", "release", "give_back", "pause", "reconcile")
_METHODS_FOR_AUTO: Final = ("load_limit", "store_limit")


def _always(_value: object) -> bool:
    return True


class OptionKind(NamedTuple):
    """What an option takes.

    Attributes:
        noun: Its type, with the article.
        is_type: Whether a value has the type.
        advice: What to give.
        is_valid: Whether a value of the type can work.
        takes_none: Whether it also takes `None`.
        flaw: What is wrong with a value that is not valid, unless it is a number.
    """

    noun: str
    is_type: Callable[[object], bool]
    advice: str
    is_valid: Callable[[Any], bool] = _always
    takes_none: bool = False
    flaw: str = ""

    def require(self, name: str, value: object) -> None:
        """Refuse *value* for the option *name*. Only numbers are shown.

        Raises:
            ConfigurationError: It has another type, or cannot work.
        """
        if value is None and self.takes_none:
            return
        if not self.is_type(value):
            given = shown(value) if is_number(value) else describe(value)
            problem = f"{given}, not {self.noun}"
        elif not self.is_valid(value):
            problem = shown(value) if is_number(value) else self.flaw
        else:
            return
        message = f"{name} is {problem}; {self.advice}."
        raise ConfigurationError(message)

    def or_none(self, advice: str) -> OptionKind:
        """Return the kind that also takes `None`, for which *advice* is more."""
        return self._replace(advice=f"{self.advice}, {advice}", takes_none=True)


def describe(value: object) -> str:
    """Return the type of *value* with its article; the value may be secret."""
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if is_async_function(value):
        return "an async function"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIO' else 'a'} {name}"


def shown(value: object) -> str:
    """Return a number as text; Python refuses to write thousands of digits."""
    if isinstance(value, int) and abs(value) > _LONGEST_SHOWN:
        return "beyond all use"
    return f"{value}"


def is_int(value: object) -> bool:
    """Return whether *value* is a whole number; `True` is not meant for one."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Return whether *value* is an int or a float; `True` is not meant for one."""
    return is_int(value) or isinstance(value, float)


def is_function(value: object) -> bool:
    """Return whether *value* can be called, and is not a class."""
    return callable(value) and not isinstance(value, type)


def is_async_function(value: object) -> bool:
    """Return whether a call of *value* returns something to await, as far as it shows.

    It may be a function, a method, a `partial`, or an object that can be called.
    """
    if not is_function(value):
        return False
    from inspect import (  # noqa: PLC0415 - start-up
        isasyncgenfunction,
        iscoroutinefunction,
    )

    # Of an object that can be called, its class says so.
    ways = (value, vars(type(value)).get("__call__"))
    return any(iscoroutinefunction(one) or isasyncgenfunction(one) for one in ways)


def is_plain_function(value: object) -> bool:
    """Return whether *value* can be called, and does what it does at once."""
    return is_function(value) and not is_async_function(value)


def is_path(value: object) -> bool:
    """Return whether *value* names a file or a folder in text."""
    if isinstance(value, PathLike):
        # It may be of bytes, which pathlib refuses.
        named = cast("PathLike[str]", value)
        return isinstance(cast("object", named.__fspath__()), str)
    return isinstance(value, str)


def _has_no_nul(path: str | PathLike[str]) -> bool:
    return "\0" not in fspath(path)


def instance_of(kind: type) -> Callable[[object], bool]:
    """Return what tells whether a value is an instance of *kind*."""
    return lambda value: isinstance(value, kind)


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


def _lets_through(limit: object) -> bool:
    return not isinstance(limit, int) or limit >= 1


def _is_store(value: object) -> bool:
    """Return whether *value* may be meant for a shared limit; a lock is not one."""
    return not isinstance(value, type) and all(
        hasattr(value, name) for name in ("acquire", "pause")
    )


COUNT: Final = OptionKind("an int", is_int, "give 1 or more", _is_positive)
"""How many there are of something."""

SECONDS: Final = OptionKind(
    "a number", is_number, "give seconds above 0, up to a year", _is_short
)
"""A duration."""

TEXT: Final = OptionKind("a str", instance_of(str), "give text")
"""Any text."""

FUNCTION: Final = OptionKind(
    "a plain function", is_plain_function, "give a function that is not async"
)
"""A function or a method that nobody awaits."""

PATH: Final = OptionKind(
    "a path",
    is_path,
    "give a str or a Path",
    _has_no_nul,
    flaw="text with a NUL character",
)
"""Where a file or a folder is."""

LIMIT: Final = OptionKind(
    "an int", _is_limit, "give 1 or more, or 'auto'", _lets_through
)
"""Requests in a window."""

RATE_LIMIT: Final = OptionKind(
    "an int or a shared limit",
    _is_rate_limit,
    "give 1 or more, 'auto' for the limit that the API states, a shared limit such as "
    "FileRateLimit(), or None for no limit",
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


def names_options(function: FunctionT) -> FunctionT:
    """Let *function* refuse options that it does not have, and name those it has.

    Python's own message names the base class and no option.
    """
    plain = cast("FunctionType", function)
    code = plain.__code__
    names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]

    @wraps(function)
    def checked(*arguments: Any, **options: Any) -> Any:
        try:
            unknown = next((name for name in options if name not in names), None)
            if unknown is not None:
                who = f"{type(arguments[0]).__name__}.{plain.__name__}"
                raise _unknown_option(who.removesuffix(".__init__"), unknown, names)
            return function(*arguments, **options)
        finally:
            # A traceback may list this frame's locals, and options may be secret.
            del arguments, options

    return cast("FunctionT", checked)


def _unknown_option(who: str, unknown: str, names: Iterable[str]) -> TypeError:
    from difflib import get_close_matches  # noqa: PLC0415 - only for an error

    close = get_close_matches(unknown, names, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    listed = ", ".join(names)
    message = f"{who} has no option {unknown!r}.{meant} Its options are {listed}."
    return TypeError(message)
