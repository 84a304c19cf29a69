"""Kinds of options: which types and values they take, and what is wrong with others.

The client and the emulator share this and raise errors of their own. It knows no option
of either, and nothing of the API. It imports nothing of the package (start-up).
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from types import FunctionType
    from typing import Self

FunctionT = TypeVar("FunctionT", bound="Callable[..., Any]")

_LONGEST_SHOWN: Final = 10**15


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
        flaw: What is wrong with a value that is not valid, if it is not to be shown.
    """

    noun: str
    is_type: Callable[[object], bool]
    advice: str
    is_valid: Callable[[Any], bool] = _always
    takes_none: bool = False
    flaw: str = ""

    def or_none(self, advice: str) -> Self:
        """Return the kind that also takes `None`, for which *advice* is more."""
        return self._replace(advice=f"{self.advice}, {advice}", takes_none=True)

    def type_problem(self, value: object) -> str | None:
        """Return what is wrong with the type of *value*, if anything is."""
        if self.is_type(value) or (value is None and self.takes_none):
            return None
        given = show_number(value) if is_number(value) else describe(value)
        return f"{given}, not {self.noun}; {self.advice}."

    def value_problem(self, value: object, show: Callable[[object], str]) -> str | None:
        """Return what is wrong with a *value* of the right type, if anything is.

        Args:
            value: The value.
            show: Writes a value that cannot work.
        """
        if (value is None and self.takes_none) or self.is_valid(value):
            return None
        return f"{show(value)}; {self.advice}."


def describe(value: object) -> str:
    """Return the type of *value* with its article; the value may be secret."""
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if is_async_function(value):
        return "an async function"
    return with_article(type(value).__name__)


def with_article(noun: str) -> str:
    """Return *noun* after `a` or `an`."""
    return f"{'an' if noun.startswith(tuple('aeiouAEIO')) else 'a'} {noun}"


def show_number(value: object) -> str:
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


def instance_of(kind: type) -> Callable[[object], bool]:
    """Return what tells whether a value is an instance of *kind*."""
    return lambda value: isinstance(value, kind)


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
                called = who.removesuffix(".__init__")
                raise unknown_name(called, "option", unknown, names)
            return function(*arguments, **options)
        finally:
            # A traceback may list this frame's locals, and options may be secret.
            del arguments, options

    return cast("FunctionT", checked)


def unknown_name(who: str, noun: str, name: str, known: Collection[str]) -> TypeError:
    """Return the error for an option or an attribute *name* that *who* does not have.

    Args:
        who: The class or method that was called.
        noun: What it has, such as `option`.
        name: The name that was given.
        known: The names that it has.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only for an error

    close = get_close_matches(name, known, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    listed = ", ".join(known)
    message = f"{who} has no {noun} {name!r}.{meant} Its {noun}s are {listed}."
    return TypeError(message)
