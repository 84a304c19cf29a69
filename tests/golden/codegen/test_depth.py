"""What is nested more deeply than Python's stack is one sentence, never a traceback."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.codegen_cases import importable
from udacity_client.codegen.compile import PackageTree, Sources, compile_tree
from udacity_client.errors import SourceError

SCHEMA = """
type Query { t: T a(i: I, n: [Int]): Int }
type T { t: T n: Int }
input I { i: I }
"""
TOO_DEEP = "This is nested too deeply for Python to read it."
TOO_MANY = "Too many fields have one key here for graphql-core to compare them."
CHAIN = (
    "Input types that require each other are a chain that is too long to be checked."
)


def nested(levels: int) -> str:
    return f"query GetT {{ {'t { ' * levels}n{' }' * levels} }}"


def fragments(levels: int) -> str:
    chain = "".join(
        f" fragment F{n} on T {{ t {{ ...F{n + 1} }} }}" for n in range(levels)
    )
    operations = "query GetN { t { n } } query GetT { t { ...F0 } }"
    return f"{operations}{chain} fragment F{levels} on T {{ n }}"


def literal(levels: int) -> str:
    return f"query GetA {{ a(i: {'{i: ' * levels}null{'}' * levels}) }}"


def default(levels: int) -> str:
    return f"query GetA($i: I = {'{i: ' * levels}null{'}' * levels}) {{ a(i: $i) }}"


def required_inputs(count: int) -> str:
    chain = " ".join(f"input I{n} {{ n: I{n + 1}! }}" for n in range(count))
    return f"type Query {{ a(i: I0): Int }} {chain} input I{count} {{ x: Int }}"


def union(members: int) -> str:
    types = " ".join(f"type T{n} {{ x: Int y: Int }}" for n in range(members))
    names = " | ".join(f"T{n}" for n in range(members))
    return f"type Query {{ u: U n: Int }} union U = {names} {types}"


def conditions(count: int) -> str:
    selected = " ".join(f"... on T{n} {{ x y }}" for n in range(count))
    return f"query GetN {{ n }} query GetU {{ u {{ {selected} }} }}"


def lists(levels: int) -> str:
    return f"type Query {{ a: {'[' * levels}Int{']' * levels} }}"


def list_default(levels: int) -> str:
    return f"type Query {{ a(n: [Int] = {'[' * levels}1{']' * levels}): Int }}"


def sources(folder: Path, schema: str, query: str) -> Sources:
    (folder / "schema").mkdir()
    (folder / "schema" / "shop.graphql").write_text(schema)
    (folder / "queries" / "shop").mkdir(parents=True)
    (folder / "queries" / "shop" / "a.graphql").write_text(query)
    return Sources(Path("schema"), Path("queries"))


@pytest.mark.parametrize(
    ("schema", "query", "message", "path"),
    [
        (SCHEMA, nested(200), TOO_DEEP, "queries/shop/a.graphql:1:812"),
        (SCHEMA, nested(30_000), TOO_DEEP, "queries/shop/a.graphql:1:812"),
        (SCHEMA, fragments(200), TOO_DEEP, "queries/shop/a.graphql:1:24"),
        (SCHEMA, fragments(2_000), TOO_DEEP, "queries/shop/a.graphql:1:24"),
        (SCHEMA, literal(500), TOO_DEEP, "queries/shop/a.graphql:1:"),
        (SCHEMA, default(500), TOO_DEEP, "queries/shop/a.graphql:1:"),
        (required_inputs(1_500), "query A { a }", CHAIN, "schema/shop.graphql:1:1"),
        (union(900), conditions(900), TOO_MANY, "queries/shop/a.graphql:1:18"),
        (lists(200), "query A { a }", TOO_DEEP, "queries/shop:1:1"),
        (lists(5_000), "query A { a }", TOO_DEEP, "schema/shop.graphql:1:"),
        (list_default(5_000), "query A { a }", TOO_DEEP, "schema/shop.graphql:1:"),
    ],
)
def test_what_is_too_deep_is_one_sentence(
    schema: str,
    query: str,
    message: str,
    path: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError) as caught:
        compile_tree(sources(tmp_path, schema, query))
    (problem,) = caught.value.problems
    assert problem.message == message
    assert str(problem.location).startswith(path)


@pytest.mark.parametrize("query", [nested(190), fragments(90)])
def test_almost_200_levels_are_compiled_and_imported(
    query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tree = compile_tree(sources(tmp_path, SCHEMA, query), package="case_deep")
    tree.write(tmp_path)
    with importable(tmp_path):
        module = importlib.import_module("case_deep.shop.results")
        assert module.GetT.model_validate({"t": None}).t is None


def test_another_operation_renames_no_class_that_is_nested_deeply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = sources(tmp_path, SCHEMA, nested(70))
    alone = manifest_fields(compile_tree(given))
    other = nested(70).replace("GetT", "GetA")
    (tmp_path / "queries" / "shop" / "b.graphql").write_text(other)
    assert alone.items() <= manifest_fields(compile_tree(given)).items()


def manifest_fields(tree: PackageTree) -> dict[str, dict[str, str]]:
    fields: dict[str, dict[str, str]] = json.loads(tree.files["shop/operations.json"])[
        "fields"
    ]
    return fields


IMPORTED = """
import threading

def use() -> None:
    from case_chain.shop import inputs
    for number in range({last}):
        model, held = (getattr(inputs, f"I{{n}}") for n in (number, number + 1))
        assert model(n=held()).model_dump_json() == '{{"n":{{}}}}'

# As little stack as threads have on macOS.
threading.stack_size(512 * 1024)
thread = threading.Thread(target=use)
thread.start()
thread.join()
print("used")
"""


@pytest.mark.parametrize(
    "tail",
    [pytest.param("x: Int", marks=pytest.mark.slow), "x: Int again: I900"],
)
def test_a_chain_of_1100_optional_inputs_is_compiled_and_used(
    tail: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    last = 1_100  # Python's own limit is 1,000
    chain = "".join(f"input I{n} {{ n: I{n + 1} }} " for n in range(last))
    schema = f"type Query {{ a(i: I0): Int }} {chain} input I{last} {{ {tail} }}"
    query = "query GetA($i: I0) { a(i: $i) }"
    tree = compile_tree(sources(tmp_path, schema, query), package="case_chain")
    tree.write(tmp_path)
    modules = tree.files["shop/inputs.py"]
    assert modules.index("class I1000(") < modules.index("class I0(")
    program = IMPORTED.format(last=last)
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, b"used\n", b"")
