"""Rooms that would serve any GraphQL API know nothing of this one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from architecture.project import DOMAINS, SOURCE, modules_below

OF_THIS_API = ["Udacity", "udacity.com", "UNAUTHORIZED", "company", *DOMAINS]


@pytest.mark.parametrize("room", ["protocol", "runtime"])
def test_no_text_of_a_generic_room_is_about_this_api(room: str) -> None:
    assert {
        (module, text)
        for module, tree in modules_below(SOURCE / room).items()
        for text in texts_of(tree)
        for fact in OF_THIS_API
        if fact in text.replace("-", "_")
    } == set()


def texts_of(tree: ast.Module) -> Iterator[str]:
    """Yield the strings in *tree* that are not docstrings."""
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield from [node.value] if isinstance(node.value, str) else []
