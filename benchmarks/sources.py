"""The project's `.graphql` files, in a form that all generators can read.

Descriptions of operations are removed: the GraphQL specification has them since
September 2025, but the other generators, at the versions measured, corrupt or reject
them. Nothing else is changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

ROOT: Final = Path(__file__).resolve().parents[1]


def domains() -> list[str]:
    """Return the names of the domains that have operations."""
    return sorted(path.name for path in (ROOT / "queries").iterdir() if path.is_dir())


def document_of(domain: str) -> str:
    """Return all operations and fragments of *domain* as one text."""
    paths = sorted((ROOT / "queries" / domain).glob("*.graphql"))
    return without_descriptions("\n".join(path.read_text() for path in paths))


def without_descriptions(text: str) -> str:
    """Return *text* without the descriptions of its operations."""
    # Last first: what stands before it keeps its position.
    for definition in reversed(parse(text).definitions):
        if isinstance(definition, OperationDefinitionNode):
            found = definition.description and definition.description.loc
            if found:
                text = text[: found.start] + text[found.end :]
    return print_ast(parse(text))


def with_fragments_inlined(text: str) -> str:
    """Return the operations of *text* with fragment spreads replaced by fields."""
    document: DocumentNode = parse(text)
    fragments = {
        found.name.value: found.selection_set.selections
        for found in document.definitions
        if isinstance(found, FragmentDefinitionNode)
    }
    inlined = visit(document, _Inlining(fragments))
    return "\n".join(
        print_ast(found)
        for found in inlined.definitions
        if isinstance(found, OperationDefinitionNode)
    )


class _Inlining(Visitor):
    def __init__(self, fragments: Mapping[str, Sequence[SelectionNode]]) -> None:
        super().__init__()
        self._fragments = fragments

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> None:
        node.selections = tuple(
            field
            for selection in node.selections
            for field in (
                self._fragments[selection.name.value]
                if isinstance(selection, FragmentSpreadNode)
                else (selection,)
            )
        )


def write_plain_sources(folder: Path) -> None:
    """Write `schema/` and `queries/` into *folder*, for other generators."""
    shutil.copytree(ROOT / "schema", folder / "schema")
    for path in (ROOT / "queries").glob("*/*.graphql"):
        plain = folder / "queries" / path.parent.name / path.name
        plain.parent.mkdir(parents=True, exist_ok=True)
        plain.write_text(without_descriptions(path.read_text()))
