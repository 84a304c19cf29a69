"""Sources that are deep, long or wide give packages that can be imported."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from udacity_client.codegen.compile import PackageTree, Sources, compile_tree
from udacity_client.errors import SourceError

Install = Callable[[str, str], Any]


def compile_text(folder: Path, schema: str, queries: str) -> PackageTree:
    (folder / "schema").mkdir()
    (folder / "schema" / "shop.graphql").write_text(schema, encoding="utf-8")
    (folder / "queries" / "shop").mkdir(parents=True)
    (folder / "queries" / "shop" / "all.graphql").write_text(queries, encoding="utf-8")
    sources = Sources(folder / "schema", folder / "queries")
    return compile_tree(sources, package="large")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    def compile_and_import(schema: str, queries: str) -> Any:
        compile_text(tmp_path, schema, queries).write(tmp_path)
        monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
        importlib.invalidate_caches()
        for name in [name for name in sys.modules if name.startswith("large")]:
            monkeypatch.delitem(sys.modules, name)
        return importlib.import_module("large.shop")

    return compile_and_import


def test_selections_deeper_than_python_nests_classes(install: Install) -> None:
    depth = 150
    queries = f"query Deep {{ {'o { ' * depth} x {'}' * depth} }}"
    shop = install("type Query { o: Query x: Int }", queries)
    data: dict[str, Any] = {"x": 7}
    for _ in range(depth):
        data = {"o": data}
    read = shop.DEEP.load_model().model_validate_json(json.dumps(data))
    assert read.model_dump(by_alias=True) == data
    for _ in range(depth):
        read = read.o
    assert read.x == 7


def test_selections_deeper_than_graphql_core_parses_are_one_problem(
    tmp_path: Path,
) -> None:
    queries = f"query Deep {{ {'o { ' * 210} x {'}' * 210} }}"
    with pytest.raises(SourceError, match="nested too deeply") as caught:
        compile_text(tmp_path, "type Query { o: Query x: Int }", queries)
    assert len(caught.value.problems) == 1


def test_each_of_many_problems_is_reported(tmp_path: Path) -> None:
    queries = " ".join(f"query Q{n} {{ x y{n} }}" for n in range(150))
    with pytest.raises(SourceError) as caught:
        compile_text(tmp_path, "type Query { x: Int }", queries)
    assert len(caught.value.problems) == 150


def chain_of_inputs(length: int) -> str:
    links = (f"input I{n} {{ next: I{n + 1} x: Int }}" for n in range(length))
    return (
        f"type Query {{ q(i: I0): Int }} {' '.join(links)} input I{length} {{ x: Int }}"
    )


def test_a_chain_of_inputs(install: Install) -> None:
    shop = install(chain_of_inputs(60), "query Q($i: I0) { q(i: $i) }")
    given = shop.I0(next=shop.I1(x=1))
    assert json.loads(given.model_dump_json()) == {"next": {"x": 1}}


def test_a_chain_of_inputs_is_written_leaves_first(tmp_path: Path) -> None:
    # pydantic finds what is defined later by recursion.
    schema = chain_of_inputs(1_500)
    tree = compile_text(tmp_path, schema, "query Q($i: I0) { q(i: $i) }")
    classes = re.findall(r"^class (\w+)", tree.files["shop/inputs.py"], re.MULTILINE)
    assert classes == [f"I{n}" for n in range(1_500, -1, -1)]


def test_one_member_of_300_takes_two_classes(tmp_path: Path) -> None:
    members = " ".join(
        f"type T{n} implements Node {{ id: ID! x: Int }}" for n in range(300)
    )
    schema = "type Query { node(id: ID!): Node } interface Node { id: ID! } " + members
    queries = "query GetOne($id: ID!) { node(id: $id) { ... on T7 { x } } }"
    results = compile_text(tmp_path, schema, queries).files["shop/results.py"]
    assert results.count("class ") == 3
    assert 'OpenUnion("Node", (None, ("T7",)))' in results


@pytest.mark.slow
def test_a_union_of_more_members_than_python_nests_expressions(
    install: Install,
) -> None:
    numbers = range(1_200)
    types = " ".join(f"type T{n} {{ x{n}: Int }}" for n in numbers)
    union = " | ".join(f"T{n}" for n in numbers)
    spread = " ".join(f"... on T{n} {{ x{n} }}" for n in numbers)
    shop = install(
        f"type Query {{ all: [U!]! }} union U = {union} {types}",
        f"query ListAll {{ all {{ {spread} }} }}",
    )
    data = {"all": [{"__typename": f"T{n}", f"x{n}": n} for n in numbers]}
    read = shop.LIST_ALL.load_model().model_validate_json(json.dumps(data))
    assert read.model_dump(by_alias=True) == data
    assert len({type(one).__name__ for one in read.all}) == len(numbers)


def test_a_new_type_of_the_schema_renames_no_class(tmp_path: Path) -> None:
    schema = (
        "type Query { node: Node } interface Node { id: ID } "
        "interface Named { name: String } "
        "type A implements Node & Named { id: ID name: String } "
    )
    queries = "query Q { node { id ... on Named { name } } }"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    before = compile_text(tmp_path / "a", schema, queries).files["shop/results.py"]
    after = compile_text(
        tmp_path / "b", f"{schema} type B implements Node {{ id: ID }}", queries
    ).files["shop/results.py"]
    assert "class NodeNamed(" in before
    assert {line for line in before.splitlines() if "class " in line} < {
        line for line in after.splitlines() if "class " in line
    }
