"""For any schema and operations, generated code reads every valid response."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    print_ast,
    print_schema,
)

from support.decoders import same_in_all_ways
from support.generated_packages import find_operation
from support.random_documents import RandomAnswers, random_document
from support.random_sources import Answers, Sources
from support.type_checkers import mypy_errors
from udacity_client.codegen.compile import Sources as Folders
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.documents.fragments import fragments_below
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode

ANSWERS = 20


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(1), id="short"),
        pytest.param(range(1, 8), id="long", marks=pytest.mark.slow),
        pytest.param(range(8, 15), id="long too", marks=pytest.mark.slow),
        pytest.param(range(15, 120), id="longer", marks=pytest.mark.long),
    ],
)
@pytest.mark.timeout(600)
def test_every_answer_that_fits_is_read_and_written_back(
    seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "installed"
    schemas = {seed: generate(seed, tmp_path / str(seed), installed) for seed in seeds}
    monkeypatch.setattr(sys, "path", [str(installed), *sys.path])
    importlib.invalidate_caches()
    for seed, sdl in schemas.items():
        package = importlib.import_module(f"random_{seed}.shop")
        manifest = json.loads(
            (installed / f"random_{seed}/shop/operations.json").read_text()
        )
        answers = Answers.of(sdl, Random(seed))
        for public in package.__all__:
            assert getattr(package, public) is not None
        for operation in manifest["operations"]:
            constant = find_operation(package, operation["name"])
            for _ in range(ANSWERS):
                data = answers.answer(operation["document"], operation["name"])
                assert write_back(constant, data) == data, (seed, operation["name"])
    assert mypy_errors(installed) == []


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(2), id="short"),
        pytest.param(range(2, 50), id="long", marks=pytest.mark.slow),
        pytest.param(range(50, 150), id="longer", marks=pytest.mark.long),
    ],
)
@pytest.mark.timeout(600)
def test_documents_that_merge_condition_and_tell_members_apart(
    seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas: dict[str, GraphQLSchema] = {}
    documents: dict[str, str] = {}
    for seed in seeds:
        found = random_document(Random(seed))
        if found is not None:
            schema, document = found
            schemas[f"seed{seed}"] = schema
            documents[f"seed{seed}"] = print_ast(used_part(document))
    package = "random_merges"
    write_sources(
        tmp_path, {name: print_schema(one) for name, one in schemas.items()}, documents
    )
    folders = Folders(tmp_path / "schema", tmp_path / "queries")
    installed = tmp_path / "installed"
    compile_tree(folders, package=package).write(installed)
    monkeypatch.setattr(sys, "path", [str(installed), *sys.path])
    importlib.invalidate_caches()
    for name, schema in schemas.items():
        domain = importlib.import_module(f"{package}.{name}")
        manifest = json.loads(
            (installed / package / name / "operations.json").read_text()
        )
        answers = RandomAnswers(schema, Random(name))
        for operation in manifest["operations"]:
            constant = find_operation(domain, operation["name"])
            sent = parse(operation["document"])
            for data in answers.all(sent, operation["name"]):
                assert write_back(constant, data) == data, (name, operation["name"])
    assert mypy_errors(installed) == []


def used_part(document: DocumentNode) -> DocumentNode:
    """Return *document* without the fragments that no operation needs."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    operations = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    ]
    needed = {
        name
        for operation in operations
        for name in fragments_below(operation.selection_set, fragments)
    }
    kept = (fragments[name] for name in fragments if name in needed)
    return DocumentNode(definitions=(*operations, *kept))


def generate(seed: int, workshop: Path, installed: Path) -> str:
    """Generate the package of *seed*, and return its schema."""
    sources = Sources(Random(seed))
    sdl = sources.schema()
    operations = sources.operations(build_schema(sdl))
    write_sources(workshop, {"shop": sdl}, {"shop": operations})
    folders = Folders(workshop / "schema", workshop / "queries")
    compile_tree(folders, package=f"random_{seed}").write(installed)
    return sdl


def write_sources(
    workshop: Path, schemas: Mapping[str, str], documents: Mapping[str, str]
) -> None:
    """Write the schema and the documents of each domain."""
    files = {f"schema/{name}.graphql": text for name, text in schemas.items()}
    files |= {f"queries/{name}/all.graphql": text for name, text in documents.items()}
    for place, text in files.items():
        path = workshop / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_back(operation: Any, data: dict[str, Any]) -> object:
    """Return *data* read by the models of *operation* and written by them again."""
    content = json.dumps({"data": data}).encode()
    result = decode(operation, RawResponse(200, {}, content, received_at=0.0))
    result.require()
    assert result.drift == ()
    assert "refused" not in same_in_all_ways(operation, content)
    read = operation.load_model().model_validate_json(json.dumps(data))
    return json.loads(read.model_dump_json(by_alias=True, exclude_unset=True))
