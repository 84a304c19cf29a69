from __future__ import annotations

import ast
import importlib
import json
import shutil
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest
from graphql import parse, validate

from support.codegen_cases import (
    CASES,
    DOMAIN,
    REFRESH,
    compiled_case,
    importable,
    names,
)
from support.type_checkers import run_mypy, run_pyright
from udacity_client.codegen.compile import PackageTree
from udacity_client.schema.sdl import read_sdl

READER = """
from typing import assert_never, assert_type

from case_unions.shop import Book, Client, Find, ListShelves

def read(client: Client) -> None:
    for found in client.find(text="typing"):
        assert_type(found, Find.FindFound | Find.FindBook | Find.FindPerson)
        match found:
            case Book():
                print(found.title)
            case Find.FindPerson():
                print(found.name)
            case Find.FindFound():
                print(found.typename__)
            case _:
                assert_never(found)
    for record in client.iter_shelves():
        node = ListShelves.Shelves.Edges
        if isinstance(record, node.NodePerson):
            assert_type(record, ListShelves.Shelves.Edges.NodePerson)
"""


@pytest.fixture(scope="module")
def trees() -> dict[str, PackageTree]:
    return {name: compiled_case(name) for name in names(CASES)}


@pytest.fixture(scope="module")
def installed(
    trees: dict[str, PackageTree], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("installed")
    for tree in trees.values():
        tree.write(folder)
    (folder / "reader.py").write_text(READER, encoding="utf-8")
    with importable(folder):
        yield folder


@pytest.mark.parametrize("name", names(CASES))
def test_output_is_what_is_expected(name: str, trees: dict[str, PackageTree]) -> None:
    made = {
        path.removeprefix(f"{DOMAIN}/"): text
        for path, text in trees[name].files.items()
        if path.startswith(f"{DOMAIN}/")
    }
    if trees[name].notes:
        made["notes"] = "".join(f"{note}\n" for note in trees[name].notes)
    folder = CASES / name / "expected"
    if REFRESH:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path, text in made.items():
            (folder / f"{path}.txt").write_bytes(text.encode())
    expected = {
        path.name.removesuffix(".txt"): path.read_bytes().decode()
        for path in folder.iterdir()
    }
    assert made == expected


@pytest.mark.parametrize("name", names(CASES))
def test_every_public_name_can_be_imported(name: str, installed: Path) -> None:
    module = importlib.import_module(f"case_{name}.{DOMAIN}")
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(installed)
    for public in module.__all__:
        assert getattr(module, public) is not None


@pytest.mark.parametrize("name", names(CASES))
def test_the_manifest_names_the_python_symbols(
    name: str, trees: dict[str, PackageTree], installed: Path
) -> None:
    manifest = json.loads(trees[name].files[f"{DOMAIN}/operations.json"])
    domain = importlib.import_module(f"case_{name}.{DOMAIN}")
    assert Path(str(domain.__file__)).is_relative_to(installed)
    importlib.import_module(f"{domain.__name__}.results")
    for operation in manifest["operations"]:
        assert operation["model"] in manifest["fields"]
        for method in operation["methods"]:
            assert callable(getattr(domain.Client, method))
    for path, fields in manifest["fields"].items():
        model = attrgetter(path)(domain)
        model.model_rebuild()  # its aliases are there when it is complete
        assert {
            field.serialization_alias: python_name
            for python_name, field in model.model_fields.items()
        } == fields


@pytest.mark.parametrize("name", names(CASES))
def test_documents_that_are_sent_fit_the_schema(
    name: str, trees: dict[str, PackageTree]
) -> None:
    schema = read_sdl(CASES / name / "schema.graphql")
    manifest = json.loads(trees[name].files[f"{DOMAIN}/operations.json"])
    assert manifest["operations"]
    for operation in manifest["operations"]:
        assert validate(schema, parse(operation["document"])) == []


@pytest.mark.parametrize("name", names(CASES))
def test_both_clients_have_the_same_methods_and_say_the_same(
    name: str, trees: dict[str, PackageTree]
) -> None:
    blocking, waiting = (
        _methods(trees[name].files[f"{DOMAIN}/{file}"])
        for file in ("client.py", "async_client.py")
    )
    assert blocking
    assert blocking == waiting


def _methods(text: str) -> dict[str, tuple[str, str | None]]:
    """Return each method's parameters and docstring, by name."""
    return {
        node.name: (ast.unparse(node.args), ast.get_docstring(node))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def test_mypy_accepts_all_cases(installed: Path) -> None:
    result = run_mypy(installed)
    assert result.returncode == 0, result.stdout


@pytest.mark.slow
def test_pyright_accepts_all_cases(installed: Path) -> None:
    result = run_pyright(installed)
    assert result.returncode == 0, result.stdout


CALLER = """
from case_deprecations.shop import AsyncClient, Client

def call(client: Client) -> None:
    client.list_users()
    client.list_people()
    client.iter_people()

async def wait(client: AsyncClient) -> None:
    await client.overview()
"""


@pytest.mark.slow
def test_checkers_tell_who_calls_what_is_deprecated(
    trees: dict[str, PackageTree], tmp_path: Path
) -> None:
    trees["deprecations"].write(tmp_path)
    (tmp_path / "caller.py").write_text(CALLER, encoding="utf-8")
    mypy = run_mypy(tmp_path, "caller.py")
    lines = [line.split(":")[1] for line in mypy.stdout.splitlines()[:-1]]
    assert lines == ["6", "7", "10"], mypy.stdout
    assert "Ask for `users`" in mypy.stdout
    pyright = run_pyright(tmp_path)
    assert pyright.stdout.count("(reportDeprecated)") == 3, pyright.stdout
    assert "3 errors" in pyright.stdout
