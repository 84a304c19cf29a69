"""Refuse the one response key that records cannot have."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import FieldNode

from udacity_client.errors import Problem
from udacity_client.schema.documents import Documents, descendants, location


def key_problems(documents: Documents) -> Iterator[Problem]:
    """Yield fields under the key `__typename` that are not that meta field."""
    for definition in documents.definitions:
        for node in descendants(definition):
            if not isinstance(node, FieldNode) or node.name.value == "__typename":
                continue
            if node.alias and node.alias.value == "__typename":
                yield Problem(
                    location(node),
                    f"`__typename: {node.name.value}` would hide the name of the "
                    "object's type, by which records are read.",
                    "Give the field another alias.",
                )
