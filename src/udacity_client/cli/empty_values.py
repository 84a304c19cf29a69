"""Refusing options with an empty value, such as that of a shell variable not set.

`--plan ''` would read no plan, and `--company ''` another company than was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any

import typer


def require_values(context: Any, words: Sequence[str]) -> None:
    """Refuse an option of a command that has an empty value.

    Args:
        context: That of a group of commands; typer's classes have no public name.
        words: The words after the group's name.

    Raises:
        BadParameter: There is one.
    """
    while words and (command := _command_of(context, words[0])):
        context = type(context)(command, parent=context, info_name=words[0])
        words = words[1:]
    options = {
        name
        for one in context.command.params
        if not getattr(one, "is_flag", False)
        for name in one.opts
    }
    for name, value in _values(words):
        if name in options and not value.strip(" "):  # a tab is a separator
            message = (
                f"{name} has an empty value; is a variable of the shell unset? Give it "
                "a value, or leave it out."
            )
            raise typer.BadParameter(message, context)


def _command_of(context: Any, name: str) -> Any:
    return getattr(context.command, "commands", {}).get(name)


def _values(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each word with the next one, or its part after `=`; up to `--`."""
    words = [*takewhile("--".__ne__, words)]
    yield from pairwise(words)
    for word in words:
        name, is_assigned, value = word.partition("=")
        if is_assigned:
            yield name, value
