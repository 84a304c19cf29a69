"""Code made for the old schema reads the new one's answers where drift says so."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from codegen.random_sources import Answers
from codegen.test_property import find_operation
from drift.corpus import CORPUS, Mutation
from drift.rich import DOCUMENTS, SCHEMA, drift, schema_of
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.effects import Level
from udacity_client.errors import ResponseShapeError
from udacity_client.graphql import decode
from udacity_client.reply import Reply

VARIABLES = {"id": "1", "filter": {"sort": "NAME"}}
ANSWERS = 12
RENAMED_SCALAR = "scalar renamed"
"""Nothing tells that a scalar looks the same under another name; drift hopes so."""

READ = [one for one in CORPUS if one.name != RENAMED_SCALAR]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder: Path = tmp_path_factory.mktemp("truth")
    for place, text in (("schema/shop", SCHEMA), ("queries/shop/ops", DOCUMENTS)):
        path = folder / f"{place}.graphql"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    sources = Sources(folder / "schema", folder / "queries")
    compile_tree(sources, package="rich_truth").write(folder)
    sys.path.insert(0, str(folder))
    yield importlib.import_module("rich_truth.shop")
    sys.path.remove(str(folder))


@pytest.mark.parametrize("mutation", READ, ids=lambda one: one.name)
def test_what_cannot_be_read_was_told(package: ModuleType, mutation: Mutation) -> None:
    struck = {
        one.operation
        for finding in drift(mutation.sdl).findings
        for one in finding.affected
        if one.level is Level.RUNTIME
    }
    for name in ("GetUser", "ListUsers", "FindThings", "GetNode", "PickOne", "Rename"):
        if name not in struck:
            assert failures(package, mutation, name) == []


@pytest.mark.parametrize(
    "name", ["T! to T", "inner T! to T", "T to list", "list to T", "Int to Float"]
)
def test_what_was_told_really_fails(package: ModuleType, name: str) -> None:
    mutation = next(one for one in CORPUS if one.name == name)
    assert failures(package, mutation, "GetUser")


def failures(package: ModuleType, mutation: Mutation, name: str) -> list[str]:
    """Return why answers of the mutated schema cannot be read."""
    operation = find_operation(package, name)
    answers = Answers(schema_of(mutation.sdl), Random(7))
    found: list[str] = []
    for _ in range(ANSWERS):
        data = answers.answer(operation.document, name, VARIABLES)
        content = json.dumps({"data": data}).encode()
        try:
            decode(operation, Reply(200, {}, content, received_at=0.0)).require()
        except ResponseShapeError as error:
            found.append(str(error))
    return found
