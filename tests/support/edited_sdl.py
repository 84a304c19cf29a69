"""Change lines of a schema's text; each field keeps or loses its own description."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any, Final

from graphql import Visitor, parse, print_ast, visit

_DESCRIPTION: Final = r'(?:[ \t]*"""(?:(?!""").)*"""\n)?'
_GAP: Final = r"\n*"


def edit_sdl(sdl: str, old: str, new: str) -> str:
    """Return *sdl* with the first *old* replaced by *new*; it has to be there.

    Whole lines are found also if descriptions stand between them. A line that goes
    takes its description along.
    """
    if "\n" not in old:
        assert old in sdl, old
        return sdl.replace(old, new, 1)
    lines = old.splitlines(keepends=True)
    form = _GAP.join(f"({_DESCRIPTION})({re.escape(line)})" for line in lines)
    found = re.search(form, sdl, re.DOTALL | re.MULTILINE)
    assert found is not None, old
    described = [*zip(found.groups()[::2], found.groups()[1::2], strict=True)]
    edited = _edited(described, new.splitlines(keepends=True))
    return sdl[: found.start()] + edited + sdl[found.end() :]


def without_descriptions(sdl: str) -> str:
    """Return *sdl* without its descriptions, which also breaks no lines for them."""
    return f"{print_ast(visit(parse(sdl, no_location=True), _Silent()))}\n"


class _Silent(Visitor):
    """Removes descriptions."""

    def enter(self, node: Any, *_: object) -> None:
        if getattr(node, "description", None) is not None:
            node.description = None


def _edited(old: list[tuple[str, str]], new: list[str]) -> str:
    parts: list[str] = []
    matcher = SequenceMatcher(None, [line for _, line in old], new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            parts += [text + line for text, line in old[start:end]]
        else:
            texts = [text for text, _ in old[start:end]]
            texts += [""] * (new_end - new_start)
            parts += map(str.__add__, texts, new[new_start:new_end])
    return "".join(parts)
