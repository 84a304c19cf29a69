"""Files and folders among the sources that are not what they seem."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from udacity_client.codegen.compile import Sources, compile_tree
from udacity_client.errors import SourceError

SCHEMA = "type Query { a: Int }"


def sources(folder: Path, *domains: str) -> Sources:
    (folder / "schema").mkdir()
    for domain in domains:
        (folder / "schema" / f"{domain}.graphql").write_text(SCHEMA)
        (folder / "queries" / domain).mkdir(parents=True)
        (folder / "queries" / domain / "a.graphql").write_text("query GetA { a }")
    return Sources(folder / "schema", folder / "queries")


@pytest.mark.parametrize("text", ["", "\n \n", "# query B { a }\n", "\ufeff# x"])
def test_files_without_definitions_are_passed_over(tmp_path: Path, text: str) -> None:
    given = sources(tmp_path, "shop")
    (tmp_path / "queries/shop/notes.graphql").write_text(text, encoding="utf-8")
    assert "get_a" in compile_tree(given).files["shop/client.py"]


def test_a_pipe_is_named_and_nothing_waits_for_it(tmp_path: Path) -> None:
    given = sources(tmp_path, "shop")
    os.mkfifo(tmp_path / "queries/shop/x.graphql")
    with pytest.raises(SourceError, match=r"x\.graphql:1:1: This is a pipe"):
        compile_tree(given)


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    given = sources(tmp_path, "shop")
    (tmp_path / "queries/shop/x.graphql").symlink_to(tmp_path / "missing")
    with pytest.raises(SourceError, match=r"x\.graphql:1:1: The file cannot be read"):
        compile_tree(given)


@pytest.mark.parametrize(
    "name", ["class", "1x", "a b", "a.b", "a'b", "__init__", "a\nb"]
)
def test_a_domain_that_gives_no_module_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="No Python module can be called"):
        compile_tree(sources(tmp_path, name))


def test_two_domains_of_one_module_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="would both be the module `a_b`"):
        compile_tree(sources(tmp_path, "a-b", "a_b"))


def test_a_newline_in_the_name_of_a_folder_ends_no_comment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "queries\nprint('INJECTED')#"
    given = sources(tmp_path, "shop")
    given.queries.rename(folder)
    tree = compile_tree(Sources(given.schema, folder), package="injected")
    tree.write(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    assert importlib.import_module("injected.shop").GET_A
    assert capsys.readouterr().out == ""
