from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.codegen_cases import ERRORS, REFRESH, names
from udacity_client.codegen.compile import Sources, compile_tree
from udacity_client.errors import SourceError

CASES = [name for name in names(ERRORS) if name != "schema"]


@pytest.mark.parametrize("name", CASES)
def test_all_problems_are_reported_at_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ERRORS / name
    schema = case / "schema" if (case / "schema").exists() else ERRORS / "schema"
    shutil.copytree(schema, tmp_path / "schema")
    shutil.copytree(case / "queries", tmp_path / "queries")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError) as caught:
        compile_tree(Sources(Path("schema"), Path("queries")))
    told = f"{caught.value}\n"
    snapshot = case / "problems.txt"
    if REFRESH:
        snapshot.write_text(told, encoding="utf-8")
    assert told == snapshot.read_text(encoding="utf-8")


def test_paths_elsewhere_are_shown_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ERRORS)
    missing = tmp_path / "queries"
    with pytest.raises(SourceError) as caught:
        compile_tree(Sources(ERRORS / "schema", missing))
    assert str(caught.value) == (
        f"{missing}:1:1: There is no folder here.\n"
        "  hint: Put .graphql files here in a folder such as shop/."
    )


def test_folder_without_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    with pytest.raises(SourceError, match=r"There is no \.graphql file here\."):
        compile_tree(Sources(ERRORS / "schema", tmp_path))


def test_folder_without_schemas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no schema here"):
        compile_tree(Sources(tmp_path, tmp_path))


def test_wanted_domains_have_to_exist(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        compile_tree(Sources(ERRORS / "schema", tmp_path), domains=["shop", "shep"])
    assert [problem.message for problem in caught.value.problems] == [
        "There is no domain `shep`.",
        "There is no folder here.",
    ]


def test_document_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "cart.graphql").write_bytes("# ä".encode("latin-1"))
    with pytest.raises(SourceError, match=r"cart\.graphql:1:1: .* not UTF-8"):
        compile_tree(Sources(ERRORS / "schema", tmp_path))


def test_secret_that_names_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "cart.graphql").write_text(
        "query GetCart { cart(id: 1) { id } }"
    )
    with pytest.raises(SourceError) as caught:
        compile_tree(
            Sources(ERRORS / "schema", tmp_path),
            secrets=["Cart.id", "Cart.idd", "Cart.itemCount"],
        )
    assert [problem.location.path for problem in caught.value.problems] == [
        "Cart.idd",
        "Cart.itemCount",
    ]
