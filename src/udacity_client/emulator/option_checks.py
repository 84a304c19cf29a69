"""Checks of the values and the names that a caller gives for the emulator's options."""

from __future__ import annotations

from dataclasses import Field
from pathlib import Path
from reprlib import Repr
from typing import TYPE_CHECKING, Any, ClassVar, Final

from udacity_client.system.option_kinds import (
    OptionKind,
    instance_of,
    is_int,
    is_number,
    show_number,
    unknown_name,
)

MAX_INT: Final = 2**31 - 1
"""The largest Int of GraphQL."""

_SHORT: Final = Repr()
_SHORT.maxstring = 60


class EmulatorOption(OptionKind):
    """What an option of the emulator takes."""

    __slots__ = ()

    def require(self, name: str, value: object) -> None:
        """Refuse *value* for the option *name*, unless it fits.

        Raises:
            TypeError: It has another type.
            ValueError: It cannot work.
        """
        if problem := self.type_problem(value):
            raise TypeError(f"{name} is {problem}")
        if problem := self.value_problem(value, show):
            raise ValueError(f"{name} is {problem}")


def show(value: object) -> str:
    """Return *value* as a short text."""
    if isinstance(value, str | Path):
        return _SHORT.repr(f"{value}")
    return show_number(value)


def is_encodable(text: str) -> bool:
    """Return whether *text* can be sent; a lone surrogate cannot."""
    return text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text)


def whole(least: int, most: int = MAX_INT, *, note: str = "") -> EmulatorOption:
    """Return the kind of a whole number between these, both included.

    Args:
        least: The smallest.
        most: The largest.
        note: What the advice says next to them.
    """

    def is_between(given: int) -> bool:
        return least <= given <= most

    advice = f"give {least:,} to {most:,}{note}"
    return EmulatorOption("an int", is_int, advice, is_between)


def number(least: float, most: float, unit: str) -> EmulatorOption:
    """Return the kind of a finite number of *unit* between these, both included."""

    def is_between(given: float) -> bool:
        return least <= given <= most

    advice = f"give {least:,} to {most:,} {unit}"
    return EmulatorOption("a number", is_number, advice, is_between)


def choice(*choices: str | int) -> EmulatorOption:
    """Return the kind of what is one of *choices*, which are all text, or all ints."""
    is_of_text = isinstance(choices[0], str)
    *others, last = map(str, choices)
    return EmulatorOption(
        "a str" if is_of_text else "an int",
        instance_of(str) if is_of_text else is_int,
        f"give {', '.join(others)} or {last}",
        choices.__contains__,
    )


TEXT: Final = EmulatorOption(
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
            unknown = next((name for name in named if name not in known), None)
            if unknown is not None:
                raise unknown_name(cls.__name__, "attribute", unknown, known)
            return object.__new__(cls)
