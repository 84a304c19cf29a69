"""The classes that ariadne-codegen makes of normalised documents.

The generator calls `ResultTypesGenerator`, which is internal to ariadne-codegen. If a
new version makes other classes, this test shows which.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from support.codegen_cases import CASES, REFRESH
from support.paths import TESTS
from udacity_client.codegen.ariadne.run import ModelDocuments, class_trees
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.schema.documents import read_documents
from udacity_client.schema.sdl import read_sdl

TREES = TESTS / "golden" / "codegen" / "class_trees"
NAMES = (
    *("alias_collisions", "conditions", "deprecations", "fragments", "interfaces"),
    *("lists", "names", "nested_names", "pages", "unions"),
)


@pytest.mark.parametrize("name", NAMES)
def test_class_trees_are_what_is_expected(name: str) -> None:
    made = class_tree_text(CASES / name)
    path = TREES / f"{name}.txt"
    if REFRESH:
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


def class_tree_text(case: Path) -> str:
    schema = read_sdl(case / "schema.graphql")
    documents = read_documents(case / "queries", [])
    normalised = DocumentAnalysis(schema, documents).normalised
    trees = class_trees(ModelDocuments(normalised), {"Time": "Time"})
    names = {id(one): name for name, one in normalised.operations.items()}
    names |= {id(one): name for name, one in normalised.fragments.items()}
    blocks = [
        "\n".join([f"# {names[key]}", *map(ast.unparse, classes.values())])
        for key, classes in trees.items()
    ]
    return "\n\n".join(blocks) + "\n"
