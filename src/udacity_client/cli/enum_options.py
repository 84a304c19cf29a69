"""Options that take one of several values, such as an enum's, however it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from udacity_client.runtime import OpenEnum


def enum_option(text: str, domain: str, enum: str, *names: str) -> Any:
    """Return an option that takes values of an enum.

    It takes each as the API and as a table writes it, such as STATIC_ACCESS and static
    access, and gives the former. Completion offers that.

    Args:
        text: The help.
        domain: The domain of the enum.
        enum: The name of the enum.
        names: The names of the option, if it has others than its parameter's.
    """
    return choice_option(text, partial(values_of, domain, enum), *names)


def choice_option(text: str, values: Callable[[], Sequence[str]], *names: str) -> Any:
    """Return an option that takes some of *values*; see `enum_option`."""

    def read(given: str | Sequence[str] | None) -> str | list[str] | None:
        if given is None:
            return None
        known = {_plain(one): one for one in values()}
        if isinstance(given, str):
            return _find(given, known)
        return [_find(one, known) for one in given]

    return typer.Option(
        *names, help=text, autocompletion=lambda: [*values()], callback=read
    )


def values_of(domain: str, enum: str) -> list[str]:
    """Return the values of an enum of *domain*."""
    package = f"udacity_graphql.{domain.replace('-', '_')}"
    kind: type[OpenEnum] = getattr(import_module(f"{package}.enums"), enum)
    return [one.value for one in kind]


def _find(given: str, known: dict[str, str]) -> str:
    if _plain(given) not in known:
        listed = ", ".join(known.values())
        again = " Repeat the option for each value." if "," in given else ""
        raise typer.BadParameter(f"{given!r} is not one of {listed}.{again}")
    return known[_plain(given)]


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip()).upper()
