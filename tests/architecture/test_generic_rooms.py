"""Rooms that would serve any GraphQL API know nothing of this one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from architecture.project import DOMAINS, SOURCE, modules_below

OF_THIS_API = ["Udacity", "udacity.com", "UNAUTHORIZED", "company", *DOMAINS]


OWN_NAMES = re.compile(r"UdacityError|Udacity\.execute")
"""Names of this client's own classes, which generated code mentions."""

GENERIC_ROOMS = ["codegen", "drift", "limits", "protocol", "runtime", "schema"]


@pytest.mark.parametrize("room", GENERIC_ROOMS)
def test_no_text_of_a_generic_room_is_about_this_api(room: str) -> None:
    assert {
        (module, text)
        for module, tree in modules_below(SOURCE / room).items()
        # The schema files of this API, and facts about them.
        if not module.startswith("schema.shipped")
        for text in texts_of(tree)
        for fact in OF_THIS_API
        if fact in OWN_NAMES.sub("", text).replace("-", "_")
    } == set()


def texts_of(tree: ast.Module) -> Iterator[str]:
    """Yield the strings in *tree* that are not docstrings."""
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield from [node.value] if isinstance(node.value, str) else []
