"""Checks of the values and the names that a caller gives for the emulator's options."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import Field
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from reprlib import Repr
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, TypeVar, cast

FunctionT = TypeVar("FunctionT", bound="Callable[..., Any]")

MAX_INT: Final = 2**31 - 1
"""The largest Int of GraphQL."""

_LONGEST_SHOWN: Final = 10**15
_SHORT: Final = Repr()
_SHORT.maxstring = 60


def _always(_value: object) -> bool:
    return True


class OptionKind(NamedTuple):
    """What an option takes.

    Attributes:
        noun: Its type, with the article.
        is_type: Whether a value has the type.
        advice: What to give.
        is_valid: Whether a value of the type can work.
    """

    noun: str
    is_type: Callable[[object], bool]
    advice: str
    is_valid: Callable[[Any], bool] = _always

    def require(self, name: str, value: object) -> None:
        """Refuse *value* for the option *name*.

        Raises:
            TypeError: It has another type.
            ValueError: It cannot work.
        """
        if not self.is_type(value):
            given = show(value) if is_number(value) else describe(value)
            raise TypeError(f"{name} is {given}, not {self.noun}; {self.advice}.")
        if not self.is_valid(value):
            raise ValueError(f"{name} is {show(value)}; {self.advice}.")

    def or_none(self, advice: str) -> OptionKind:
        """Return the kind that also takes `None`, for which *advice* is more."""

        def is_type(value: object) -> bool:
            return value is None or self.is_type(value)

        def is_valid(value: object) -> bool:
            return value is None or self.is_valid(value)

        return OptionKind(self.noun, is_type, f"{self.advice}, {advice}", is_valid)


def describe(value: object) -> str:
    """Return the type of *value* with its article."""
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return with_article(type(value).__name__)


def with_article(noun: str) -> str:
    """Return *noun* after `a` or `an`."""
    return f"{'an' if noun[0] in 'aeiouAEIO' else 'a'} {noun}"


def show(value: object) -> str:
    """Return *value* as a short text; Python refuses to write thousands of digits."""
    if isinstance(value, int) and abs(value) > _LONGEST_SHOWN:
        return "beyond all use"
    if isinstance(value, str | Path):
        return _SHORT.repr(f"{value}")
    return f"{value}"


def is_int(value: object) -> bool:
    """Return whether *value* is a whole number; `True` is not meant for one."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Return whether *value* is an int or a float; `True` is not meant for one."""
    return is_int(value) or isinstance(value, float)


def instance_of(kind: type) -> Callable[[object], bool]:
    """Return what tells whether a value is an instance of *kind*."""
    return lambda value: isinstance(value, kind)


def is_encodable(text: str) -> bool:
    """Return whether *text* can be sent; a lone surrogate cannot."""
    return text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text)


def whole(least: int, most: int = MAX_INT, *, note: str = "") -> OptionKind:
    """Return the kind of a whole number between these, both included.

    Args:
        least: The smallest.
        most: The largest.
        note: What the advice says next to them.
    """

    def is_between(given: int) -> bool:
        return least <= given <= most

    return OptionKind("an int", is_int, f"give {least:,} to {most:,}{note}", is_between)


def number(least: float, most: float, unit: str) -> OptionKind:
    """Return the kind of a finite number of *unit* between these, both included."""

    def is_between(given: float) -> bool:
        return least <= given <= most

    advice = f"give {least:,} to {most:,} {unit}"
    return OptionKind("a number", is_number, advice, is_between)


def choice(*choices: str | int) -> OptionKind:
    """Return the kind of what is one of *choices*, which are all text, or all ints."""
    is_of_text = isinstance(choices[0], str)
    *others, last = map(str, choices)
    return OptionKind(
        "a str" if is_of_text else "an int",
        instance_of(str) if is_of_text else is_int,
        f"give {', '.join(others)} or {last}",
        choices.__contains__,
    )


TEXT: Final = OptionKind(
    "a str", instance_of(str), "give text without lone surrogates", is_encodable
)
"""Any text that can be sent."""


class Named:
    """A dataclass that refuses an unknown name in other words than Python's."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    # Type checkers and editors know the names from `__init__`.
    if not TYPE_CHECKING:

        def __new__(cls, *_values: object, **named: object) -> object:
            """Refuse an unknown name, which `__init__` would do in Python's words.

            Raises:
                TypeError: There is such a name.
            """
            known = cls.__dataclass_fields__
            if not named.keys() <= known.keys():
                raise _unknown_name(cls.__name__, "attribute", named, known)
            return object.__new__(cls)


def names_options(function: FunctionT) -> FunctionT:
    """Let the method *function* refuse options that it does not have in our words."""
    plain = cast("FunctionType", function)
    code = plain.__code__
    known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    who = plain.__qualname__.removesuffix(".__init__")

    @wraps(function)
    def checked(*arguments: Any, **options: Any) -> Any:
        if not options.keys() <= {*known}:
            raise _unknown_name(who, "option", options, known)
        return function(*arguments, **options)

    return cast("FunctionT", checked)


def _unknown_name(
    who: str, noun: str, given: Collection[str], known: Collection[str]
) -> TypeError:
    name = next(one for one in given if one not in known)
    close = get_close_matches(name, known, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    return TypeError(
        f"{who} has no {noun} {name!r}.{meant} Its {noun}s are {', '.join(known)}."
    )
